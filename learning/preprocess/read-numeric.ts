/** Larger values leave no room to compute with in single precision. */
const LARGEST = 1e30

/** A number as the exported graph receives it: single precision, NaN for missing. What is beyond ±1e30 counts as missing. */
export function readNumeric(value: number): number {
  const single = Math.fround(value)
  return Math.abs(single) <= LARGEST ? single : Number.NaN
}
