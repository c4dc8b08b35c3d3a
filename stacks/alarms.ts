import { type FunctionName, functionNames } from '../contracts/deployment.ts'
import { type MetricName, metricsNamespace } from '../contracts/metrics.ts'
import { functionSizes } from './functions.ts'
import type { StageNames } from './names.ts'
import type { Settings } from './settings.ts'

/** What an alarm watches and when it goes off; the stage's topic is told when it does, and when it is over. */
export interface Alarm {
  readonly name: string
  /** What happened and what to do, as the message says it. */
  readonly description: string
  readonly namespace: string
  readonly metric: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount'
  /** Seconds of one look. */
  readonly period: number
  /** Looks in a row. @default 1 */
  readonly looks?: number
  readonly when: '>' | '>=' | '<'
  readonly threshold: number
  /** What no data means: nothing happened, or something that must happen did not. */
  readonly silence: 'fine' | 'alarm'
}

/** Dimensions that every metric of a stage is published with. */
export const stageDimensions = (stage: string) => ({ service: 'millrace', stage })

const hour = 3600
const day = 24 * hour

/** Every alarm of a stage. */
export function alarmsOf(names: StageNames, settings: Settings): readonly Alarm[] {
  const own = (
    metric: MetricName,
    alarm: Omit<Alarm, 'namespace' | 'metric' | 'dimensions'>,
  ): Alarm => ({
    ...alarm,
    namespace: metricsNamespace,
    metric,
    dimensions: stageDimensions(settings.stage),
  })
  const queue = (name: string, queueName: string, description: string): Alarm => ({
    name,
    description,
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: queueName },
    statistic: 'Maximum',
    period: 300,
    when: '>',
    threshold: 0,
    silence: 'fine',
  })
  return [
    own('StepFailed', {
      name: 'step-failed',
      description:
        'A step of a run failed. `millrace runs` names it; correct the cause and redrive the execution.',
      statistic: 'Sum',
      period: 300,
      when: '>',
      threshold: 0,
      silence: 'fine',
    }),
    {
      name: 'run-failed',
      description: 'A run ended as failed. The execution shows the state that stopped it.',
      namespace: 'AWS/States',
      metric: 'ExecutionsFailed',
      dimensions: { StateMachineArn: names.stateMachineArn },
      statistic: 'Sum',
      period: 300,
      when: '>',
      threshold: 0,
      silence: 'fine',
    },
    {
      name: 'run-timed-out',
      description: 'A run took longer than it may. Look for the step that still ran.',
      namespace: 'AWS/States',
      metric: 'ExecutionsTimedOut',
      dimensions: { StateMachineArn: names.stateMachineArn },
      statistic: 'Sum',
      period: 300,
      when: '>',
      threshold: 0,
      silence: 'fine',
    },
    queue(
      'dead-arrivals',
      names.deadArrivals,
      'Messages about landed files could not be used. The reason of each lies under quarantine/_messages/; send them back when it is gone.',
    ),
    queue(
      'dead-calls',
      names.deadCalls,
      'A schedule or an asynchronous call was given up. The message holds what was asked.',
    ),
    {
      name: 'arrivals-wait',
      description: 'Landed files wait for more than 30 minutes. Look at the log of arrival.',
      namespace: 'AWS/SQS',
      metric: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: names.arrivals },
      statistic: 'Maximum',
      period: 300,
      when: '>',
      threshold: 1800,
      silence: 'fine',
    },
    own('RefusedMessages', {
      name: 'messages-refused',
      description: 'Messages about arrivals were refused. See quarantine/_messages/.',
      statistic: 'Sum',
      period: 300,
      when: '>',
      threshold: 0,
      silence: 'fine',
    }),
    own('RunDuration', {
      name: 'stale',
      description:
        'No run has ended for a day, so predictions grow old. Look at the schedules and at the queue of the project.',
      statistic: 'SampleCount',
      period: hour,
      looks: 26,
      when: '<',
      threshold: 1,
      silence: 'alarm',
    }),
    own('PsiMax', {
      name: 'drift',
      description:
        'A feature drifted from what the champion was trained on (PSI above 0.25). See the monitor report of the run.',
      statistic: 'Maximum',
      period: hour,
      when: '>',
      threshold: 0.25,
      silence: 'fine',
    }),
    own('Verdict', {
      name: 'skew',
      description:
        'Predictions no longer look like the reference: monitoring asks for a retraining. See the monitor report of the run.',
      statistic: 'Maximum',
      period: hour,
      when: '>=',
      threshold: 2,
      silence: 'fine',
    }),
    own('NeedsReviewShare', {
      name: 'unsure',
      description: 'More than 40 % of the predictions ask for a review.',
      statistic: 'Maximum',
      period: hour,
      when: '>',
      threshold: 40,
      silence: 'fine',
    }),
    own('F1', {
      name: 'f1-drop',
      description:
        'A trained model has a macro F1 below 0.5 on its test rows. The gate keeps it back; look at its card.',
      statistic: 'Minimum',
      period: hour,
      when: '<',
      threshold: 0.5,
      silence: 'fine',
    }),
    own('StepDuration', {
      name: 'slow-step',
      description: 'A step took more than an hour.',
      statistic: 'Maximum',
      period: hour,
      when: '>',
      threshold: hour,
      silence: 'fine',
    }),
    own('BytesScanned', {
      name: 'scan-cost',
      description: 'Athena read more in a day than was set. See which queries in the workgroup.',
      statistic: 'Sum',
      period: day,
      when: '>',
      threshold: settings.dailyScanBytes,
      silence: 'fine',
    }),
    {
      name: 'workgroup-cost',
      description: 'Queries of people and steps together read more in a day than was set.',
      namespace: 'AWS/Athena',
      metric: 'ProcessedBytes',
      dimensions: { WorkGroup: names.workgroup },
      statistic: 'Sum',
      period: day,
      when: '>',
      threshold: settings.dailyScanBytes,
      silence: 'fine',
    },
    ...functionNames.flatMap((name) => functionAlarms(name, names.function(name))),
  ]
}

function functionAlarms(name: FunctionName, functionName: string): readonly Alarm[] {
  const common = {
    namespace: 'AWS/Lambda',
    dimensions: { FunctionName: functionName },
    period: 300,
    silence: 'fine',
  } as const
  return [
    {
      ...common,
      name: `${name}-errors`,
      description: `Calls of ${name} fail. Its log says why.`,
      metric: 'Errors',
      statistic: 'Sum',
      looks: 2,
      when: '>',
      threshold: 2,
    },
    {
      ...common,
      name: `${name}-latency`,
      description: `Calls of ${name} take more than 80 % of the time they may.`,
      metric: 'Duration',
      statistic: 'Maximum',
      when: '>',
      threshold: functionSizes[name].timeout * 800,
    },
    {
      ...common,
      name: `${name}-throttled`,
      description: `Calls of ${name} are refused for want of concurrency.`,
      metric: 'Throttles',
      statistic: 'Sum',
      when: '>',
      threshold: 10,
    },
  ]
}
