/** Why a row is in quarantine. */
export type RejectCode = keyof typeof rejectTitles

/** Every reason a row can be rejected for, in words for reports. */
export const rejectTitles = {
  ROW_FIELDS_MISSING: 'The row has fewer fields than the header.',
  ROW_FIELDS_EXTRA: 'The row has more fields than the header.',
  ROW_QUOTE_UNCLOSED: 'A quoted field is never closed.',
  ROW_QUOTE_STRAY: 'Text follows the closing quote of a field.',
  ROW_ENCODING_INVALID: 'The row is not valid UTF-8.',
  ROW_NUL_BYTE: 'The row holds a NUL byte.',
  ROW_TOO_LONG: 'The row is longer than 16 MiB.',
  ROW_JSON_INVALID: 'The text is not valid JSON.',
  ROW_NOT_OBJECT: 'The JSON value is not an object.',
  VALUE_TYPE_WRONG: 'A value is not of its column’s type.',
  VALUE_MISSING: 'A required value is missing.',
} as const

/** One row that was not taken in. */
export interface Reject {
  /** 1-based physical line where the record starts; 1-based row for Parquet. */
  readonly line: number
  readonly column: string | undefined
  readonly code: RejectCode
  /** A sentence without the place. */
  readonly reason: string
  /** Start of the record as it came; bytes that are not UTF-8 are shown as U+FFFD. */
  readonly raw: string
}
