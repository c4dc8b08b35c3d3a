import type { FileRecord } from '../records/table-version.ts'
import type { Key } from './object-store.ts'
import type { Column, Row } from './sql-engine.ts'

/** What a table has cost on an engine that is paid by the byte. */
export interface QueryCost {
  /** Bytes read by the queries, compressed, as they are charged. */
  readonly bytes_scanned: number
  readonly queries: number
}

/** A table that a query reads: the files of one version. */
export interface RemoteInput {
  readonly relation: string
  readonly version: string
  readonly columns: readonly Column[]
  readonly files: readonly FileRecord[]
  /** Name of the engine that made the files: each keeps timestamps in a form of its own. */
  readonly madeBy: string
}

export interface RemoteQuery {
  /** A SELECT in the engine's own SQL; its tables are written as `place` gives them. */
  readonly sql: string
  /** Columns of the result, with DuckDB's names of their types. */
  readonly columns: readonly Column[]
  readonly inputs: readonly RemoteInput[]
  /** Names the result: a query that was begun under this name is not begun again. */
  readonly id: string
}

export interface RemoteTable {
  /** None for an empty result. Each was read back: size, footer, rows. */
  readonly files: readonly FileRecord[]
  readonly cost: QueryCost
}

/**
 * SQL on machines elsewhere, for tables too large for this one. It reads and writes the same lake. Failures are thrown as
 * `SqlFailure`; a place counts from the engine's own SQL.
 */
export interface RemoteSqlEngine {
  readonly name: 'athena'
  /** How its SQL names the table, as something that may stand in FROM. */
  place(input: RemoteInput): string
  /** Makes the result Parquet files below `prefix`, whose name ends in "/". Called again with the same query it goes on with what was begun. */
  write(query: RemoteQuery, prefix: Key): Promise<RemoteTable>
  /** A small result. */
  rows(query: RemoteQuery): Promise<{ readonly rows: readonly Row[]; readonly cost: QueryCost }>
  /** Ends the queries that are under way, for whose results nobody waits any more. */
  close(): Promise<void>
}
