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
  const message = passed
    ? `${title(metric)} on the test split is ${show(value)}, at ${bound} ${show(minimum)} as asked.`
    : `${title(metric)} on the test split is ${show(value)}, but must be at ${bound} ${show(minimum)}.`
  return { name: 'minimum', passed, message }
}

function checkBaseline(metric: MetricName, value: number, baseline: number) {
  const passed = isBetter(metric, value, baseline)
  const message = passed
    ? `${title(metric)} on the test split is ${show(value)}, better than the ${show(baseline)} of always answering with the most frequent class.`
    : `${title(metric)} on the test split is ${show(value)}, no better than the ${show(baseline)} of always answering with the most frequent class.`
  return { name: 'better_than_baseline', passed, message }
}

const titles: Readonly<Record<MetricName, string>> = {
  accuracy: 'Accuracy',
  f1_macro: 'F1 macro',
  f1_weighted: 'F1 weighted',
  log_loss: 'Log loss',
}
const title = (metric: MetricName): string => titles[metric]
/** Rounded, but never so that two different sides of a limit look the same. */
const show = (value: number): string => String(Number(value.toFixed(4)))
