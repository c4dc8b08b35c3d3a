/** Eigenvalues, falling, and eigenvectors: vectors[i * size + k] is entry i of the eigenvector of values[k]. */
export interface Eigen {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

const sweeps = 30

/**
 * All eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations (Golub and Van Loan, Matrix Computations,
 * section 8.5). The sign of a vector makes its largest entry positive.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice()
  const rows = identity(size)
  const limit = 1e-22 * sumOfSquares(a)
  for (let sweep = 0; sweep < sweeps && offDiagonal(a, size) > limit; sweep++)
    for (let p = 0; p < size - 1; p++)
      for (let q = p + 1; q < size; q++) rotate(a, rows, size, p, q)
  return sorted(a, rows, size)
}

/** Makes a[p, q] zero. `rows` holds the eigenvectors as rows, so that a rotation walks memory in order. */
function rotate(a: Float64Array, rows: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q]
  if (apq === 0) return
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  turn(a, p * size, q * size, size, c, s)
  for (let k = 0; k < size; k++) {
    const kp = a[k * size + p]
    const kq = a[k * size + q]
    a[k * size + p] = c * kp - s * kq
    a[k * size + q] = s * kp + c * kq
  }
  turn(rows, p * size, q * size, size, c, s)
}

function turn(m: Float64Array, p: number, q: number, size: number, c: number, s: number): void {
  for (let k = 0; k < size; k++) {
    const x = m[p + k]
    const y = m[q + k]
    m[p + k] = c * x - s * y
    m[q + k] = s * x + c * y
  }
}

function sorted(a: Float64Array, rows: Float64Array, size: number): Eigen {
  const order = Array.from({ length: size }, (_, k) => k).sort(
    (x, y) => a[y * size + y] - a[x * size + x] || x - y,
  )
  const vectors = new Float64Array(size * size)
  order.forEach((from, k) => {
    const row = rows.subarray(from * size, (from + 1) * size)
    const sign = largest(row) < 0 ? -1 : 1
    row.forEach((value, i) => {
      vectors[i * size + k] = sign * value
    })
  })
  return { values: Float64Array.from(order, (k) => a[k * size + k]), vectors }
}

function largest(row: Float64Array): number {
  return row.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size)
  for (let k = 0; k < size; k++) matrix[k * size + k] = 1
  return matrix
}

const sumOfSquares = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value * value, 0)

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0
  for (let p = 0; p < size; p++)
    for (let q = p + 1; q < size; q++) sum += 2 * a[p * size + q] * a[p * size + q]
  return sum
}
