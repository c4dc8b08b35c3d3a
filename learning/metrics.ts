import type { MetricName } from '../contracts/project/pipeline-file.ts'
import type { SplitMetrics } from '../contracts/records/model-version.ts'
import { accuracyOf } from './metrics/accuracy.ts'
import { calibrationError } from './metrics/calibration-error.ts'
import { confusionOf } from './metrics/confusion.ts'
import { f1Macro } from './metrics/f1-macro.ts'
import { f1Weighted } from './metrics/f1-weighted.ts'
import { logLoss } from './metrics/log-loss.ts'
import { scoresPerClass } from './metrics/per-class.ts'
import { topClasses } from './metrics/top-class.ts'

/** Every metric of rows with known labels; `probabilities` has one number a class, row after row. */
export function evaluate(
  labels: Int32Array,
  probabilities: Float32Array | Float64Array,
  classes: number,
): SplitMetrics {
  const top = topClasses(probabilities, classes)
  const confusion = confusionOf(labels, top.classes, classes)
  const scores = scoresPerClass(confusion)
  return {
    rows: labels.length,
    accuracy: accuracyOf(confusion),
    f1_macro: f1Macro(scores),
    f1_weighted: f1Weighted(scores),
    log_loss: logLoss(labels, probabilities, classes),
    calibration_error: calibrationError(labels, top.classes, top.probabilities),
    per_class: scores.map(({ precision, recall, f1, support }) => ({
      precision,
      recall,
      f1,
      support,
    })),
    confusion: confusion.map((row) => [...row]),
  }
}

/** Whether `a` is a better value of the metric than `b`. */
export const isBetter = (metric: MetricName, a: number, b: number): boolean =>
  metric === 'log_loss' ? a < b : a > b
