import type { Block, DenseBlock, SparseBlock } from './design-matrix.ts'

/** Numbers by column and output: entry (column, output) stands at column * outputs + output. */
export type Coefficients = Float32Array | Float64Array

/** out[k] += row · coefficients of output k, for every output k. `first` is the block's first column. */
export function addRowProduct(
  block: Block,
  row: number,
  coefficients: Coefficients,
  first: number,
  out: Float64Array,
): void {
  if (block.kind === 'dense') addDenseProduct(block, row, coefficients, first, out)
  else addSparseProduct(block, row, coefficients, first, out)
}

/** gradient(column, k) += row[column] * residual[k], for every column of the block and output k. */
export function addRowOuter(
  block: Block,
  row: number,
  residual: Float64Array,
  gradient: Float64Array,
  first: number,
): void {
  if (block.kind === 'dense') addDenseOuter(block, row, residual, gradient, first)
  else addSparseOuter(block, row, residual, gradient, first)
}

/** squares[column] += weight * row[column]², for every column of the block. */
export function addRowSquares(
  block: Block,
  row: number,
  weight: number,
  squares: Float64Array,
  first: number,
): void {
  if (block.kind === 'dense') {
    for (let j = 0; j < block.width; j++) {
      squares[first + j] += weight * block.values[row * block.width + j] ** 2
    }
    return
  }
  const { offsets, ids, weights } = block.data
  const source = block.pick === undefined ? row : block.pick[row]
  for (let j = offsets[source]; j < offsets[source + 1]; j++) {
    squares[first + ids[j]] += weight * weights[j] ** 2
  }
}

function addDenseProduct(
  block: DenseBlock,
  row: number,
  coefficients: Coefficients,
  first: number,
  out: Float64Array,
): void {
  const { values, width } = block
  const outputs = out.length
  const start = row * width
  if (outputs === 3) {
    let a = out[0]
    let b = out[1]
    let c = out[2]
    for (let j = 0, at = first * 3; j < width; j++, at += 3) {
      const value = values[start + j]
      a += value * coefficients[at]
      b += value * coefficients[at + 1]
      c += value * coefficients[at + 2]
    }
    out[0] = a
    out[1] = b
    out[2] = c
    return
  }
  for (let j = 0, at = first * outputs; j < width; j++, at += outputs) {
    const value = values[start + j]
    for (let k = 0; k < outputs; k++) out[k] += value * coefficients[at + k]
  }
}

function addSparseProduct(
  block: SparseBlock,
  row: number,
  coefficients: Coefficients,
  first: number,
  out: Float64Array,
): void {
  const { offsets, ids, weights } = block.data
  const outputs = out.length
  const source = block.pick === undefined ? row : block.pick[row]
  const end = offsets[source + 1]
  if (outputs === 3) {
    let a = out[0]
    let b = out[1]
    let c = out[2]
    for (let j = offsets[source]; j < end; j++) {
      const value = weights[j]
      const at = (first + ids[j]) * 3
      a += value * coefficients[at]
      b += value * coefficients[at + 1]
      c += value * coefficients[at + 2]
    }
    out[0] = a
    out[1] = b
    out[2] = c
    return
  }
  for (let j = offsets[source]; j < end; j++) {
    const value = weights[j]
    const at = (first + ids[j]) * outputs
    for (let k = 0; k < outputs; k++) out[k] += value * coefficients[at + k]
  }
}

function addDenseOuter(
  block: DenseBlock,
  row: number,
  residual: Float64Array,
  gradient: Float64Array,
  first: number,
): void {
  const { values, width } = block
  const outputs = residual.length
  const start = row * width
  for (let j = 0, at = first * outputs; j < width; j++, at += outputs) {
    const value = values[start + j]
    for (let k = 0; k < outputs; k++) gradient[at + k] += value * residual[k]
  }
}

function addSparseOuter(
  block: SparseBlock,
  row: number,
  residual: Float64Array,
  gradient: Float64Array,
  first: number,
): void {
  const { offsets, ids, weights } = block.data
  const outputs = residual.length
  const source = block.pick === undefined ? row : block.pick[row]
  const end = offsets[source + 1]
  if (outputs === 3) {
    const a = residual[0]
    const b = residual[1]
    const c = residual[2]
    for (let j = offsets[source]; j < end; j++) {
      const value = weights[j]
      const at = (first + ids[j]) * 3
      gradient[at] += value * a
      gradient[at + 1] += value * b
      gradient[at + 2] += value * c
    }
    return
  }
  for (let j = offsets[source]; j < end; j++) {
    const value = weights[j]
    const at = (first + ids[j]) * outputs
    for (let k = 0; k < outputs; k++) gradient[at + k] += value * residual[k]
  }
}
