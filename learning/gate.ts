import type { MetricName, PipelineFile } from '../contracts/project/pipeline-file.ts'
import type { ModelVersion, SplitMetrics } from '../contracts/records/model-version.ts'
import { isBetter } from './metrics.ts'

/**
 * Whether a model may be registered: the metric on the test split reaches the minimum (for log_loss: stays at or under
 * it), and is better than that of the majority class.
 */
export function gate(
  settings: PipelineFile['gate'],
  test: SplitMetrics,
  baseline: SplitMetrics,
): ModelVersion['gate'] {
  const { metric, minimum } = settings
  const value = test[metric]
  const checks = [checkMinimum(metric, value, minimum)]
  if (settings.better_than_baseline) checks.push(checkBaseline(metric, value, baseline[metric]))
  return { passed: checks.every((check) => check.passed), checks }
}

function checkMinimum(metric: MetricName, value: number, minimum: number) {
  const passed = value === minimum || isBetter(metric, value, minimum)
  const bound = metric === 'log_loss' ? 'most' : 'least'
  const [reached, asked] = rounded(value, minimum)
  const verdict = passed
    ? `, at ${bound} ${asked} as asked.`
    : `, but must be at ${bound} ${asked}.`
  return { name: 'minimum', passed, message: `${reachedOn(metric, reached)}${verdict}` }
}

function checkBaseline(metric: MetricName, value: number, baseline: number) {
  const passed = isBetter(metric, value, baseline)
  const [reached, other] = rounded(value, baseline)
  const verdict = `${passed ? 'better' : 'no better'} than the ${other} of always answering with the most frequent class.`
  return {
    name: 'better_than_baseline',
    passed,
    message: `${reachedOn(metric, reached)}, ${verdict}`,
  }
}

const titles: Readonly<Record<MetricName, string>> = {
  accuracy: 'Accuracy',
  f1_macro: 'F1 macro',
  f1_weighted: 'F1 weighted',
  log_loss: 'Log loss',
}

const reachedOn = (metric: MetricName, value: string): string =>
  `${titles[metric]} on the test split is ${value}`

/** Both with four decimals, or as many as it takes for different numbers to look different. */
function rounded(a: number, b: number): [string, string] {
  const show = (value: number, digits: number) => String(Number(value.toFixed(digits)))
  let digits = 4
  while (a !== b && digits < 17 && show(a, digits) === show(b, digits)) digits++
  return [show(a, digits), show(b, digits)]
}
