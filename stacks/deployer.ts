import type { Names } from './names.ts'
import type { RightsContext } from './service-rights.ts'
import type { Statement } from './statement.ts'

/** Where SST keeps the state of deployments: a bucket of its own, and its passphrase. */
const sst = (names: Names) => ({
  buckets: ['sst-state-*', 'sst-asset-*'].map((name) => `arn:${names.partition}:s3:::${name}`),
  parameters: names.everyArn('ssm', 'parameter/sst/*'),
})

interface Kind {
  readonly resources: (names: Names) => readonly string[]
  /** Calls that look, for the plan and for the deployment. */
  readonly look: string
  /** Calls that change. */
  readonly change: string
}

const stageNamed = (service: string, kind: string) => (names: Names) => [
  names.everyArn(service, `${kind}millrace-${names.stage}-*`),
]

/** What a deployment looks at and changes, by kind of resource: names of calls without their service, parted by spaces. */
const kinds: Readonly<Record<string, Kind>> = {
  's3/buckets': {
    resources: (names) => [names.lakeArn, names.resultsArn, names.logsArn],
    look: `ListBucket GetBucketLocation GetBucketPolicy GetBucketVersioning GetEncryptionConfiguration GetLifecycleConfiguration
      GetBucketPublicAccessBlock GetBucketOwnershipControls GetBucketLogging GetBucketNotification GetBucketTagging GetBucketAcl
      GetBucketCORS GetBucketWebsite GetBucketRequestPayment GetBucketObjectLockConfiguration GetReplicationConfiguration
      GetAccelerateConfiguration`,
    change: `CreateBucket PutBucketPolicy PutBucketVersioning PutEncryptionConfiguration PutLifecycleConfiguration
      PutBucketPublicAccessBlock PutBucketOwnershipControls PutBucketLogging PutBucketNotification PutBucketTagging DeleteBucket
      DeleteBucketPolicy`,
  },
  lambda: {
    resources: stageNamed('lambda', 'function:'),
    look: 'GetFunction GetFunctionConfiguration GetFunctionConcurrency GetFunctionEventInvokeConfig GetPolicy ListVersionsByFunction GetFunctionCodeSigningConfig',
    change: `CreateFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction PutFunctionConcurrency
      DeleteFunctionConcurrency PutFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig AddPermission RemovePermission`,
  },
  sqs: {
    resources: stageNamed('sqs', ''),
    look: 'GetQueueAttributes GetQueueUrl ListQueueTags',
    change: 'CreateQueue SetQueueAttributes DeleteQueue TagQueue UntagQueue',
  },
  sns: {
    resources: stageNamed('sns', ''),
    look: 'GetTopicAttributes ListTagsForResource GetSubscriptionAttributes ListSubscriptionsByTopic',
    change:
      'CreateTopic SetTopicAttributes DeleteTopic TagResource UntagResource Subscribe Unsubscribe',
  },
  states: {
    resources: stageNamed('states', 'stateMachine:'),
    look: 'DescribeStateMachine ListTagsForResource ListStateMachineVersions',
    change:
      'CreateStateMachine UpdateStateMachine DeleteStateMachine TagResource UntagResource ValidateStateMachineDefinition',
  },
  events: {
    resources: stageNamed('events', 'rule/'),
    look: 'DescribeRule ListTargetsByRule ListTagsForResource',
    change: 'PutRule DeleteRule PutTargets RemoveTargets TagResource UntagResource',
  },
  scheduler: {
    resources: (names) => [
      names.everyArn('scheduler', `schedule-group/${names.scheduleGroup}`),
      names.scheduleArns,
    ],
    look: 'GetSchedule GetScheduleGroup ListTagsForResource',
    change:
      'CreateSchedule UpdateSchedule DeleteSchedule CreateScheduleGroup DeleteScheduleGroup TagResource UntagResource',
  },
  cloudwatch: {
    resources: (names) => [
      names.everyArn('cloudwatch', `alarm:millrace-${names.stage}-*`),
      names.globalArn('cloudwatch', `dashboard/millrace-${names.stage}-*`),
    ],
    look: 'DescribeAlarms GetDashboard ListTagsForResource',
    change: 'PutMetricAlarm DeleteAlarms PutDashboard DeleteDashboards TagResource UntagResource',
  },
  logs: {
    resources: (names) => [names.logGroupArn('*')],
    look: 'ListTagsForResource',
    change:
      'CreateLogGroup DeleteLogGroup PutRetentionPolicy AssociateKmsKey TagResource UntagResource',
  },
  athena: {
    resources: (names) => [names.workgroupArn],
    look: 'GetWorkGroup GetNamedQuery ListTagsForResource',
    change:
      'CreateWorkGroup UpdateWorkGroup DeleteWorkGroup CreateNamedQuery UpdateNamedQuery DeleteNamedQuery TagResource UntagResource',
  },
  ecr: {
    resources: (names) => [names.imageArn],
    look: 'DescribeRepositories GetLifecyclePolicy ListTagsForResource DescribeImages BatchGetImage BatchCheckLayerAvailability',
    change: `CreateRepository DeleteRepository PutLifecyclePolicy DeleteLifecyclePolicy PutImageTagMutability PutImageScanningConfiguration
      TagResource UntagResource InitiateLayerUpload UploadLayerPart CompleteLayerUpload PutImage`,
  },
  ecs: {
    resources: (names) => [names.clusterArn, names.taskDefinitionArns],
    look: 'DescribeClusters ListTagsForResource',
    change:
      'CreateCluster UpdateCluster DeleteCluster RegisterTaskDefinition TagResource UntagResource',
  },
  iam: {
    resources: (names) => [
      names.roleArn('*'),
      names.globalArn('iam', `policy/millrace-${names.stage}-*`),
      names.identityProviderArn,
    ],
    look: `GetRole GetRolePolicy ListRolePolicies ListAttachedRolePolicies GetPolicy GetPolicyVersion ListPolicyVersions
      ListInstanceProfilesForRole GetOpenIDConnectProvider`,
    change: `CreateRole DeleteRole UpdateRole UpdateAssumeRolePolicy PutRolePolicy DeleteRolePolicy AttachRolePolicy DetachRolePolicy
      CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion TagRole UntagRole TagPolicy UntagPolicy
      CreateOpenIDConnectProvider DeleteOpenIDConnectProvider TagOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint`,
  },
  kms: {
    resources: (names) => [names.keyArn, names.everyArn('kms', names.keyAlias)],
    look: 'DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags',
    change:
      'PutKeyPolicy EnableKeyRotation CreateAlias UpdateAlias DeleteAlias TagResource UntagResource ScheduleKeyDeletion CreateGrant GenerateDataKey Decrypt Encrypt',
  },
  budgets: {
    resources: (names) => [names.globalArn('budgets', `budget/millrace-${names.stage}-*`)],
    look: 'ViewBudget ListTagsForResource',
    change: 'ModifyBudget TagResource UntagResource',
  },
}

const glue: Kind = {
  resources: (names) => [names.catalogArn],
  look: 'GetDatabase GetTags',
  change: 'CreateDatabase UpdateDatabase DeleteDatabase TagResource UntagResource',
}

const network: Kind = {
  resources: (names) =>
    [
      'vpc/*',
      'subnet/*',
      'route-table/*',
      'security-group/*',
      'security-group-rule/*',
      'vpc-endpoint/*',
      'internet-gateway/*',
    ].map((kind) => names.everyArn('ec2', kind)),
  look: '',
  change: `CreateVpc DeleteVpc ModifyVpcAttribute CreateSubnet DeleteSubnet CreateInternetGateway AttachInternetGateway DetachInternetGateway
    DeleteInternetGateway CreateRoute DeleteRoute CreateRouteTable DeleteRouteTable AssociateRouteTable
    DisassociateRouteTable CreateSecurityGroup DeleteSecurityGroup AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress
    RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateVpcEndpoint ModifyVpcEndpoint DeleteVpcEndpoints CreateTags
    DeleteTags`,
}

const named = (service: string, calls: string): readonly string[] =>
  calls
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((call) => `${service}:${call}`)
const titled = (kind: string): string =>
  kind.replaceAll(/(^|\/)(\w)/g, (_all, _slash, letter: string) => letter.toUpperCase())

const allow = (Sid: string, Action: readonly string[], Resource: readonly string[]): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
})

const everyKind = ({ names, settings }: RightsContext): Readonly<Record<string, Kind>> => ({
  ...kinds,
  glue: {
    ...glue,
    resources: () => [
      names.catalogArn,
      names.databaseArn(names.scratchDatabase),
      ...settings.projects.map((project) =>
        names.databaseArn(`${project}_${settings.environment}`),
      ),
    ],
  },
})

/** What `sst diff` needs: the state of the last deployment, and a look at what stands. */
export function planStatements(context: RightsContext): readonly Statement[] {
  const { names } = context
  const [state, assets] = sst(names).buckets
  return [
    allow(
      'ReadState',
      ['s3:GetObject', 's3:ListBucket', 's3:GetBucketLocation'],
      [state!, `${state}/*`, assets!],
    ),
    allow('ReadPassphrase', ['ssm:GetParameter', 'ssm:GetParameters'], [sst(names).parameters]),
    ...Object.entries(everyKind(context)).map(([kind, { look, resources }]) =>
      allow(`Look${titled(kind)}`, named(kind.split('/')[0]!, look), resources(names)),
    ),
    allow(
      'LookAtAll',
      [
        ...named(
          'ec2',
          `DescribeVpcs DescribeSubnets DescribeSecurityGroups DescribeSecurityGroupRules DescribeRouteTables DescribeVpcEndpoints
           DescribePrefixLists DescribeAvailabilityZones DescribeNetworkInterfaces DescribeInternetGateways`,
        ),
        'ecs:DescribeTaskDefinition',
        'kms:ListAliases',
        'lambda:GetEventSourceMapping',
        'lambda:ListTags',
        'logs:DescribeLogGroups',
      ],
      ['*'],
    ),
  ]
}

/** What `sst deploy` needs beside the plan: only what bears the stage's name can be changed. */
export function deployStatements(context: RightsContext): readonly Statement[] {
  const { names, settings } = context
  const { buckets, parameters } = sst(names)
  return [
    allow(
      'WriteState',
      [
        's3:PutObject',
        's3:DeleteObject',
        's3:GetObject',
        's3:CreateBucket',
        's3:PutBucketVersioning',
      ],
      buckets.flatMap((bucket) => [bucket, `${bucket}/*`]),
    ),
    allow('WritePassphrase', ['ssm:PutParameter', 'ssm:AddTagsToResource'], [parameters]),
    ...Object.entries(everyKind(context)).map(([kind, { change, resources }]) =>
      allow(`Change${titled(kind)}`, named(kind.split('/')[0]!, change), resources(names)),
    ),
    {
      ...allow('MapQueueToFunction', ['lambda:CreateEventSourceMapping'], ['*']),
      Condition: { ArnEquals: { 'lambda:FunctionArn': names.functionArn('arrival') } },
    },
    allow(
      'ChangeMapping',
      ['lambda:UpdateEventSourceMapping', 'lambda:DeleteEventSourceMapping'],
      [names.everyArn('lambda', 'event-source-mapping:*')],
    ),
    allow(
      'WithoutNames',
      [
        'kms:CreateKey',
        'ecs:DeregisterTaskDefinition',
        'ecr:GetAuthorizationToken',
        'lambda:TagResource',
      ],
      ['*'],
    ),
    {
      ...allow('PassRoles', ['iam:PassRole'], [names.roleArn('*')]),
      Condition: {
        StringEquals: {
          'iam:PassedToService': [
            'lambda.amazonaws.com',
            'ecs-tasks.amazonaws.com',
            'states.amazonaws.com',
            'scheduler.amazonaws.com',
          ],
        },
      },
    },
    allow('TrainOnDemand', ['lambda:InvokeFunction'], [names.functionArn('arrival')]),
    allow('ChangeNetwork', named('ec2', network.change), network.resources(names)),
    ...(settings.lakeFormation
      ? [
          allow(
            'ChangeLakeFormation',
            named(
              'lakeformation',
              'GrantPermissions RevokePermissions ListPermissions CreateLFTag UpdateLFTag DeleteLFTag GetLFTag AddLFTagsToResource RemoveLFTagsFromResource GetResourceLFTags',
            ),
            [names.catalogArn],
          ),
        ]
      : []),
  ]
}
