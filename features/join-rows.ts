import type { SparseRows } from '../contracts/dataset.ts'

/** Sparse rows one after the other. */
export function joinRows(parts: readonly SparseRows[], width: number): SparseRows {
  const rows = parts.reduce((sum, part) => sum + part.offsets.length - 1, 0)
  const entries = parts.reduce((sum, part) => sum + part.ids.length, 0)
  const joined = {
    offsets: new Int32Array(rows + 1),
    ids: new Int32Array(entries),
    weights: new Float32Array(entries),
    width,
  }
  let row = 0
  let entry = 0
  for (const part of parts) {
    joined.ids.set(part.ids, entry)
    joined.weights.set(part.weights, entry)
    for (let i = 1; i < part.offsets.length; i++) joined.offsets[row + i] = entry + part.offsets[i]
    row += part.offsets.length - 1
    entry += part.ids.length
  }
  return joined
}
