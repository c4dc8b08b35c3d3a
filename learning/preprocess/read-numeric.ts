/**
 * A number as the exported graph receives it: single precision, NaN for missing.
 * What is infinite, or too large for single precision, counts as missing.
 */
export function readNumeric(value: number): number {
  const single = Math.fround(value)
  return Number.isFinite(single) ? single : Number.NaN
}
