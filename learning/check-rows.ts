import type { ErrorCode } from '../contracts/errors/catalogue.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { countClasses } from './algorithms/row-weights.ts'

export interface SplitRows {
  readonly train: Int32Array
  readonly validation: Int32Array
  readonly test: Int32Array
}

const LEAST_ROWS = 20

/** Rows of each split, those without a known label left out. Splits: 0 train, 1 validation, 2 test, else none. */
export function rowsOfSplits(labels: Int32Array, splits: Uint8Array): SplitRows {
  const rows = (split: number) =>
    Int32Array.from([...labels.keys()].filter((row) => splits[row] === split && labels[row] >= 0))
  return { train: rows(0), validation: rows(1), test: rows(2) }
}

/** Refuses rows that no model can be trained or judged on. `least` is the least number of rows of a class. */
export function checkRows(
  rows: SplitRows,
  labels: Int32Array,
  classes: readonly string[],
  least: number,
): void {
  if (rows.train.length < LEAST_ROWS) {
    refuse(
      'LEARNING_ROWS_TOO_FEW',
      `The training split has ${rows.train.length} labelled rows; at least ${LEAST_ROWS} are needed.`,
    )
  }
  const counts = countClasses(
    rows.train.map((row) => labels[row]),
    classes.length,
  )
  checkClasses([...counts], classes, least)
  for (const split of ['validation', 'test'] as const) {
    if (rows[split].length === 0) {
      refuse('LEARNING_SPLIT_EMPTY', `The ${split} split has no labelled rows.`)
    }
  }
}

function checkClasses(counts: readonly number[], classes: readonly string[], least: number): void {
  const only = counts.filter((count) => count > 0).length === 1
  if (only) {
    const name = classes[counts.findIndex((count) => count > 0)]
    refuse('LEARNING_LABEL_CONSTANT', `All training rows are of class "${name}".`)
  }
  const missing = classes.filter((_, k) => counts[k] === 0).map((name) => `"${name}"`)
  if (missing.length > 0) {
    const subject =
      missing.length === 1 ? `Class ${missing[0]} has` : `Classes ${list(missing)} have`
    refuse('LEARNING_CLASS_MISSING', `${subject} no rows in the training split.`)
  }
  const rare = classes.flatMap((name, k) => (counts[k] < least ? [`"${name}" (${counts[k]})`] : []))
  if (rare.length > 0) {
    refuse(
      'LEARNING_CLASS_RARE',
      `Every class needs at least ${least} training rows, one a fold; fewer have ${list(rare)}.`,
    )
  }
}

const list = (names: readonly string[]): string =>
  names.length > 10
    ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`
    : names.join(', ')

function refuse(code: ErrorCode, message: string): never {
  throw new ProductError(code, { message: `${message} No model was trained.` })
}
