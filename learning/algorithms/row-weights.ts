import type { TrainingSettings } from './algorithm.ts'

/** Weight of each row in the loss. Balanced: every class that occurs weighs the same in all, and the mean weight is 1. */
export function weightsOfRows(
  labels: Int32Array,
  classes: number,
  weights: TrainingSettings['class_weights'],
): Float64Array {
  if (weights === 'none') return new Float64Array(labels.length).fill(1)
  const counts = countClasses(labels, classes)
  const occurring = counts.filter((count) => count > 0).length
  return Float64Array.from(labels, (label) => labels.length / (occurring * counts[label]))
}

/** Rows of each class. */
export function countClasses(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes)
  for (const label of labels) counts[label]++
  return counts
}
