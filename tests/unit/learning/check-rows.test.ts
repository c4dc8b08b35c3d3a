import { expect, test } from 'vitest'
import { checkRows, rowsOfSplits } from '../../../learning/check-rows.ts'

const names = ['low', 'middle', 'high']

/** Training rows by class, then one validation and one test row. */
function rowsWith(counts: readonly number[], sides: readonly number[] = [1, 2]) {
  const train = counts.flatMap((count, k) => new Array<number>(count).fill(k))
  const labels = Int32Array.from([...train, ...sides.map(() => 0)])
  const splits = Uint8Array.from([...train.map(() => 0), ...sides])
  return { labels, rows: rowsOfSplits(labels, splits) }
}

const check = ({ labels, rows }: ReturnType<typeof rowsWith>, least = 3) =>
  checkRows(rows, labels, names, least)

test('rows without a label are on no split', () => {
  const rows = rowsOfSplits(Int32Array.of(0, -1, 1, 2, 0), Uint8Array.of(0, 0, 1, 2, 3))
  expect(rows).toEqual({
    train: Int32Array.of(0),
    validation: Int32Array.of(2),
    test: Int32Array.of(3),
  })
})

test('enough rows of every class pass', () => {
  expect(() => check(rowsWith([10, 10, 3]))).not.toThrow()
})

test.each([
  [
    'LEARNING_ROWS_TOO_FEW',
    rowsWith([5, 5, 5]),
    'The training split has 15 labelled rows; at least 20 are needed. No model was trained.',
  ],
  [
    'LEARNING_LABEL_CONSTANT',
    rowsWith([0, 30, 0]),
    'All training rows are of class "middle". No model was trained.',
  ],
  [
    'LEARNING_CLASS_MISSING',
    rowsWith([20, 20, 0]),
    'Class "high" has no rows in the training split. No model was trained.',
  ],
  [
    'LEARNING_CLASS_RARE',
    rowsWith([20, 20, 2]),
    'Every class needs at least 3 training rows, one a fold; fewer have "high" (2). No model was trained.',
  ],
  [
    'LEARNING_SPLIT_EMPTY',
    rowsWith([20, 20, 20], [1]),
    'The test split has no labelled rows. No model was trained.',
  ],
])('%s says what is missing', (code, rows, message) => {
  expect(() => check(rows)).toThrow(expect.objectContaining({ code, message }))
})
