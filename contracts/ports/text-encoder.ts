import type { SparseRows } from '../dataset.ts'

/** A versioned function text → vector. Equal version and text give equal vectors. */
export interface TextEncoder {
  readonly name: string
  readonly version: string
  /** Length of a vector. */
  readonly dimensions: number
  /**
   * Unit-length vectors (all zeros for a text without a single known term), row after row.
   * `onProgress` is told how many texts are done.
   */
  encode(texts: readonly string[], onProgress?: (done: number) => void): Promise<Float32Array>
  /** Weighted n-grams of each text; only encoders with a vocabulary have it. */
  ngrams?(texts: readonly string[]): SparseRows
  close(): Promise<void>
}
