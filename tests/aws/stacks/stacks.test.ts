import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { kindOf, type Resource, rules, statementsIn } from '../../unit/stacks/rules.ts'
import { sst } from '../tools/sst.ts'
import { resourcesOf } from './resources.ts'

const platform = await sst()
const why = platform.kind === 'missing' ? ` (skipped: ${platform.reason})` : ''
const root = fileURLToPath(new URL('../../..', import.meta.url))

const deployments = {
  production: () => resourcesOf('production'),
  test: () => resourcesOf('test', { lakeFormation: true, alarmEmail: 'ops@example.com' }),
} as const

describe.skipIf(platform.kind === 'missing')(`the types of what is deployed${why}`, () => {
  const types = () =>
    spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.sst.json'], {
      cwd: root,
      encoding: 'utf8',
    }).stdout

  it('agree with those of SST and of the resources of AWS', () => expect(types()).toBe(''))

  it('tell of a property that AWS does not know', () => {
    const path = `${root}/stacks/aws/wrong.ts`
    writeFileSync(path, `new aws.sqs.Queue('Q', { visibilityTimeout: 3 })\nexport {}\n`)
    try {
      expect(types()).toMatch(/wrong\.ts.*visibilityTimeout/)
    } finally {
      rmSync(path)
    }
  })
})

describe.skipIf(platform.kind === 'missing').each(Object.entries(deployments))(
  `the stage %s as it would be deployed${why}`,
  (stage, make) => {
    let resources: readonly Resource[]
    beforeAll(() => {
      resources = make()
    })

    it.each(Object.entries(rules))('%s', (_sentence, rule) => {
      expect(rule(resources, stage)).toEqual([])
    })

    it('has the resources that were looked at', async () => {
      await golden(`${stage}-resources`, resources.map(plain))
    })

    it('has the statements of IAM that were looked at', async () => {
      const statements = statementsIn(resources).map(([resource, { Sid, ...statement }]) => ({
        of: resource.name,
        Sid,
        ...statement,
      }))
      await golden(`${stage}-statements`, statements)
    })
  },
)

describe.skipIf(platform.kind === 'missing')(`each rule bites${why}`, () => {
  let resources: readonly Resource[]
  beforeAll(() => {
    resources = deployments.production()
  })

  /** Changes the first resource of a kind; `null` takes it away. */
  const changed = (
    kind: string,
    change: ((inputs: Record<string, unknown>) => unknown) | null,
    options: Partial<Resource> = {},
  ): readonly Resource[] => {
    const index = resources.findIndex((resource) => kindOf(resource) === kind)
    expect(index, `there is a ${kind}`).toBeGreaterThanOrEqual(0)
    if (change === null) return resources.toSpliced(index, 1)
    const inputs = structuredClone(resources[index]!.inputs) as Record<string, unknown>
    change(inputs)
    return resources.with(index, { ...resources[index]!, inputs, ...options })
  }
  const without =
    (...keys: string[]) =>
    (inputs: Record<string, unknown>) => {
      for (const key of keys) delete inputs[key]
    }
  const policy = (statement: object) => (inputs: Record<string, unknown>) => {
    inputs['policy'] = JSON.stringify({
      Statement: [{ Sid: 'New', Effect: 'Allow', ...statement }],
    })
  }
  const withoutAlarm = (metric: string) =>
    resources.filter(({ inputs }) => inputs['metricName'] !== metric)
  const withoutKind = (kind: string) => resources.filter((resource) => kindOf(resource) !== kind)

  const mutations: readonly (readonly [keyof typeof rules, string, () => readonly Resource[]])[] = [
    [
      'no policy names an action by a wildcard',
      's3:*',
      () => changed('iam/policy', policy({ Action: ['s3:*'], Resource: ['arn:x'] })),
    ],
    [
      'no policy names an action by a wildcard',
      's3:Get*',
      () => changed('s3/bucketPolicy', policy({ Action: ['s3:Get*'] })),
    ],
    [
      'no policy allows on any resource what could be named',
      'GetObject on *',
      () => changed('iam/policy', policy({ Action: ['s3:GetObject'], Resource: ['*'] })),
    ],
    [
      'no policy allows on any resource what could be named',
      'all but one action on *',
      () => changed('iam/policy', policy({ NotAction: ['s3:GetObject'], Resource: ['*'] })),
    ],
    [
      'no policy allows everybody',
      'a public bucket',
      () => changed('s3/bucketPolicy', policy({ Principal: '*', Action: ['s3:GetObject'] })),
    ],
    [
      'buckets are encrypted with the key of the stage',
      'no encryption',
      () => changed('s3/bucketServerSideEncryptionConfiguration', null),
    ],
    [
      'buckets are encrypted with the key of the stage',
      "S3's own key",
      () =>
        changed('s3/bucketServerSideEncryptionConfiguration', (inputs) => {
          inputs['rules'] = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }]
        }),
    ],
    [
      'buckets are closed to the public',
      'no block',
      () => changed('s3/bucketPublicAccessBlock', null),
    ],
    [
      'buckets are closed to the public',
      'half a block',
      () =>
        changed('s3/bucketPublicAccessBlock', (inputs) => {
          inputs['restrictPublicBuckets'] = false
        }),
    ],
    [
      'buckets keep old versions',
      'suspended',
      () =>
        changed('s3/bucketVersioning', (inputs) => {
          inputs['versioningConfiguration'] = { status: 'Suspended' }
        }),
    ],
    ['buckets refuse calls without TLS', 'no policy', () => changed('s3/bucketPolicy', null)],
    [
      'buckets end unfinished uploads and old versions',
      'no lifecycle',
      () => changed('s3/bucketLifecycleConfiguration', null),
    ],
    [
      'buckets belong to their owner alone',
      'ACLs',
      () => changed('s3/bucketOwnershipControls', null),
    ],
    ...(
      [
        'sqs/queue',
        'sns/topic',
        'cloudwatch/logGroup',
        'ecr/repository',
        'lambda/function',
        'sfn/stateMachine',
        'scheduler/schedule',
        'athena/workgroup',
      ] as const
    ).map(
      (kind) =>
        [
          'queues, topics, logs, images, functions, runs and answers are encrypted with the key',
          kind,
          () =>
            changed(
              kind,
              without(
                'kmsMasterKeyId',
                'kmsKeyId',
                'kmsKeyArn',
                'encryptionConfigurations',
                'encryptionConfiguration',
                'configuration',
              ),
            ),
        ] as const,
    ),
    ['the key is rotated', 'no rotation', () => changed('kms/key', without('enableKeyRotation'))],
    ...(['timeout', 'tracingConfig', 'loggingConfig', 'deadLetterConfig'] as const).map(
      (key) =>
        [
          'functions have a time limit, a trace, a log and a dead-letter queue',
          key,
          () => changed('lambda/function', without(key)),
        ] as const,
    ),
    [
      'queues that are read have a dead-letter queue and time enough',
      'no redrive',
      () =>
        resources.map((one) => ({ ...one, inputs: { ...one.inputs, redrivePolicy: undefined } })),
    ],
    [
      'queues that are read have a dead-letter queue and time enough',
      'visible too soon',
      () =>
        changed('sqs/queue', (inputs) => {
          inputs['visibilityTimeoutSeconds'] = 60
        }),
    ],
    [
      'queues that are read have a dead-letter queue and time enough',
      'whole batches',
      () => changed('lambda/eventSourceMapping', without('functionResponseTypes')),
    ],
    [
      'schedules and rules say what becomes of what cannot be delivered',
      'schedule',
      () =>
        changed('scheduler/schedule', (inputs) => {
          delete (inputs['target'] as Record<string, unknown>)['deadLetterConfig']
        }),
    ],
    [
      'schedules and rules say what becomes of what cannot be delivered',
      'rule',
      () => changed('cloudwatch/eventTarget', without('deadLetterConfig')),
    ],
    [
      'schedules and rules say what becomes of what cannot be delivered',
      'zone',
      () => changed('scheduler/schedule', without('scheduleExpressionTimezone')),
    ],
    ['logs end', 'for ever', () => changed('cloudwatch/logGroup', without('retentionInDays'))],
    ['everything has a log', 'none', () => withoutKind('cloudwatch/logGroup')],
    [
      'runs are logged, traced and limited in time',
      'no log',
      () => changed('sfn/stateMachine', without('loggingConfiguration')),
    ],
    [
      'runs are logged, traced and limited in time',
      'no trace',
      () => changed('sfn/stateMachine', without('tracingConfiguration')),
    ],
    [
      'runs are logged, traced and limited in time',
      'no limit',
      () =>
        changed('sfn/stateMachine', (inputs) => {
          inputs['definition'] = JSON.stringify({ States: {} })
        }),
    ],
    [
      'runs are logged, traced and limited in time',
      'a task for ever',
      () =>
        changed('sfn/stateMachine', (inputs) => {
          inputs['definition'] = JSON.stringify({
            TimeoutSeconds: 1,
            States: { A: { Type: 'Task' } },
          })
        }),
    ],
    ...[
      'StepFailed',
      'ExecutionsFailed',
      'RunDuration',
      'PsiMax',
      'Verdict',
      'F1',
      'BytesScanned',
      'ProcessedBytes',
      'Errors',
      'Duration',
      'ApproximateNumberOfMessagesVisible',
      'ApproximateAgeOfOldestMessage',
    ].map(
      (metric) =>
        ['everything that can fail raises an alarm', metric, () => withoutAlarm(metric)] as const,
    ),
    [
      'every alarm tells the topic',
      'no action',
      () => changed('cloudwatch/metricAlarm', without('alarmActions')),
    ],
    [
      'spending is limited',
      'no scan limit',
      () =>
        changed('athena/workgroup', (inputs) => {
          inputs['configuration'] = { enforceWorkgroupConfiguration: true }
        }),
    ],
    [
      'spending is limited',
      'own choice',
      () =>
        changed('athena/workgroup', (inputs) => {
          inputs['configuration'] = { bytesScannedCutoffPerQuery: 1 }
        }),
    ],
    ['spending is limited', 'no budget', () => withoutKind('budgets/budget')],
    [
      'images cannot be replaced and are scanned',
      'tags move',
      () =>
        changed('ecr/repository', (inputs) => {
          inputs['imageTagMutability'] = 'MUTABLE'
        }),
    ],
    [
      'images cannot be replaced and are scanned',
      'no scan',
      () => changed('ecr/repository', without('imageScanningConfiguration')),
    ],
    [
      'the task cannot write to its image and is not root',
      'root',
      () =>
        changed('ecs/taskDefinition', (inputs) => {
          inputs['containerDefinitions'] = String(inputs['containerDefinitions']).replace(
            '"user":"node"',
            '"user":"root"',
          )
        }),
    ],
    ['everything says whose it is', 'no tags', () => changed('sqs/queue', without('tags'))],
    [
      'production keeps and protects what holds data',
      'no protection',
      () => changed('s3/bucket', () => undefined, { protect: false }),
    ],
    [
      'production keeps and protects what holds data',
      'not retained',
      () => changed('kms/key', () => undefined, { retainOnDelete: false }),
    ],
    [
      'production keeps and protects what holds data',
      'emptied',
      () =>
        changed('s3/bucket', (inputs) => {
          inputs['forceDestroy'] = true
        }),
    ],
  ]

  it.each(mutations)('%s: %s', (sentence, _change, mutate) => {
    expect(rules[sentence]!(resources, 'production')).toEqual([])
    expect(rules[sentence]!(mutate(), 'production')).not.toEqual([])
  })

  it('has a mutation for every rule', () => {
    expect(
      Object.keys(rules).filter((rule) => !mutations.some(([sentence]) => sentence === rule)),
    ).toEqual([])
  })
})

/** Without what differs between machines, and with policies and definitions as values. */
function plain({ type, name, inputs, protect, retainOnDelete }: Resource) {
  const values = Object.entries(inputs)
    .filter(([key]) => key !== 'policy' && key !== 'assumeRolePolicy' && key !== 'tags')
    .map(([key, value]) => [
      key,
      typeof value === 'string' && /^[[{]/.test(value) ? JSON.parse(value) : value,
    ])
  return {
    type,
    name,
    ...(protect && { protect }),
    ...(retainOnDelete && { retainOnDelete }),
    inputs: Object.fromEntries(values),
  }
}

/** Compares with what was looked at and kept; `vitest -u` keeps anew. */
const golden = (name: string, lines: readonly object[]) =>
  expect(`[\n${lines.map((line) => JSON.stringify(line)).join(',\n')}\n]\n`).toMatchFileSnapshot(
    `${root}/tests/golden/stacks/${name}.json`,
  )
