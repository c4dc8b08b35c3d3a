import type { SparseRows } from '../../contracts/dataset.ts'

/** Columns held in full: `width` values a row, row after row. */
export interface DenseBlock {
  readonly kind: 'dense'
  readonly width: number
  /** Strength of the L2 penalty on these columns, where 1 is the plain one. */
  readonly penalty: number
  readonly values: Float32Array
}

/** Columns that are mostly zero. Row i of the matrix is row `pick[i]` of `data`, or row i without a pick. */
export interface SparseBlock {
  readonly kind: 'sparse'
  readonly width: number
  /** Strength of the L2 penalty on these columns, where 1 is the plain one. */
  readonly penalty: number
  readonly data: SparseRows
  readonly pick: Int32Array | undefined
}

export type Block = DenseBlock | SparseBlock

/** Rows by columns, as blocks that stand side by side; column c of a block is c after all columns before it. */
export interface DesignMatrix {
  readonly rows: number
  readonly width: number
  readonly blocks: readonly Block[]
}

/** Puts blocks of equally many rows side by side; blocks without columns are left out. */
export function designMatrix(rows: number, blocks: readonly Block[]): DesignMatrix {
  const kept = blocks.filter((block) => block.width > 0)
  return { rows, width: kept.reduce((sum, block) => sum + block.width, 0), blocks: kept }
}

/** The penalty of every column. */
export function penaltiesOf(matrix: DesignMatrix): Float64Array {
  const penalties = new Float64Array(matrix.width)
  let first = 0
  for (const block of matrix.blocks) {
    penalties.fill(block.penalty, first, first + block.width)
    first += block.width
  }
  return penalties
}
