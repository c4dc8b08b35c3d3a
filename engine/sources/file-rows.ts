import type { SourceColumn, SourceFormat } from '../../contracts/project/sources-file.ts'
import type { TypedSql } from './typing.ts'

/** A declared column with the engine's name of its type. */
export interface DeclaredColumn extends SourceColumn {
  readonly sqlType: string
}

/** The rows of a file as SQL sees them, not yet typed. */
export interface FileRows {
  readonly format: SourceFormat
  /** How the file is read, in words. */
  readonly dialect: string
  readonly notes: readonly string[]
  /** What follows FROM. Its rows come in the file's order. */
  readonly from: string
  /** SQL of the physical line (text) or row (Parquet), from 1. */
  readonly line: string
  /** SQL of the byte of the scratch file at which the record's text begins; absent for Parquet. */
  readonly at: string | undefined
  /** SQL of the record as text, where it is not found by `at`. */
  readonly raw: string | undefined
  /** SQL condition of records that are no rows at all. */
  readonly broken: string | undefined
  /** One a declared column; undefined where the file has no such column. */
  readonly values: readonly (TypedSql | undefined)[]
  /** Rows there must be, accepted and rejected. */
  readonly records: number
}
