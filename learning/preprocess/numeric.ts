import type { NumericColumn } from '../../contracts/dataset.ts'
import { readNumeric } from './read-numeric.ts'

/** How one numeric column is prepared: impute, standardise, clip. Fitted numbers are single precision. */
export interface NumericPreparation {
  readonly column: string
  /** Stands in for missing values: the median of the training rows. */
  readonly median: number
  /** The value itself, standardised; undefined when it is constant. */
  readonly plain: Standardisation | undefined
  /** For a heavy-tailed column also sign(x) · log(1 + |x|), standardised: both small and large values can count. */
  readonly logged: Standardisation | undefined
  /** Whether a column of ones (missing) and zeros stands beside it: some training rows miss it and some do not. */
  readonly indicator: boolean
}

export interface Standardisation {
  readonly mean: number
  /** One over the standard deviation. */
  readonly scale: number
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
  const varies = present.length > 0 && present[0] < present[present.length - 1]
  return {
    column: column.name,
    median,
    plain: varies ? standardisation(momentsOf(imputed)) : undefined,
    logged: varies ? standardisedLog(imputed) : undefined,
    indicator: missing > 0 && present.length > 0,
  }
}

function standardisedLog(imputed: Float64Array): Standardisation | undefined {
  const plain = momentsOf(imputed)
  const taken = momentsOf(imputed.map(signedLog))
  const tamed = Math.abs(taken.skewness) < Math.abs(plain.skewness)
  const heavy = Math.abs(plain.skewness) > HEAVY_TAIL
  return heavy && tamed && taken.deviation > LEAST_LOG_DEVIATION
    ? standardisation(taken)
    : undefined
}

const standardisation = ({ mean, deviation }: Moments): Standardisation => ({
  mean: Math.fround(mean),
  scale: Math.fround(1 / deviation),
})

/** The standardised value, cut off where it is beyond measure. */
export const standardise = ({ mean, scale }: Standardisation, value: number): number =>
  Math.min(CLIP, Math.max(-CLIP, (value - mean) * scale))

export const signedLog = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value))

function medianOf(sorted: Float64Array): number {
  if (sorted.length === 0) return 0
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

interface Moments {
  readonly mean: number
  readonly deviation: number
  readonly skewness: number
}

function momentsOf(values: Float64Array): Moments {
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
