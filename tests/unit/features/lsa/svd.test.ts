import { describe, expect, test } from 'vitest'
import type { SparseRows } from '../../../../contracts/dataset.ts'
import { symmetricEigen } from '../../../../features/lsa/eigen.ts'
import { multiply, SparseBuilder, transpose } from '../../../../features/lsa/sparse.ts'
import { truncatedSvd } from '../../../../features/lsa/svd.ts'

/** 40 × 25, every fifth entry not zero; the same formula in Python gave the published values. */
function example(rows = 40, width = 25): SparseRows {
  const builder = new SparseBuilder(rows, width)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++)
      if ((i * 7 + j * 13) % 5 === 0) builder.add(j, 1 + ((i * i + 3 * j) % 11) / 4)
    builder.endRow()
  }
  return builder.finish()
}

const column = (matrix: Float32Array, columns: number, k: number) =>
  Array.from({ length: matrix.length / columns }, (_, row) => matrix[row * columns + k])
const dot = (x: readonly number[], y: readonly number[]) =>
  x.reduce((sum, value, i) => sum + value * y[i], 0)

describe('the truncated singular value decomposition', () => {
  test('gives the singular values of numpy.linalg.svd (NumPy 2.4.6)', () => {
    const { values } = truncatedSvd(example(), 6, 1)
    const published = [15.116848, 14.725354, 14.199032, 13.964285, 13.94364, 3.735067]
    published.forEach((value, k) => {
      expect(values[k]).toBeCloseTo(value, 2)
    })
  })

  test('gives orthonormal vectors that the matrix stretches by the singular values', () => {
    const matrix = example()
    const { vectors, values } = truncatedSvd(matrix, 6, 1)
    const stretched = multiply(matrix, vectors, 6)
    for (let k = 0; k < 6; k++) {
      expect(Math.hypot(...column(stretched, 6, k))).toBeCloseTo(values[k], 2)
      for (let l = 0; l <= k; l++)
        expect(dot(column(vectors, 6, k), column(vectors, 6, l))).toBeCloseTo(k === l ? 1 : 0, 4)
    }
  })

  test('is the same for the same seed, bit for bit', () => {
    expect(truncatedSvd(example(), 6, 3)).toEqual(truncatedSvd(example(), 6, 3))
  })

  test('fills the dimensions that a small matrix does not have with zeros', () => {
    const { vectors, values } = truncatedSvd(example(3, 4), 8, 1)
    expect(vectors.length).toBe(4 * 8)
    expect([...values.slice(3)]).toEqual([0, 0, 0, 0, 0])
    expect(column(vectors, 8, 7)).toEqual([0, 0, 0, 0])
    expect([...vectors].every(Number.isFinite)).toBe(true)
  })

  test('of a matrix of zeros is zero', () => {
    const builder = new SparseBuilder(3, 2)
    for (let row = 0; row < 3; row++) builder.endRow()
    expect([...truncatedSvd(builder.finish(), 2, 1).vectors]).toEqual([0, 0, 0, 0])
  })
})

test('a sparse matrix transposed twice is itself', () => {
  expect(transpose(transpose(example()))).toEqual(example())
})

test('eigenvalues and eigenvectors are those of numpy.linalg.eigh (NumPy 2.4.6)', () => {
  const { values, vectors } = symmetricEigen(
    Float64Array.from([4, 1, 0.5, 1, 3, -1, 0.5, -1, 2]),
    3,
  )
  const expected = [4.62290512, 3.31754444, 1.05955044]
  expected.forEach((value, k) => {
    expect(values[k]).toBeCloseTo(value, 7)
  })
  expect(vectors[0]).toBeCloseTo(0.83675021, 7)
  expect(vectors[3]).toBeCloseTo(0.54543773, 7)
  expect(vectors[6]).toBeCloseTo(-0.04844347, 7)
})
