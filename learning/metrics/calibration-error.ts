/**
 * Expected calibration error of the top class: over bins of equal width, the mean gap between how sure and how often
 * right, weighted by rows. A confidence on an edge belongs to the bin below.
 * Source: Guo et al., On Calibration of Modern Neural Networks (2017).
 */
export function calibrationError(
  labels: Int32Array,
  predicted: Int32Array,
  confidence: Float64Array,
  bins = 15,
): number {
  const gaps = new Float64Array(bins)
  labels.forEach((label, row) => {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence[row] * bins) - 1))
    gaps[bin] += confidence[row] - (label === predicted[row] ? 1 : 0)
  })
  const total = gaps.reduce((sum, gap) => sum + Math.abs(gap), 0)
  return labels.length === 0 ? 0 : total / labels.length
}
