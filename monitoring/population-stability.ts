import type { ColumnProfile } from '../contracts/records/monitoring.ts'
import { chiSquaredQuantile } from './chi-squared-quantile.ts'
import type { Comparison, Finding, Statistic } from './comparison.ts'
import { number, percent } from './words.ts'

/** One bin of a column: a range, a level, the other levels, or the missing values. */
export interface Bin {
  readonly name: string
  readonly share: number
}

/** Standard normal deviate of the level at which chance is ruled out: 99.9 %. */
const certainty = 3.0902

/** The bins of a column in order; missing values are a bin of their own. */
function binsOf(column: ColumnProfile): Bin[] {
  const missing = { name: 'missing values', share: column.missing }
  if (column.kind === 'numeric') {
    return [
      ...column.shares.map((share, i) => ({ name: rangeOf(column.edges, i), share })),
      missing,
    ]
  }
  const levels = column.shares.map((share, i) => ({
    name: `the level "${column.levels[i]}"`,
    share,
  }))
  return [...levels, { name: 'other levels', share: column.other }, missing]
}

function rangeOf(edges: readonly number[], bin: number): string {
  if (edges.length === 0) return 'any value'
  if (bin === 0) return `values up to ${number(edges[0])}`
  if (bin === edges.length) return `values over ${number(edges[bin - 1])}`
  return `values over ${number(edges[bin - 1])} and up to ${number(edges[bin])}`
}

/**
 * What each bin adds to the population stability index: (b − r) ln(b / r). A bin that is empty on one side counts there as half
 * a row; a bin that is empty on both adds nothing.
 */
export function stabilityTerms(
  reference: readonly number[],
  referenceRows: number,
  batch: readonly number[],
  batchRows: number,
): number[] {
  return reference.map((share, i) => {
    if (share === 0 && batch[i] === 0) return 0
    const r = share === 0 ? 0.5 / referenceRows : share
    const b = batch[i] === 0 ? 0.5 / batchRows : batch[i]
    return (b - r) * Math.log(b / r)
  })
}

export interface Stability {
  readonly psi: number
  /** What the index stays under by chance alone in 999 of 1,000 batches of this size. */
  readonly chance: number
  /** The bin that adds most. */
  readonly most: { readonly name: string; readonly before: number; readonly now: number }
}

/**
 * Population stability index of a column. Without drift the index times 1 / (1/n + 1/m) is about chi-squared distributed with
 * (bins − 1) degrees of freedom (n, m: rows of both sides; Yurdakul and Naranjo, 2020), which gives `chance`.
 */
export function stabilityOf(
  reference: ColumnProfile,
  referenceRows: number,
  batch: ColumnProfile,
  batchRows: number,
): Stability {
  const before = binsOf(reference)
  const now = binsOf(batch)
  const terms = stabilityTerms(
    before.map((bin) => bin.share),
    referenceRows,
    now.map((bin) => bin.share),
    batchRows,
  )
  const filled = terms.filter((_, i) => before[i].share > 0 || now[i].share > 0).length
  const most = terms.indexOf(Math.max(...terms))
  return {
    psi: terms.reduce((sum, term) => sum + term, 0),
    chance:
      chiSquaredQuantile(Math.max(1, filled - 1), certainty) * (1 / referenceRows + 1 / batchRows),
    most: { name: before[most].name, before: before[most].share, now: now[most].share },
  }
}

/** Features whose values are distributed otherwise than at training. */
export const populationStability: Statistic = {
  name: 'population_stability',
  findings: (comparison) =>
    comparison.batch.rows === 0 || comparison.reference.rows === 0
      ? []
      : comparison.reference.columns.flatMap((column, i) =>
          judge(comparison, column, comparison.batch.columns[i]),
        ),
}

function judge(
  { reference, batch, settings }: Comparison,
  before: ColumnProfile,
  now: ColumnProfile,
): Finding[] {
  const { psi, chance, most } = stabilityOf(before, reference.rows, now, batch.rows)
  if (psi < settings.psi_look || psi <= chance) return []
  const retrain = psi >= settings.psi_retrain
  const limit = retrain
    ? `retrain from ${settings.psi_retrain}`
    : `worth a look from ${settings.psi_look}`
  return [
    {
      monitor: populationStability.name,
      verdict: retrain ? 'retrain' : 'look',
      message: `"${before.column}" is distributed otherwise than at training: its stability index is ${number(psi)} (${limit}). Most of it comes from ${most.name}: ${percent(most.now)} of the rows, ${percent(most.before)} at training.`,
    },
  ]
}
