import { type FunctionName, functionNames } from '../../contracts/deployment.ts'
import { runLimits } from '../functions.ts'
import { schedulesOf } from '../schedules.ts'
import { stateMachine } from '../state-machine.ts'
import type { Roles } from './access.ts'
import type { Compute } from './compute.ts'
import { makeLogGroup } from './log-group.ts'
import type { Network } from './network.ts'
import type { Queues } from './queues.ts'
import type { Stage } from './stage.ts'
import type { Storage } from './storage.ts'

interface Parts {
  readonly roles: Roles
  readonly storage: Storage
  readonly queues: Queues
  readonly compute: Compute
  readonly network: Network
}

/** From a landed file to its run: rule, queue, arrival function, state machine; and the schedules beside it. */
export function makeOrchestration(stage: Stage, parts: Parts): aws.sfn.StateMachine {
  hearOfFiles(stage, parts)
  makeSchedules(stage, parts)
  return makeStateMachine(stage, parts)
}

function hearOfFiles({ names, tags }: Stage, { storage, queues, compute }: Parts): void {
  const rule = new aws.cloudwatch.EventRule('Landed', {
    name: names.arrivalsRule,
    description: 'A file landed in the lake, or went',
    eventPattern: $util.jsonStringify({
      source: ['aws.s3'],
      'detail-type': ['Object Created', 'Object Deleted'],
      detail: {
        bucket: { name: [storage.lake.bucket] },
        object: { key: [{ prefix: 'landing/' }] },
      },
    }),
    tags,
  })
  new aws.cloudwatch.EventTarget('LandedToQueue', {
    rule: rule.name,
    arn: queues.arrivals.arn,
    deadLetterConfig: { arn: queues.deadArrivals.arn },
    retryPolicy: { maximumEventAgeInSeconds: 24 * 3600, maximumRetryAttempts: 185 },
  })
  new aws.lambda.EventSourceMapping('ArrivalsToFunction', {
    eventSourceArn: queues.arrivals.arn,
    functionName: compute.functions.get('arrival')!.name,
    batchSize: 100,
    maximumBatchingWindowInSeconds: 10,
    scalingConfig: { maximumConcurrency: 4 },
    functionResponseTypes: ['ReportBatchItemFailures'],
    tags,
  })
}

function makeSchedules(stage: Stage, { roles, compute, queues }: Parts): void {
  const { names, settings, key, tags } = stage
  const group = new aws.scheduler.ScheduleGroup('Schedules', { name: names.scheduleGroup, tags })
  for (const { name, expression, event } of schedulesOf(settings)) {
    new aws.scheduler.Schedule(`Schedule-${name}`, {
      name,
      groupName: group.name,
      kmsKeyArn: key.arn,
      scheduleExpression: expression,
      scheduleExpressionTimezone: settings.schedules.timezone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: compute.functions.get('arrival')!.arn,
        roleArn: roles.get('scheduler')!.arn,
        input: JSON.stringify(event),
        deadLetterConfig: { arn: queues.deadCalls.arn },
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 5 },
      },
    })
  }
}

function makeStateMachine(stage: Stage, { roles, compute, network }: Parts): aws.sfn.StateMachine {
  const { names, key, tags } = stage
  const log = makeLogGroup(stage, 'pipeline')
  return new aws.sfn.StateMachine('Pipeline', {
    name: names.stateMachine,
    type: 'STANDARD',
    roleArn: roles.get('state-machine')!.arn,
    definition: $util
      .all([
        compute.cluster.arn,
        compute.taskDefinition.arn,
        network.securityGroupId,
        ...network.subnetIds,
      ])
      .apply(([cluster, taskDefinition, securityGroup, ...subnets]) =>
        JSON.stringify(
          stateMachine({
            functions: functionArns(stage),
            fargate: {
              cluster: cluster!,
              taskDefinition: taskDefinition!,
              subnets,
              securityGroups: [securityGroup!],
              publicIp: !network.isPrivate,
            },
            lake: { bucket: names.lakeBucket, prefix: '' },
            ...runLimits,
          }),
        ),
      ),
    loggingConfiguration: {
      level: 'ALL',
      includeExecutionData: false,
      logDestination: $util.interpolate`${log.arn}:*`,
    },
    tracingConfiguration: { enabled: true },
    encryptionConfiguration: {
      type: 'CUSTOMER_MANAGED_KMS_KEY',
      kmsKeyId: key.arn,
      kmsDataKeyReusePeriodSeconds: 300,
    },
    tags,
  })
}

const functionArns = ({ names }: Stage) =>
  Object.fromEntries(functionNames.map((name) => [name, names.functionArn(name)])) as Record<
    FunctionName,
    string
  >
