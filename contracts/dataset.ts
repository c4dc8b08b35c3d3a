/** Rows as the learner sees them: one entry of every array a row, in the order of the entity's key. */
export interface Dataset {
  readonly rows: number
  readonly keys: readonly string[]
  /** Class index of each row; -1 where the label is not known. */
  readonly labels: Int32Array
  /** One array a numeric feature; NaN where missing. */
  readonly numeric: readonly NumericColumn[]
  /** One array a categorical feature; null where missing. */
  readonly categorical: readonly CategoricalColumn[]
  readonly text: TextFeatures | undefined
}

export interface NumericColumn {
  readonly name: string
  readonly values: Float64Array
}
export interface CategoricalColumn {
  readonly name: string
  readonly values: readonly (string | null)[]
}

/** What an encoder made of the text column. */
export interface TextFeatures {
  readonly column: string
  /** Dense vectors, row after row. */
  readonly vectors: Float32Array
  readonly dimensions: number
  /** Weighted n-grams; only encoders with a vocabulary give them. */
  readonly ngrams: SparseRows | undefined
}

/** Compressed sparse rows: row i has ids and weights at offsets[i] … offsets[i + 1] - 1, ids rising. */
export interface SparseRows {
  readonly offsets: Int32Array
  readonly ids: Int32Array
  readonly weights: Float32Array
  /** Ids are below this. */
  readonly width: number
}
