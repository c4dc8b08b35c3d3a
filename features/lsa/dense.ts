import { addEightRows, addRow } from './add-rows.ts'

/** Xᵀ Y, `columns` square, for X and Y of `columns` columns. */
export function inner(x: Float32Array, y: Float32Array, columns: number): Float64Array {
  const product = new Float64Array(columns * columns)
  const rows = columns === 0 ? 0 : x.length / columns
  const places = new Int32Array(8)
  const weights = new Float32Array(8)
  let row = 0
  for (; row + 7 < rows; row += 8) {
    for (let k = 0; k < 8; k++) places[k] = (row + k) * columns
    for (let i = 0; i < columns; i++) {
      for (let k = 0; k < 8; k++) weights[k] = x[places[k] + i]
      addEightRows(product, i * columns, columns, weights, 0, y, places)
    }
  }
  for (; row < rows; row++)
    for (let i = 0; i < columns; i++)
      addRow(product, i * columns, columns, x[row * columns + i], y, row * columns)
  return product
}

/** The mean of a square matrix and its transpose. */
export function symmetric(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((value, at) => {
    const mirror = (at % size) * size + Math.floor(at / size)
    return (value + matrix[mirror]) / 2
  })
}

/** X · S · diag(scales), where S is `columns` square; one column a scale, zero where S has none. */
export function timesSmall(
  x: Float32Array,
  columns: number,
  small: Float32Array,
  scales: Float64Array,
): Float32Array {
  const width = scales.length
  const used = Math.min(width, columns)
  const rows = columns === 0 ? 0 : x.length / columns
  const product = new Float32Array(rows * width)
  const places = new Int32Array(8)
  const sums = new Float64Array(used)
  for (let row = 0; row < rows; row++) {
    sums.fill(0)
    let i = 0
    for (; i + 7 < columns; i += 8) {
      for (let k = 0; k < 8; k++) places[k] = (i + k) * columns
      addEightRows(sums, 0, used, x, row * columns + i, small, places)
    }
    for (; i < columns; i++) addRow(sums, 0, used, x[row * columns + i], small, i * columns)
    for (let k = 0; k < used; k++) product[row * width + k] = sums[k] * scales[k]
  }
  return product
}
