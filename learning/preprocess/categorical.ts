import type { CategoricalColumn } from '../../contracts/dataset.ts'

/** How a missing category is written: for the model it is a level like any other. Empty text counts as missing. */
const MISSING_LEVEL = ''

/** How one categorical column becomes zeros and a one. */
export interface CategoricalPreparation {
  readonly column: string
  /** Levels with a place of their own, sorted; level i has place i. */
  readonly levels: readonly string[]
  /** Whether one more place, after the levels, stands for rare levels. Unseen levels share it; without it they are all zeros. */
  readonly rare: boolean
}

/** A level with fewer training rows than this, or a smaller share of them, is rare; so no column has more than 1,000 places. */
const LEAST_COUNT = 5
const LEAST_SHARE = 0.001

/** Places of a prepared column. */
export const placesOf = (fitted: CategoricalPreparation): number =>
  fitted.levels.length + (fitted.rare ? 1 : 0)

/** Fitted on the given rows (indices into the column) alone. A column with one level has no places. */
export function fitCategorical(
  column: CategoricalColumn,
  rows: Int32Array,
): CategoricalPreparation {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const level = readLevel(column.values[row])
    counts.set(level, (counts.get(level) ?? 0) + 1)
  }
  const least = Math.max(LEAST_COUNT, LEAST_SHARE * rows.length)
  const levels = [...counts].flatMap(([level, count]) => (count >= least ? [level] : [])).sort()
  const fitted = { column: column.name, levels, rare: counts.size > levels.length }
  return placesOf(fitted) < 2 ? { ...fitted, levels: [], rare: false } : fitted
}

export const readLevel = (value: string | null): string => value ?? MISSING_LEVEL

/** Place of every level that has one of its own. */
export const levelPlaces = (fitted: CategoricalPreparation): ReadonlyMap<string, number> =>
  new Map(fitted.levels.map((level, place) => [level, place]))

/** Place of all other levels; -1 for none. */
export const otherPlace = (fitted: CategoricalPreparation): number =>
  fitted.rare ? fitted.levels.length : -1
