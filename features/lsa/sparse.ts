import type { SparseRows } from '../../contracts/dataset.ts'
import { addEightRows, addRow } from './add-rows.ts'
import { grown } from './hash-index.ts'

/** Collects sparse rows one entry after the other. */
export class SparseBuilder {
  readonly #offsets: Int32Array
  readonly #width: number
  #ids = new Int32Array(4096)
  #weights = new Float32Array(4096)
  #entries = 0
  #rows = 0

  constructor(rows: number, width: number) {
    this.#offsets = new Int32Array(rows + 1)
    this.#width = width
  }

  add(id: number, weight: number): void {
    if (this.#entries === this.#ids.length) {
      this.#ids = grown(this.#ids)
      this.#weights = grown(this.#weights)
    }
    this.#ids[this.#entries] = id
    this.#weights[this.#entries++] = weight
  }

  endRow(): void {
    this.#offsets[++this.#rows] = this.#entries
  }

  finish(): SparseRows {
    return {
      offsets: this.#offsets,
      ids: this.#ids.slice(0, this.#entries),
      weights: this.#weights.slice(0, this.#entries),
      width: this.#width,
    }
  }
}

/** Rows become columns and columns rows. */
export function transpose(matrix: SparseRows): SparseRows {
  const rows = matrix.offsets.length - 1
  const offsets = new Int32Array(matrix.width + 1)
  for (const id of matrix.ids) offsets[id + 1]++
  for (let id = 0; id < matrix.width; id++) offsets[id + 1] += offsets[id]
  const next = offsets.slice()
  const ids = new Int32Array(matrix.ids.length)
  const weights = new Float32Array(matrix.ids.length)
  for (let row = 0; row < rows; row++)
    for (let entry = matrix.offsets[row]; entry < matrix.offsets[row + 1]; entry++) {
      const place = next[matrix.ids[entry]]++
      ids[place] = row
      weights[place] = matrix.weights[entry]
    }
  return { offsets, ids, weights, width: rows }
}

/** The product of a sparse matrix and a dense one of `columns` columns, both row after row. */
export function multiply(sparse: SparseRows, dense: Float32Array, columns: number): Float32Array {
  const { offsets, ids, weights } = sparse
  const rows = offsets.length - 1
  const product = new Float32Array(rows * columns)
  const places = new Int32Array(8)
  const sum = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    sum.fill(0)
    const end = offsets[row + 1]
    let entry = offsets[row]
    for (; entry + 7 < end; entry += 8) {
      for (let k = 0; k < 8; k++) places[k] = ids[entry + k] * columns
      addEightRows(sum, 0, columns, weights, entry, dense, places)
    }
    for (; entry < end; entry++)
      addRow(sum, 0, columns, weights[entry], dense, ids[entry] * columns)
    product.set(sum, row * columns)
  }
  return product
}
