import { functionNames } from '../contracts/deployment.ts'
import { type MetricName, metricsNamespace } from '../contracts/metrics.ts'
import { stageDimensions } from './alarms.ts'
import type { StageNames } from './names.ts'

type Series = readonly (string | Readonly<Record<string, string>>)[]

/** What an operator looks at first: are runs fine, do files wait, is the model fine, what does it cost. */
export function dashboardOf(names: StageNames): { readonly widgets: readonly object[] } {
  const own = (metric: MetricName, stat: string): Series => [
    metricsNamespace,
    metric,
    ...Object.entries(stageDimensions(names.stage)).flat(),
    { stat },
  ]
  const aws = (namespace: string, metric: string, dimension: string, value: string, stat: string) =>
    [`AWS/${namespace}`, metric, dimension, value, { stat }] as const
  const machine = (metric: string) =>
    aws('States', metric, 'StateMachineArn', names.stateMachineArn, 'Sum')
  const rows: readonly (readonly (readonly [string, readonly Series[]])[])[] = [
    [
      ['Runs', ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed'].map(machine)],
      [
        'Seconds of a run and of its longest step',
        [own('RunDuration', 'Maximum'), own('StepDuration', 'Maximum')],
      ],
      ['Steps that failed', [own('StepFailed', 'Sum')]],
    ],
    [
      [
        'Landed files that wait',
        [
          aws('SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', names.arrivals, 'Maximum'),
          aws('SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', names.arrivals, 'Maximum'),
          aws(
            'SQS',
            'ApproximateNumberOfMessagesVisible',
            'QueueName',
            names.deadArrivals,
            'Maximum',
          ),
        ],
      ],
      ['Rows rejected and scored', [own('RejectedRows', 'Sum'), own('ScoredRows', 'Sum')]],
      ['Percent that ask for a review', [own('NeedsReviewShare', 'Maximum')]],
    ],
    [
      ['Drift: largest PSI of a feature', [own('PsiMax', 'Maximum'), own('Verdict', 'Maximum')]],
      ['F1 of trained models', [own('F1', 'Minimum')]],
      [
        'Bytes that Athena read',
        [
          own('BytesScanned', 'Sum'),
          aws('Athena', 'ProcessedBytes', 'WorkGroup', names.workgroup, 'Sum'),
        ],
      ],
    ],
    [
      [
        'Errors of functions',
        functionNames.map((name) =>
          aws('Lambda', 'Errors', 'FunctionName', names.function(name), 'Sum'),
        ),
      ],
      [
        'Milliseconds of functions',
        functionNames.map((name) =>
          aws('Lambda', 'Duration', 'FunctionName', names.function(name), 'Maximum'),
        ),
      ],
    ],
  ]
  return {
    widgets: rows.flatMap((row, y) =>
      row.map(([title, metrics], x) => ({
        type: 'metric',
        x: x * (24 / row.length),
        y: y * 6,
        width: 24 / row.length,
        height: 6,
        properties: { title, metrics, region: names.region, period: 300, view: 'timeSeries' },
      })),
    ),
  }
}
