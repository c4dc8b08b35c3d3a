/** No probability counts as less than this, so that one certain mistake stays finite. */
const LEAST = Number.EPSILON

/** Mean of minus the logarithm of the true class's probability; probabilities lie row after row. */
export function logLoss(
  labels: Int32Array,
  probabilities: Float32Array | Float64Array,
  classes: number,
): number {
  let sum = 0
  labels.forEach((label, row) => {
    const probability = probabilities[row * classes + label]
    sum -= Math.log(Math.min(1 - LEAST, Math.max(LEAST, probability)))
  })
  return labels.length === 0 ? 0 : sum / labels.length
}
