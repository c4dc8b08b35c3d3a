/** Scales every row to unit length, in place; a row of zeros stays as it is. */
export function unitRows(rows: Float32Array, columns: number): Float32Array {
  for (let start = 0; start < rows.length; start += columns) {
    let squares = 0
    for (let j = start; j < start + columns; j++) squares += rows[j] * rows[j]
    if (squares === 0) continue
    const scale = 1 / Math.sqrt(squares)
    for (let j = start; j < start + columns; j++) rows[j] *= scale
  }
  return rows
}
