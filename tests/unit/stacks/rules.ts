import { anyResource } from '../../../stacks/any-resource.ts'
import type { Statement } from '../../../stacks/statement.ts'

/** A resource of a deployment, as it would be created. */
export interface Resource {
  readonly type: string
  readonly name: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly protect: boolean
  readonly retainOnDelete: boolean
}

/** What is wrong with a deployment: one line a fault. None: it keeps the rule. */
export type Rule = (resources: readonly Resource[], stage: string) => readonly string[]

/** `aws:s3/bucket:Bucket` is `s3/bucket` here. */
export const kindOf = ({ type }: Resource): string => type.split(':')[1]!

const of = (resources: readonly Resource[], kind: string) =>
  resources.filter((resource) => kindOf(resource) === kind)

const at = (resource: Resource, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key],
      resource.inputs,
    )

/** A fault for each resource of the kind that the test does not pass. */
const each =
  (
    kind: string,
    fault: string,
    passes: (resource: Resource, all: readonly Resource[]) => boolean,
  ): Rule =>
  (resources) =>
    of(resources, kind)
      .filter((resource) => !passes(resource, resources))
      .map((resource) => `${resource.name} ${fault}`)

const all =
  (...rules: readonly Rule[]): Rule =>
  (resources, stage) =>
    rules.flatMap((rule) => rule(resources, stage))

const has = (path: string) => (resource: Resource) => {
  const value = at(resource, path)
  return value !== undefined && value !== '' && value !== 0
}

/** For each bucket a resource of the kind that is about it and is right. */
const bucketsHave = (kind: string, fault: string, right: (resource: Resource) => boolean): Rule =>
  each('s3/bucket', fault, (bucket, resources) =>
    of(resources, kind).some(
      (resource) => at(resource, 'bucket') === at(bucket, 'bucket') && right(resource),
    ),
  )

/** Every statement of every policy of a deployment, with the resource that holds it. */
export const statementsIn = (
  resources: readonly Resource[],
): readonly (readonly [Resource, Statement])[] =>
  resources.flatMap((resource) =>
    ['policy', 'assumeRolePolicy'].flatMap((key) => {
      const text = resource.inputs[key]
      if (typeof text !== 'string') return []
      const statements = (JSON.parse(text) as { Statement?: readonly Statement[] }).Statement ?? []
      return statements.map((statement) => [resource, statement] as const)
    }),
  )

const eachStatement =
  (fault: string, passes: (statement: Statement, resource: Resource) => boolean): Rule =>
  (resources) =>
    statementsIn(resources)
      .filter(([resource, statement]) => !passes(statement, resource))
      .map(([resource, { Sid }]) => `${resource.name} ${Sid} ${fault}`)

const isKeyOrEndpoint = (resource: Resource) =>
  ['kms/key', 'ec2/vpcEndpoint'].includes(kindOf(resource))

const logsFor =
  (name: string): Rule =>
  (resources) =>
    of(resources, 'cloudwatch/logGroup').some((log) => String(at(log, 'name')).endsWith(`/${name}`))
      ? []
      : [`${name} has no log`]

/** Kinds that carry no tags at AWS. */
const untagged = new Set([
  'athena/namedQuery',
  'cloudwatch/dashboard',
  'cloudwatch/eventTarget',
  'ec2/route',
  'ec2/routeTableAssociation',
  'ecr/lifecyclePolicy',
  'iam/rolePolicyAttachment',
  'kms/alias',
  'lakeformation/lfTag',
  'lakeformation/permissions',
  'lakeformation/resource',
  'lambda/functionEventInvokeConfig',
  'scheduler/schedule',
  'sns/topicPolicy',
  'sns/topicSubscription',
  'sqs/queuePolicy',
])
const isTaggable = (resource: Resource) =>
  !untagged.has(kindOf(resource)) && !/^s3\/bucket./.test(kindOf(resource))

const alarmed =
  (
    what: string,
    metric: string,
    names: (resources: readonly Resource[]) => readonly string[],
  ): Rule =>
  (resources) =>
    names(resources)
      .filter(
        (name) =>
          !of(resources, 'cloudwatch/metricAlarm').some(
            (alarm) =>
              at(alarm, 'metricName') === metric &&
              (name === '' || Object.values(at(alarm, 'dimensions') as object).includes(name)),
          ),
      )
      .map((name) => `nothing raises an alarm at ${what}${name === '' ? '' : ` of ${name}`}`)

const namesOf = (kind: string) => (resources: readonly Resource[]) =>
  of(resources, kind).map((resource) => String(at(resource, 'name')))
const stageWide = () => ['']
const parsed = (resource: Resource, path: string): Record<string, unknown> =>
  JSON.parse(String(at(resource, path) ?? '{}'))

/** What holds for every deployment, by the sentence that says it. */
export const rules: Readonly<Record<string, Rule>> = {
  'no policy names an action by a wildcard': eachStatement(
    'has an action with *',
    ({ Action = [] }) => Action.every((action) => !action.includes('*')),
  ),
  'no policy allows on any resource what could be named': eachStatement(
    'allows on any resource',
    ({ Effect, Action = [], NotAction, Resource = [] }, resource) =>
      Effect === 'Deny' ||
      isKeyOrEndpoint(resource) ||
      !Resource.includes('*') ||
      (NotAction === undefined && Action.every((action) => action in anyResource)),
  ),
  'no policy allows everybody': eachStatement(
    'allows everybody',
    ({ Effect, Principal }, resource) =>
      Effect === 'Deny' || Principal !== '*' || kindOf(resource) === 'ec2/vpcEndpoint',
  ),
  'buckets are encrypted with the key of the stage': bucketsHave(
    's3/bucketServerSideEncryptionConfiguration',
    'is not encrypted with the key',
    (resource) => {
      const [rule] = at(resource, 'rules') as Record<string, Record<string, unknown>>[]
      const by = rule?.['applyServerSideEncryptionByDefault'] ?? {}
      // S3 delivers access logs only to buckets that it encrypts with its own key.
      const isForLogs = /-logs-\d+$/.test(String(at(resource, 'bucket')))
      return by['sseAlgorithm'] === 'aws:kms'
        ? has('bucket')(resource) && by['kmsMasterKeyId'] !== undefined
        : isForLogs
    },
  ),
  'buckets are closed to the public': bucketsHave(
    's3/bucketPublicAccessBlock',
    'is open to the public',
    (resource) =>
      ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'].every(
        (key) => at(resource, key) === true,
      ),
  ),
  'buckets keep old versions': bucketsHave(
    's3/bucketVersioning',
    'keeps no versions',
    (resource) => at(resource, 'versioningConfiguration.status') === 'Enabled',
  ),
  'buckets refuse calls without TLS': bucketsHave(
    's3/bucketPolicy',
    'takes calls without TLS',
    (resource) => String(at(resource, 'policy')).includes('"aws:SecureTransport":"false"'),
  ),
  'buckets end unfinished uploads and old versions': bucketsHave(
    's3/bucketLifecycleConfiguration',
    'keeps what nobody can see',
    (resource) => {
      const text = JSON.stringify(at(resource, 'rules'))
      return text.includes('abortIncompleteMultipartUpload') && text.includes('noncurrentDays')
    },
  ),
  'buckets belong to their owner alone': bucketsHave(
    's3/bucketOwnershipControls',
    'knows other owners',
    (resource) => at(resource, 'rule.objectOwnership') === 'BucketOwnerEnforced',
  ),
  'queues, topics, logs, images, functions, runs and answers are encrypted with the key': all(
    each('sqs/queue', 'is not encrypted', has('kmsMasterKeyId')),
    each('sns/topic', 'is not encrypted', has('kmsMasterKeyId')),
    each('cloudwatch/logGroup', 'is not encrypted', has('kmsKeyId')),
    each('ecr/repository', 'is not encrypted', has('encryptionConfigurations.0.kmsKey')),
    each('lambda/function', 'has variables that are not encrypted', has('kmsKeyArn')),
    each('sfn/stateMachine', 'is not encrypted', has('encryptionConfiguration.kmsKeyId')),
    each('scheduler/schedule', 'is not encrypted', has('kmsKeyArn')),
    each(
      'athena/workgroup',
      'writes answers that are not encrypted',
      has('configuration.resultConfiguration.encryptionConfiguration.kmsKeyArn'),
    ),
  ),
  'the key is rotated': each(
    'kms/key',
    'is never rotated',
    (key) => at(key, 'enableKeyRotation') === true,
  ),
  'functions have a time limit, a trace, a log and a dead-letter queue': all(
    each('lambda/function', 'has no time limit', has('timeout')),
    each('lambda/function', 'is not traced', (fn) => at(fn, 'tracingConfig.mode') === 'Active'),
    each('lambda/function', 'has no log', has('loggingConfig.logGroup')),
    each('lambda/function', 'has no dead-letter queue', has('deadLetterConfig.targetArn')),
  ),
  'queues that are read have a dead-letter queue and time enough': all(
    each(
      'lambda/eventSourceMapping',
      'reads a queue without a dead-letter queue',
      (mapping, resources) =>
        of(resources, 'sqs/queue').some(
          (queue) =>
            String(at(mapping, 'eventSourceArn')).endsWith(`:${at(queue, 'name')}`) &&
            has('redrivePolicy')(queue),
        ),
    ),
    each('lambda/eventSourceMapping', 'shows messages again too soon', (mapping, resources) => {
      const fn = of(resources, 'lambda/function').find(
        (one) => at(one, 'name') === at(mapping, 'functionName'),
      )
      const queue = of(resources, 'sqs/queue').find((one) =>
        String(at(mapping, 'eventSourceArn')).endsWith(`:${at(one, 'name')}`),
      )
      if (fn === undefined || queue === undefined) return false
      return Number(at(queue, 'visibilityTimeoutSeconds')) >= 6 * Number(at(fn, 'timeout'))
    }),
    each('lambda/eventSourceMapping', 'fails a whole batch for one message', (mapping) =>
      JSON.stringify(at(mapping, 'functionResponseTypes') ?? []).includes(
        'ReportBatchItemFailures',
      ),
    ),
  ),
  'schedules and rules say what becomes of what cannot be delivered': all(
    each('scheduler/schedule', 'has no dead-letter queue', has('target.deadLetterConfig.arn')),
    each(
      'scheduler/schedule',
      'is not tried again',
      has('target.retryPolicy.maximumRetryAttempts'),
    ),
    each('scheduler/schedule', 'has no time zone', has('scheduleExpressionTimezone')),
    each('cloudwatch/eventTarget', 'has no dead-letter queue', has('deadLetterConfig.arn')),
  ),
  'logs end': each('cloudwatch/logGroup', 'is kept for ever', has('retentionInDays')),
  'everything has a log': all(logsFor('task'), logsFor('pipeline'), logsFor('arrival')),
  'runs are logged, traced and limited in time': all(
    each(
      'sfn/stateMachine',
      'is not logged',
      (one) => at(one, 'loggingConfiguration.level') === 'ALL',
    ),
    each(
      'sfn/stateMachine',
      'is not traced',
      (one) => at(one, 'tracingConfiguration.enabled') === true,
    ),
    each('sfn/stateMachine', 'has no time limit', (one) => {
      const definition = parsed(one, 'definition')
      return typeof definition['TimeoutSeconds'] === 'number'
    }),
    each('sfn/stateMachine', 'has a task without a time limit', (one) =>
      tasksOf(parsed(one, 'definition')).every(
        (task) => 'TimeoutSeconds' in task || 'TimeoutSecondsPath' in task,
      ),
    ),
  ),
  'everything that can fail raises an alarm': all(
    alarmed('failed steps', 'StepFailed', stageWide),
    alarmed('failed runs', 'ExecutionsFailed', stageWide),
    alarmed('staleness', 'RunDuration', stageWide),
    alarmed('drift', 'PsiMax', stageWide),
    alarmed('skew', 'Verdict', stageWide),
    alarmed('a drop of F1', 'F1', stageWide),
    alarmed('cost', 'BytesScanned', stageWide),
    alarmed('cost', 'ProcessedBytes', namesOf('athena/workgroup')),
    alarmed('errors', 'Errors', namesOf('lambda/function')),
    alarmed('latency', 'Duration', namesOf('lambda/function')),
    alarmed('depth', 'ApproximateNumberOfMessagesVisible', (resources) =>
      namesOf('sqs/queue')(resources).filter((name) => name.endsWith('-dead')),
    ),
    alarmed('age', 'ApproximateAgeOfOldestMessage', (resources) =>
      namesOf('sqs/queue')(resources).filter((name) => !name.endsWith('-dead')),
    ),
  ),
  'every alarm tells the topic': each(
    'cloudwatch/metricAlarm',
    'tells nobody',
    (alarm, resources) => {
      const told = (at(alarm, 'alarmActions') ?? []) as readonly string[]
      return of(resources, 'sns/topic').some((topic) =>
        told.some((arn) => arn.endsWith(`:${at(topic, 'name')}`)),
      )
    },
  ),
  'spending is limited': all(
    each(
      'athena/workgroup',
      'lets queries read without end',
      has('configuration.bytesScannedCutoffPerQuery'),
    ),
    each(
      'athena/workgroup',
      'lets queries choose where answers go',
      (group) => at(group, 'configuration.enforceWorkgroupConfiguration') === true,
    ),
    (resources) => (of(resources, 'budgets/budget').length > 0 ? [] : ['there is no budget']),
  ),
  'images cannot be replaced and are scanned': all(
    each(
      'ecr/repository',
      'lets tags move',
      (one) => at(one, 'imageTagMutability') === 'IMMUTABLE',
    ),
    each(
      'ecr/repository',
      'is not scanned',
      (one) => at(one, 'imageScanningConfiguration.scanOnPush') === true,
    ),
  ),
  'the task cannot write to its image and is not root': each(
    'ecs/taskDefinition',
    'is root or writes to its image',
    (task) =>
      (JSON.parse(String(at(task, 'containerDefinitions'))) as Record<string, unknown>[]).every(
        (container) => container['readonlyRootFilesystem'] === true && container['user'] === 'node',
      ),
  ),
  'everything says whose it is': (resources) =>
    resources
      .filter(isTaggable)
      .filter((resource) =>
        ['project', 'stage', 'owner', 'cost'].some(
          (key) => at(resource, `tags.${key}`) === undefined,
        ),
      )
      .map((resource) => `${resource.name} has not every tag`),
  'production keeps and protects what holds data': (resources, stage) =>
    stage !== 'production'
      ? []
      : resources
          .filter((resource) =>
            ['s3/bucket', 'kms/key', 'glue/catalogDatabase', 'ecr/repository'].includes(
              kindOf(resource),
            ),
          )
          .filter(
            ({ protect, retainOnDelete, inputs }) =>
              !protect ||
              !retainOnDelete ||
              inputs['forceDestroy'] === true ||
              inputs['forceDelete'] === true,
          )
          .map(({ name }) => `${name} can be lost`),
}

interface States {
  readonly States?: Readonly<Record<string, Record<string, unknown>>>
}

/** The tasks of a state machine, those of its maps and branches too. */
function tasksOf(machine: States): readonly Record<string, unknown>[] {
  return Object.values(machine.States ?? {}).flatMap((state) => [
    ...(state['Type'] === 'Task' ? [state] : []),
    ...tasksOf((state['ItemProcessor'] ?? state['Iterator'] ?? {}) as States),
    ...((state['Branches'] ?? []) as States[]).flatMap(tasksOf),
  ])
}
