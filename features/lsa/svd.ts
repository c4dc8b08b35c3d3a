import type { SparseRows } from '../../contracts/dataset.ts'
import { lsa } from './config.ts'
import { inner, symmetric, timesSmall } from './dense.ts'
import { symmetricEigen } from './eigen.ts'
import { randomSigns } from './random.ts'
import { multiply, transpose } from './sparse.ts'

/** Singular values below this share of the largest are taken for zero. */
const negligible = 1e-5

export interface Decomposition {
  /** The right singular vectors: width × rank, row after row. Columns beyond the matrix's own rank are zero. */
  readonly vectors: Float32Array
  /** Singular values, falling. */
  readonly values: Float64Array
}

/**
 * The first `rank` right singular vectors of a sparse matrix by random projection and power iterations (Halko, Martinsson
 * and Tropp 2011, algorithms 4.4 and 5.1). The same seed gives the same result, bit for bit.
 */
export function truncatedSvd(matrix: SparseRows, rank: number, seed: number): Decomposition {
  const rows = matrix.offsets.length - 1
  const columns = Math.min(rank + lsa.oversample, rows, matrix.width)
  const turned = transpose(matrix)
  const random = randomSigns(seed, matrix.width * columns)
  let range = orthonormal(multiply(matrix, random, columns), columns)
  for (let power = 0; power < lsa.powers; power++)
    range = orthonormal(throughBoth(matrix, turned, range, columns), columns)
  // once more, since rounding left the columns a little askew
  range = orthonormal(range, columns)
  // with range Q and matrix A: Qᵀ A Aᵀ Q = U Σ² Uᵀ, and the right vectors are Aᵀ Q U Σ⁻¹
  const reached = throughBoth(matrix, turned, range, columns)
  const { values: squares, vectors } = symmetricEigen(
    symmetric(inner(range, reached, columns), columns),
    columns,
  )
  const values = Float64Array.from({ length: rank }, (_, k) =>
    k < columns ? Math.sqrt(Math.max(0, squares[k])) : 0,
  )
  const scales = values.map((value) => (value > negligible * values[0] ? 1 / value : 0))
  const left = timesSmall(range, columns, Float32Array.from(vectors), scales)
  return { vectors: multiply(turned, left, rank), values }
}

/** A Aᵀ Q */
const throughBoth = (
  matrix: SparseRows,
  turned: SparseRows,
  range: Float32Array,
  columns: number,
): Float32Array => multiply(matrix, multiply(turned, range, columns), columns)

/**
 * An orthonormal basis of the columns' span by the eigenvectors of their Gram matrix (Stathopoulos and Wu 2002); taken of
 * its own result it is accurate. Dependent columns become zero.
 */
function orthonormal(matrix: Float32Array, columns: number): Float32Array {
  const { values, vectors } = symmetricEigen(inner(matrix, matrix, columns), columns)
  const scales = values.map((value) =>
    value > negligible ** 2 * values[0] ? 1 / Math.sqrt(value) : 0,
  )
  return timesSmall(matrix, columns, Float32Array.from(vectors), scales)
}
