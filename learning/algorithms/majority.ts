import type { Algorithm } from './algorithm.ts'
import { countClasses } from './row-weights.ts'

/** Always the most frequent class, with the classes' shares as probabilities. What every result is shown against. */
export const majority: Algorithm = {
  name: 'majority',
  text: 'vectors',
  readsFeatures: false,
  grid: () => [{}],
  unusable: () => undefined,
  fit({ matrix, labels, classes }) {
    // A class that never occurs counts as a thousandth of a row: its share is small and its logarithm finite.
    const counts = countClasses(labels, classes).map((count) => Math.max(count, 0.001))
    const intercepts = Float32Array.from(counts, (count) => Math.log(count / labels.length))
    const coefficients = new Float32Array(matrix.width * classes)
    return { model: { width: matrix.width, classes, coefficients, intercepts } }
  },
}
