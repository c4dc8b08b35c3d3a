import { type FunctionName, functionNames, task } from '../../contracts/deployment.ts'
import { architecture, functionSizes, taskSize } from '../functions.ts'
import type { Roles } from './access.ts'
import { makeLogGroup } from './log-group.ts'
import type { Network } from './network.ts'
import type { Stage } from './stage.ts'

export interface Compute {
  readonly functions: ReadonlyMap<FunctionName, aws.lambda.Function>
  readonly cluster: aws.ecs.Cluster
  readonly taskDefinition: aws.ecs.TaskDefinition
  readonly repository: aws.ecr.Repository
}

interface Parts {
  readonly roles: Roles
  readonly network: Network
  readonly deadCalls: aws.sqs.Queue
  /** Tag of the image in the stage's repository. */
  readonly image: string
}

/** The functions, and the task for what is too large for them. */
export function makeCompute(stage: Stage, parts: Parts): Compute {
  const functions = new Map(
    functionNames.map((name) => [name, makeFunction(stage, parts, name)] as const),
  )
  return { functions, ...makeTask(stage, parts) }
}

function makeFunction(stage: Stage, parts: Parts, name: FunctionName): aws.lambda.Function {
  const { names, key, tags } = stage
  const size = functionSizes[name]
  const log = makeLogGroup(stage, name)
  const { network } = parts
  const made = new aws.lambda.Function(`Function-${name}`, {
    name: names.function(name),
    role: parts.roles.get(name)!.arn,
    runtime: 'nodejs24.x',
    architectures: [architecture],
    handler: `functions/${name}.handler`,
    code: new $util.asset.FileArchive(
      `${$cli.paths.root}/dist/functions/${architecture}/${size.bundle}`,
    ),
    memorySize: size.memory,
    timeout: size.timeout,
    ephemeralStorage: { size: size.scratch },
    ...(size.concurrency === undefined ? {} : { reservedConcurrentExecutions: size.concurrency }),
    environment: { variables: variables(stage) },
    kmsKeyArn: key.arn,
    tracingConfig: { mode: 'Active' },
    loggingConfig: { logFormat: 'JSON', logGroup: log.name },
    deadLetterConfig: { targetArn: parts.deadCalls.arn },
    ...(!network.isPrivate
      ? {}
      : {
          vpcConfig: {
            subnetIds: network.subnetIds,
            securityGroupIds: [network.securityGroupId],
          },
        }),
    tags,
  })
  new aws.lambda.FunctionEventInvokeConfig(`Function-${name}-calls`, {
    functionName: made.name,
    maximumRetryAttempts: 2,
    maximumEventAgeInSeconds: 6 * 3600,
  })
  return made
}

/** What functions and the task are told about where they are. */
const variables = ({ names, settings }: Stage) => ({
  MILLRACE_LAKE: names.lake,
  MILLRACE_ENV: settings.environment,
  MILLRACE_STAGE: settings.stage,
  MILLRACE_STATE_MACHINE: names.stateMachineArn,
  MILLRACE_TOPIC: names.topicArn,
  MILLRACE_WORKGROUP: names.workgroup,
})

function makeTask(stage: Stage, { roles, image }: Parts) {
  const { names, settings, key, tags, holdsData } = stage
  const repository = new aws.ecr.Repository(
    'Images',
    {
      name: names.image,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: 'KMS', kmsKey: key.arn }],
      forceDelete: !settings.retain,
      tags,
    },
    holdsData,
  )
  new aws.ecr.LifecyclePolicy('ImagesLifecycle', {
    repository: repository.name,
    policy: JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          description: 'The last 20 images are kept',
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 20 },
          action: { type: 'expire' },
        },
      ],
    }),
  })
  const cluster = new aws.ecs.Cluster('Tasks', {
    name: names.cluster,
    settings: [{ name: 'containerInsights', value: 'enabled' }],
    tags,
  })
  const log = makeLogGroup(stage, 'task')
  const taskDefinition = new aws.ecs.TaskDefinition('Task', {
    family: names.taskFamily,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'ARM64' },
    cpu: taskSize.cpu,
    memory: taskSize.memory,
    ephemeralStorage: { sizeInGib: taskSize.scratchGib },
    taskRoleArn: roles.get('task')!.arn,
    executionRoleArn: roles.get('task-start')!.arn,
    volumes: [{ name: 'scratch' }],
    containerDefinitions: $util.jsonStringify([
      {
        name: task.container,
        image: $util.interpolate`${repository.repositoryUrl}:${image}`,
        essential: true,
        command: task.command,
        readonlyRootFilesystem: true,
        user: 'node',
        linuxParameters: { initProcessEnabled: true },
        stopTimeout: 120,
        mountPoints: [{ sourceVolume: 'scratch', containerPath: '/scratch' }],
        environment: Object.entries(variables(stage)).map(([name, value]) => ({ name, value })),
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': log.name,
            'awslogs-region': settings.region,
            'awslogs-stream-prefix': 'task',
          },
        },
      },
    ]),
    tags,
  })
  return { repository, cluster, taskDefinition }
}
