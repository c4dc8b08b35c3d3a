import type { SparseRows } from '../../contracts/dataset.ts'

/**
 * How much more strongly than n-grams numbers and categories are penalised beside them.
 *
 * A standardised number varies far more than the weight of one n-gram among hundreds: under equal penalties it would be
 * fitted almost freely and speak louder than the text. Penalised by one over the mean square of the n-gram column that a
 * random entry of the text lies in, it is worth as much as such a column.
 */
export function penaltyBesideNgrams(ngrams: SparseRows, rows: Int32Array): number {
  const { offsets, ids, weights, width } = ngrams
  const counts = new Float64Array(width)
  const squares = new Float64Array(width)
  for (const row of rows) {
    for (let j = offsets[row]; j < offsets[row + 1]; j++) {
      counts[ids[j]]++
      squares[ids[j]] += weights[j] ** 2 / rows.length
    }
  }
  let entries = 0
  let sum = 0
  for (let id = 0; id < width; id++) {
    entries += counts[id]
    sum += counts[id] * squares[id]
  }
  return sum > 0 ? entries / sum : 1
}
