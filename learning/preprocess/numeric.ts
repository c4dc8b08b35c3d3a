import type { NumericColumn } from '../../contracts/dataset.ts'
import { readNumeric } from './read-numeric.ts'

/** How one numeric column is prepared: impute, tame, standardise, clip. Fitted numbers are single precision. */
export interface NumericPreparation {
  readonly column: string
  /** Stands in for missing values: the median of the training rows. */
  readonly median: number
  /** Heavy-tailed columns are replaced by sign(x) · log(1 + |x|). */
  readonly logged: boolean
  readonly mean: number
  /** One over the standard deviation; 0 for a column that is constant and so left out. */
  readonly scale: number
  /** Whether a column of ones (missing) and zeros stands beside it: some training rows miss it and some do not. */
  readonly indicator: boolean
}

/** Standardised values beyond this many deviations are cut off, so that one wild value cannot decide alone. */
export const CLIP = 10

/** Skewness above which a column counts as heavy-tailed. */
const HEAVY_TAIL = 2
/** A logarithm of values that hardly vary would magnify rounding. */
const LEAST_LOG_DEVIATION = 0.3

/** Fitted on the given rows (indices into the column) alone. */
export function fitNumeric(column: NumericColumn, rows: Int32Array): NumericPreparation {
  const values = Float64Array.from(rows, (row) => readNumeric(column.values[row]))
  const present = values.filter((value) => !Number.isNaN(value)).sort()
  const missing = values.length - present.length
  const median = Math.fround(medianOf(present))
  const imputed = values.map((value) => (Number.isNaN(value) ? median : value))
  const plain = momentsOf(imputed)
  const taken = momentsOf(imputed.map(signedLog))
  const logged =
    Math.abs(plain.skewness) > HEAVY_TAIL &&
    Math.abs(taken.skewness) < Math.abs(plain.skewness) &&
    taken.deviation > LEAST_LOG_DEVIATION
  const moments = logged ? taken : plain
  return {
    column: column.name,
    median,
    logged,
    mean: Math.fround(moments.mean),
    scale: constant(present) ? 0 : Math.fround(1 / moments.deviation),
    indicator: missing > 0 && present.length > 0,
  }
}

/** The prepared value; `value` is as read, NaN for missing. */
export function applyNumeric(fitted: NumericPreparation, value: number): number {
  const present = Number.isNaN(value) ? fitted.median : value
  const tamed = fitted.logged ? signedLog(present) : present
  const standard = (tamed - fitted.mean) * fitted.scale
  return Math.min(CLIP, Math.max(-CLIP, standard))
}

const signedLog = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value))

const constant = (sorted: Float64Array): boolean =>
  sorted.length === 0 || sorted[0] === sorted[sorted.length - 1]

function medianOf(sorted: Float64Array): number {
  if (sorted.length === 0) return 0
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function momentsOf(values: Float64Array): { mean: number; deviation: number; skewness: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let squares = 0
  let cubes = 0
  for (const value of values) {
    const off = value - mean
    squares += off * off
    cubes += off * off * off
  }
  const deviation = Math.sqrt(squares / values.length)
  return { mean, deviation, skewness: cubes / values.length / deviation ** 3 || 0 }
}
