const mebibyte = 1024 * 1024

/** What a file may ask of us. Every figure is told in the message of the refusal or rejection it causes. */
export const limits = {
  /** One record: a CSV record or one JSON object. */
  recordBytes: 16 * mebibyte,
  /** Text of a rejected record that is kept in quarantine. */
  rawBytes: 4096,
  /** Start of a text file that the dialect is told from. */
  headBytes: mebibyte,
  /** Nesting of a JSON value. */
  jsonDepth: 512,
  /** Columns of a CSV header. */
  columns: 20_000,
  /** A compressed file may always grow to this … */
  inflatedBytes: 256 * mebibyte,
  /** … and beyond it to this many times its size. */
  inflatedRatio: 200,
  /** Rows that a Parquet footer may promise for one byte of the file. */
  parquetRowsPerByte: 100_000,
  /** Seconds one statement on a file may take: this, and one more for every mebibyte. */
  statementSeconds: 600,
} as const

/** Time limit of a statement that reads a file of this size. */
export const statementSeconds = (bytes: number): number =>
  limits.statementSeconds + Math.ceil(bytes / mebibyte)
