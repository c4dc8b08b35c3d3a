import { functionNames } from '../contracts/deployment.ts'
import type { Role, ServiceVerb } from './access.ts'
import { dataKey } from './lake-rights.ts'
import { databaseName, type Names } from './names.ts'
import type { Settings } from './settings.ts'
import type { Statement } from './statement.ts'

/** What a verb is compiled against. */
export interface RightsContext {
  readonly role: Role
  readonly names: Names
  readonly settings: Settings
}

type Compile = (context: RightsContext) => readonly Statement[]

const allow = (
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition?: Statement['Condition'],
): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})

/** Databases of the projects, in the stage's environment and in those of developers. */
const databases = ({ settings }: RightsContext): readonly string[] =>
  settings.projects.flatMap((project) => [
    databaseName(project, settings.environment),
    databaseName(project, 'dev_*'),
  ])

const catalogResources = (context: RightsContext): readonly string[] => [
  context.names.catalogArn,
  ...databases(context).flatMap((database) => [
    context.names.databaseArn(database),
    context.names.tableArns(database),
  ]),
]

/** The calls behind each verb of `access.ts`. */
export const serviceRights: Readonly<
  Record<Exclude<ServiceVerb, 'plan deployments' | 'deploy'>, Compile>
> = {
  'query with Athena': ({ names, settings }) => [
    allow(
      'QueryInWorkgroup',
      [
        'athena:StartQueryExecution',
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:StopQueryExecution',
        'athena:ListQueryExecutions',
        'athena:GetWorkGroup',
        'athena:ListNamedQueries',
        'athena:GetNamedQuery',
        'athena:BatchGetNamedQuery',
      ],
      [names.workgroupArn],
    ),
    allow(
      'KeepQueryResults',
      ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      [`${names.resultsArn}/results/*`],
    ),
    allow(
      'FindQueryResults',
      ['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
      [names.resultsArn],
    ),
    { ...dataKey(names, 'S3', true)[0]!, Sid: 'KeyForResults' },
    ...(settings.lakeFormation
      ? [allow('AskLakeFormation', ['lakeformation:GetDataAccess'], ['*'])]
      : []),
  ],
  'make tables with Athena': ({ names }) => [
    allow(
      'UseScratchTables',
      [
        'glue:GetDatabase',
        'glue:GetTable',
        'glue:GetPartition',
        'glue:GetPartitions',
        'glue:BatchGetPartition',
        'glue:CreateTable',
        'glue:DeleteTable',
        'glue:BatchCreatePartition',
      ],
      [
        names.catalogArn,
        names.databaseArn(names.scratchDatabase),
        names.tableArns(names.scratchDatabase),
      ],
    ),
  ],
  'read the catalog': (context) => [
    allow(
      'ReadCatalog',
      [
        'glue:GetDatabase',
        'glue:GetTable',
        'glue:GetTables',
        'glue:GetPartition',
        'glue:GetPartitions',
        'glue:BatchGetPartition',
      ],
      catalogResources(context),
    ),
  ],
  'write the catalog': (context) => [
    allow(
      'WriteCatalog',
      [
        'glue:CreateTable',
        'glue:UpdateTable',
        'glue:DeleteTable',
        'glue:BatchCreatePartition',
        'glue:BatchUpdatePartition',
        'glue:BatchDeletePartition',
        'glue:CreatePartition',
        'glue:UpdatePartition',
      ],
      catalogResources(context),
    ),
    // The database of the stage's environment is made by the deployment; developers' appear as they are used.
    allow(
      'MakeDatabases',
      ['glue:CreateDatabase'],
      [context.names.catalogArn, ...databases(context).map(context.names.databaseArn)],
    ),
  ],
  'watch runs': ({ names }) => [
    allow(
      'WatchRuns',
      [
        'states:DescribeExecution',
        'states:GetExecutionHistory',
        'states:DescribeStateMachineForExecution',
        'states:ListMapRuns',
        'states:DescribeMapRun',
      ],
      [names.executionArns, names.shardExecutionArns, names.mapRunArns],
    ),
    allow(
      'FindRuns',
      ['states:ListExecutions', 'states:DescribeStateMachine'],
      [names.stateMachineArn],
    ),
    { ...dataKey(names, 'States', false)[0]!, Sid: 'KeyOfRuns' },
  ],
  'start runs': ({ names }) => [
    allow('StartRuns', ['states:StartExecution'], [names.stateMachineArn]),
    { ...dataKey(names, 'States', true)[0]!, Sid: 'KeyToStartRuns' },
  ],
  'stop and redrive runs': ({ names }) => [
    allow(
      'StopAndRedriveRuns',
      ['states:StopExecution', 'states:RedriveExecution'],
      [names.executionArns],
    ),
  ],
  'answer approvals': ({ names }) => [
    allow(
      'AnswerApprovals',
      ['states:SendTaskSuccess', 'states:SendTaskFailure'],
      [names.stateMachineArn],
    ),
    { ...dataKey(names, 'States', true)[0]!, Sid: 'KeyToAnswer' },
  ],
  'show that it lives': ({ names }) => [
    allow('ShowLife', ['states:SendTaskHeartbeat'], [names.stateMachineArn]),
  ],
  'watch logs and alarms': ({ names }) => [
    allow(
      'ReadLogs',
      [
        'logs:DescribeLogStreams',
        'logs:FilterLogEvents',
        'logs:GetLogEvents',
        'logs:StartQuery',
        'logs:GetQueryResults',
      ],
      [names.logGroupArn('*'), names.logGroupArn('*:log-stream:*')],
    ),
    allow('ReadMetrics', ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'], ['*']),
    allow(
      'ReadAlarmsAndDashboard',
      ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory', 'cloudwatch:GetDashboard'],
      [
        names.everyArn('cloudwatch', `alarm:${names.role('*')}`),
        names.globalArn('cloudwatch', `dashboard/${names.role('operations')}`),
      ],
    ),
  ],
  'tell people': ({ names }) => [
    allow('TellPeople', ['sns:Publish'], [names.topicArn]),
    ...dataKey(names, 'SNS', true),
  ],
  'take arrivals from the queue': ({ names }) => [
    allow(
      'TakeArrivals',
      [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ChangeMessageVisibility',
      ],
      [names.arrivalsArn],
    ),
    allow('PutAsideDeadCalls', ['sqs:SendMessage'], [names.deadCallsArn]),
    ...dataKey(names, 'SQS', true),
  ],
  'look at dead messages': ({ names }) => [
    allow(
      'LookAtDeadMessages',
      [
        'sqs:ReceiveMessage',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:StartMessageMoveTask',
        'sqs:ListMessageMoveTasks',
        'sqs:DeleteMessage',
      ],
      [names.deadArrivalsArn, names.deadCallsArn],
    ),
    allow(
      'SendBackDeadMessages',
      ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
      [names.arrivalsArn],
    ),
    ...dataKey(names, 'SQS', true),
  ],
  'log and trace': ({ role, names, settings }) => [
    allow(
      'WriteOwnLog',
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [`${names.logGroupArn(role)}:log-stream:*`],
    ),
    allow('Trace', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
    ...(settings.vpc && role !== 'task' ? networkInterfaces(names) : []),
  ],
  'start from the image': ({ names }) => [
    allow(
      'PullImage',
      ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
      [names.imageArn],
    ),
    allow('LogInToImages', ['ecr:GetAuthorizationToken'], ['*']),
    allow(
      'OpenTaskLog',
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [`${names.logGroupArn('task')}:log-stream:*`],
    ),
  ],
  'perform steps': ({ names }) => [
    allow(
      'CallFunctions',
      ['lambda:InvokeFunction'],
      functionNames.filter((name) => name !== 'arrival').map(names.functionArn),
    ),
    allow('RunTask', ['ecs:RunTask'], [names.taskDefinitionArns], {
      ArnEquals: { 'ecs:cluster': names.clusterArn },
    }),
    allow('TagTask', ['ecs:TagResource'], [names.taskArns], {
      StringEquals: { 'ecs:CreateAction': 'RunTask' },
    }),
    allow('WatchTask', ['ecs:DescribeTasks', 'ecs:StopTask'], [names.taskArns], {
      ArnEquals: { 'ecs:cluster': names.clusterArn },
    }),
    allow('PassTaskRoles', ['iam:PassRole'], [names.roleArn('task'), names.roleArn('task-start')], {
      StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    }),
    allow(
      'HearOfEndedTasks',
      ['events:PutRule', 'events:PutTargets', 'events:DescribeRule'],
      [names.ecsRuleArn],
    ),
    allow('ShareOutShards', ['states:StartExecution'], [names.stateMachineArn]),
    allow(
      'WatchShards',
      ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
      [names.shardExecutionArns],
    ),
    allow(
      'DeliverLogs',
      [
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
      ],
      ['*'],
    ),
    allow(
      'Trace',
      [
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
      ],
      ['*'],
    ),
    allow('KeyOfRuns', ['kms:Decrypt', 'kms:GenerateDataKey'], [names.keyArn], {
      StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': names.stateMachineArn },
    }),
  ],
  'call the arrival function': ({ names }) => [
    allow('CallArrival', ['lambda:InvokeFunction'], [names.functionArn('arrival')]),
    allow('PutAsideDeadCalls', ['sqs:SendMessage'], [names.deadCallsArn]),
    ...dataKey(names, 'SQS', true),
  ],
}

/** What Lambda does with a function's role to join it to a network. */
const networkInterfaces = (names: Names): readonly Statement[] => [
  allow(
    'JoinNetwork',
    ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface'],
    ['network-interface/*', 'subnet/*', 'security-group/*'].map((kind) =>
      names.everyArn('ec2', kind),
    ),
  ),
  allow('SeeNetwork', ['ec2:DescribeNetworkInterfaces'], ['*']),
]
