import type { Role } from '../../../stacks/access.ts'
import { account, names, settings } from './place.ts'

/** A kind of call: what it is about, and who may make it. Nobody else may. */
export interface AccessCase {
  readonly what: string
  readonly action: string
  readonly resources: readonly string[]
  readonly context?: Readonly<Record<string, string>>
  readonly who: readonly Role[]
}

const who = (text: string): readonly Role[] => text.split(/\s+/).filter(Boolean) as Role[]
const lake = (...keys: string[]) => keys.map((key) => `${names.lakeArn}/${key}`)
const through = (service: string) => ({
  'kms:ViaService': `${service}.${settings.region}.amazonaws.com`,
})
const secure = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' }

const learners = 'embed train register score monitor task'
const functions = `arrival run approve publish notify transform ${learners}`.replace(' task', '')
const people = 'data-scientist data-engineer ml-engineer admin'

/** Objects by part of the lake: who reads, who writes, who removes. */
const objects: readonly (readonly [string, readonly string[], string, string, string])[] = [
  [
    'a landed file',
    ['landing/reviews/review/0a1b/a b+ü.json', 'landing/support/ticket/9c/t.csv'],
    'data-engineer admin arrival transform task',
    'data-engineer',
    'admin',
  ],
  [
    'rejected rows',
    ['quarantine/reviews/review/ab/c1.parquet', 'quarantine/_messages/ab.json'],
    'data-engineer ml-engineer admin transform task publish',
    'data-engineer arrival transform task',
    'admin',
  ],
  [
    'rows as people wrote them',
    [
      'tables/reviews/source/review/ab-cd/part-00000.parquet',
      'tables/reviews/raw/raw_review/v1/part-00000.parquet',
      'tables/support/intermediate/int_ticket_cleaned/v1/part-00000.parquet',
      'tables/reviews/primary/pri_reviews/v1/part-00000.parquet',
    ],
    `data-engineer ml-engineer admin transform publish ${learners}`,
    'data-engineer transform task',
    'admin',
  ],
  [
    'features',
    ['tables/reviews/feature/feat_reviews/v1/part-00000.parquet'],
    `${people} transform publish ${learners}`,
    'data-engineer transform task',
    'admin',
  ],
  [
    'vectors',
    ['vectors/lsa-1/part-00000.parquet'],
    `data-scientist ml-engineer admin ${learners}`,
    'data-scientist ml-engineer embed train score task',
    'admin',
  ],
  [
    'an encoder',
    ['encoders/lsa/v1/model.json', 'encoders/minilm/v2/model.onnx'],
    `data-scientist ml-engineer admin transform ${learners}`,
    'data-scientist ml-engineer embed train task',
    'admin',
  ],
  [
    'a model',
    ['ml/reviews/v1/model.onnx', 'ml/support/v9/card.json'],
    `data-scientist ml-engineer admin transform ${learners}`,
    'data-scientist ml-engineer train register task',
    'admin',
  ],
  [
    'predictions',
    ['predictions/reviews/run_date=2026-01-01/run_id=r1/part-00000.parquet'],
    `${people} publish ${learners}`,
    'ml-engineer score task',
    'admin',
  ],
  [
    'half-written files',
    ['staging/0f/part-00000.parquet'],
    `${people} publish transform ${learners}`,
    `data-scientist data-engineer ml-engineer publish transform ${learners}`,
    `${people} publish transform ${learners}`,
  ],
  [
    'lists of shards',
    ['shards/reviews/r1/score.json', 'shards/support/r2/embed.json'],
    `state-machine transform ${learners}`,
    `state-machine transform ${learners}`,
    '',
  ],
  [
    'what was done before',
    ['idempotency/arrival/ab.json'],
    'arrival run approve notify',
    'admin arrival run approve notify',
    '',
  ],
]

/** Documents of the registry are read by all who work with the lake; who writes which. */
const documents: readonly (readonly [string, readonly string[], string])[] = [
  [
    'the record of a run',
    [
      'registry/runs/reviews/r1/run.json',
      'registry/runs/reviews/r1/steps/score.json',
      'registry/events/2026-01-01/x.json',
    ],
    `${people} ${functions} task`,
  ],
  [
    'the record of a table version',
    ['registry/tables/reviews/feat_reviews/v1.json', 'registry/arrivals/reviews/review/c/ab.json'],
    'data-engineer transform task',
  ],
  [
    'the record of a model version',
    ['registry/models/reviews/v1.json'],
    'data-scientist ml-engineer train register task',
  ],
  [
    'which table versions production shows',
    ['registry/environments/prod.json'],
    'admin transform task',
  ],
  [
    'which table versions a developer sees',
    ['registry/environments/dev_ana.json'],
    'data-scientist data-engineer ml-engineer admin transform task',
  ],
  [
    'which model is champion in production',
    [
      'registry/aliases/prod/reviews/champion.json',
      'registry/aliases/prod/support/challenger.json',
    ],
    'ml-engineer admin register task',
  ],
  [
    'which model is champion for a developer',
    ['registry/aliases/dev_ana/reviews/champion.json'],
    'data-scientist ml-engineer admin register task',
  ],
  [
    'a question put to people',
    ['registry/approval_requests/reviews/r1.json'],
    'ml-engineer admin approve',
  ],
  [
    'who may run next',
    ['registry/queues/prod/reviews.json'],
    'data-engineer ml-engineer admin arrival run monitor task',
  ],
  ['the report of a monitor', ['registry/monitors/reviews/r1.json'], 'ml-engineer monitor task'],
  [
    'the registry as tables',
    ['registry/published/reviews/runs/ab/part-00000.parquet'],
    'data-engineer ml-engineer admin publish transform register score task',
  ],
]

const lakeCases: readonly AccessCase[] = [
  ...objects.flatMap(([what, keys, readers, writers, removers]): AccessCase[] => [
    {
      what: `read ${what}`,
      action: 's3:GetObject',
      resources: lake(...keys),
      context: secure,
      who: who(readers),
    },
    {
      what: `write ${what}`,
      action: 's3:PutObject',
      resources: lake(...keys),
      context: secure,
      who: who(writers),
    },
    {
      what: `remove ${what}`,
      action: 's3:DeleteObject',
      resources: lake(...keys),
      context: secure,
      who: who(removers),
    },
    {
      what: `forget ${what}`,
      action: 's3:DeleteObjectVersion',
      resources: lake(...keys),
      context: secure,
      who: [],
    },
    {
      what: `read ${what} without TLS`,
      action: 's3:GetObject',
      resources: lake(...keys),
      context: { 'aws:SecureTransport': 'false' },
      who: [],
    },
  ]),
  ...documents.flatMap(([what, keys, writers]): AccessCase[] => [
    {
      what: `read ${what}`,
      action: 's3:GetObject',
      resources: lake(...keys),
      context: secure,
      who: who(`${people} ${functions} task`),
    },
    {
      what: `write ${what}`,
      action: 's3:PutObject',
      resources: lake(...keys),
      context: secure,
      who: who(writers),
    },
    {
      what: `remove ${what}`,
      action: 's3:DeleteObject',
      resources: lake(...keys),
      context: secure,
      who: [],
    },
    {
      what: `write ${what} under another key`,
      action: 's3:PutObject',
      resources: lake(...keys),
      context: {
        ...secure,
        's3:x-amz-server-side-encryption': 'aws:kms',
        's3:x-amz-server-side-encryption-aws-kms-key-id':
          'arn:aws:kms:eu-west-1:999999999999:key/x',
      },
      who: [],
    },
  ]),
  {
    what: 'write to the lake without the key',
    action: 's3:PutObject',
    resources: lake('staging/a', 'landing/reviews/review/a'),
    context: { ...secure, 's3:x-amz-server-side-encryption': 'AES256' },
    who: [],
  },
  {
    what: 'list features',
    action: 's3:ListBucket',
    resources: [names.lakeArn],
    context: { ...secure, 's3:prefix': 'tables/reviews/feature/feat_reviews/' },
    who: who(`${people} transform publish ${learners} planner deployer`),
  },
  {
    what: 'list landed files',
    action: 's3:ListBucket',
    resources: [names.lakeArn],
    context: { ...secure, 's3:prefix': 'landing/reviews/' },
    who: who('data-engineer admin arrival transform task planner deployer'),
  },
  {
    what: 'list versions of features',
    action: 's3:ListBucketVersions',
    resources: [names.lakeArn],
    context: { ...secure, 's3:prefix': 'tables/reviews/feature/feat_reviews/' },
    who: who(`${people} transform publish ${learners}`),
  },
  {
    what: 'list versions of landed files',
    action: 's3:ListBucketVersions',
    resources: [names.lakeArn],
    context: { ...secure, 's3:prefix': 'landing/reviews/' },
    who: who('data-engineer admin arrival transform task'),
  },
  {
    what: 'change what the bucket is',
    action: 's3:PutBucketPolicy',
    resources: [names.lakeArn],
    context: secure,
    who: who('deployer'),
  },
  {
    what: 'read the lake with the key, through S3',
    action: 'kms:Decrypt',
    resources: [names.keyArn],
    context: through('s3'),
    who: who(`${people} ${functions} task state-machine deployer`),
  },
  {
    what: 'decrypt with the key directly',
    action: 'kms:Decrypt',
    resources: [names.keyArn],
    who: who('deployer'),
  },
]

const calls: readonly (readonly [
  string,
  string,
  readonly string[],
  string,
  Readonly<Record<string, string>>?,
])[] = [
  [
    'start a run',
    'states:StartExecution',
    [names.stateMachineArn],
    'data-engineer ml-engineer admin arrival run state-machine',
  ],
  [
    'stop a run',
    'states:StopExecution',
    [names.executionArns.replace('*', 'r1')],
    'data-engineer ml-engineer admin',
  ],
  [
    'redrive a run',
    'states:RedriveExecution',
    [names.executionArns.replace('*', 'r1')],
    'data-engineer ml-engineer admin',
  ],
  [
    'look at a run',
    'states:DescribeExecution',
    [names.executionArns.replace('*', 'r1')],
    `${people} arrival run approve notify`,
  ],
  [
    'approve a model',
    'states:SendTaskSuccess',
    [names.stateMachineArn],
    'ml-engineer admin approve',
  ],
  [
    'refuse a model',
    'states:SendTaskFailure',
    [names.stateMachineArn],
    'ml-engineer admin approve',
  ],
  ['show that a step lives', 'states:SendTaskHeartbeat', [names.stateMachineArn], 'task'],
  ['stop a query', 'athena:StopQueryExecution', [names.workgroupArn], `${people} transform task`],
  ['change the state machine', 'states:UpdateStateMachine', [names.stateMachineArn], 'deployer'],
  [
    'start another state machine',
    'states:StartExecution',
    [names.everyArn('states', 'stateMachine:other')],
    '',
  ],
  ['ask Athena', 'athena:StartQueryExecution', [names.workgroupArn], `${people} transform task`],
  [
    'ask Athena outside the workgroup',
    'athena:StartQueryExecution',
    [names.everyArn('athena', 'workgroup/primary')],
    '',
  ],
  [
    'read the answer of a query',
    's3:GetObject',
    [`${names.resultsArn}/results/q1.csv`],
    `${people} transform task`,
    secure,
  ],
  [
    'see a table',
    'glue:GetTable',
    [names.tableArns('reviews_prod').replace('*', 'feat_reviews')],
    `${people} transform register score task publish`,
  ],
  [
    'put a table',
    'glue:UpdateTable',
    [names.tableArns('reviews_prod').replace('*', 'feat_reviews')],
    'data-engineer ml-engineer admin transform register score task publish',
  ],
  [
    'put partitions',
    'glue:BatchCreatePartition',
    [names.tableArns('support_prod').replace('*', 'predictions')],
    'data-engineer ml-engineer admin transform register score task publish',
  ],
  [
    'make a table on the way to another',
    'glue:CreateTable',
    [names.tableArns(names.scratchDatabase).replace('*', 'in_v1')],
    'data-engineer transform task',
  ],
  [
    'see a table of somebody else',
    'glue:GetTable',
    [names.tableArns('payroll').replace('*', 'salaries')],
    '',
  ],
  ['drop a database', 'glue:DeleteDatabase', [names.databaseArn('reviews_prod')], 'deployer'],
  [
    'take an arrival',
    'sqs:ReceiveMessage',
    [names.arrivalsArn],
    'arrival',
    { 'aws:SecureTransport': 'true' },
  ],
  [
    'look at dead messages',
    'sqs:ReceiveMessage',
    [names.deadArrivalsArn, names.deadCallsArn],
    'data-engineer admin',
    { 'aws:SecureTransport': 'true' },
  ],
  ['put a dead call aside', 'sqs:SendMessage', [names.deadCallsArn], 'arrival scheduler'],
  ['tell people', 'sns:Publish', [names.topicArn], 'notify'],
  [
    'call the function score',
    'lambda:InvokeFunction',
    [names.functionArn('score')],
    'state-machine',
  ],
  [
    'call the function arrival',
    'lambda:InvokeFunction',
    [names.functionArn('arrival')],
    'scheduler deployer',
  ],
  [
    'replace the code of a function',
    'lambda:UpdateFunctionCode',
    [names.functionArn('score')],
    'deployer',
  ],
  [
    'start the task',
    'ecs:RunTask',
    [names.taskDefinitionArns.replace('*', '3')],
    'state-machine',
    { 'ecs:cluster': names.clusterArn },
  ],
  [
    'start the task on another cluster',
    'ecs:RunTask',
    [names.taskDefinitionArns.replace('*', '3')],
    '',
    { 'ecs:cluster': names.everyArn('ecs', 'cluster/other') },
  ],
  [
    'give the task its role',
    'iam:PassRole',
    [names.roleArn('task')],
    'state-machine deployer',
    { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
  ],
  [
    'give a function the role of admins',
    'iam:PassRole',
    [names.roleArn('admin')],
    'deployer',
    { 'iam:PassedToService': 'lambda.amazonaws.com' },
  ],
  ['make a user', 'iam:CreateUser', [`arn:aws:iam::${account}:user/eve`], ''],
  ['take on the role of admins', 'sts:AssumeRole', [names.roleArn('admin')], ''],
  ['change a role', 'iam:PutRolePolicy', [names.roleArn('data-scientist')], 'deployer'],
  [
    'read the policy of a role',
    'iam:GetRolePolicy',
    [names.roleArn('data-scientist')],
    'planner deployer',
  ],
  [
    'read the state of deployments',
    's3:GetObject',
    ['arn:aws:s3:::sst-state-abc/app/millrace/production.json'],
    'planner deployer',
  ],
  [
    'write the state of deployments',
    's3:PutObject',
    ['arn:aws:s3:::sst-state-abc/app/millrace/production.json'],
    'deployer',
  ],
  [
    'read the passphrase of the state',
    'ssm:GetParameter',
    [names.everyArn('ssm', 'parameter/sst/passphrase/millrace/production')],
    'planner deployer',
  ],
  ['pull the image', 'ecr:BatchGetImage', [names.imageArn], 'task-start planner deployer'],
  ['push an image', 'ecr:PutImage', [names.imageArn], 'deployer'],
  ['read a log', 'logs:GetLogEvents', [`${names.logGroupArn('score')}:log-stream:x`], people],
  [
    'write the log of score',
    'logs:PutLogEvents',
    [`${names.logGroupArn('score')}:log-stream:x`],
    'score',
  ],
  [
    'write the log of the task',
    'logs:PutLogEvents',
    [`${names.logGroupArn('task')}:log-stream:x`],
    'task task-start',
  ],
  ['drop a log', 'logs:DeleteLogGroup', [names.logGroupArn('score')], 'deployer'],
  [
    'silence an alarm',
    'cloudwatch:DeleteAlarms',
    [names.everyArn('cloudwatch', 'alarm:millrace-production-drift')],
    'deployer',
  ],
  ['trace', 'xray:PutTraceSegments', ['*'], `${functions} task state-machine`],
  ['delete the key', 'kms:ScheduleKeyDeletion', [names.keyArn], 'deployer'],
  [
    'use a key of somebody else',
    'kms:Decrypt',
    [names.everyArn('kms', 'key/other')],
    '',
    through('s3'),
  ],
  [
    'read a secret',
    'secretsmanager:GetSecretValue',
    [names.everyArn('secretsmanager', 'secret:x')],
    '',
  ],
  [
    'read a bucket of somebody else',
    's3:GetObject',
    ['arn:aws:s3:::payroll/salaries.csv'],
    '',
    secure,
  ],
]

/** Every kind of call, with who may make it: written by hand, not from the table that it holds to account. */
export const accessCases: readonly AccessCase[] = [
  ...lakeCases,
  ...calls.map(([what, action, resources, allowed, context]) => ({
    what,
    action,
    resources,
    who: who(allowed),
    ...(context === undefined ? {} : { context }),
  })),
]
