import type { DuckDBConnection } from '@duckdb/node-api'
import type { SqlFailure } from '../../contracts/ports/sql-engine.ts'

/** What DuckDB needs to reach files that are not on a disk of this machine. It comes from where the files are. */
export interface DuckDbRemote {
  /** Threads of a session: with files far away more than there are processors, since each waits for its own answer. */
  readonly threads: number
  /**
   * Prepares a new instance, before it is locked, to read and write below these folders. `connection` belongs to what is
   * returned, and is closed by it.
   */
  open(connection: DuckDBConnection, folders: readonly string[]): Promise<DuckDbAccess>
}

/** The way of one instance to its remote files. */
export interface DuckDbAccess {
  /** Sees before a statement that the credentials last. */
  freshen(): Promise<void>
  /** Looks after a failure whether the statement may go through when it is run again; `attempt` counts from 0. */
  recover(failure: SqlFailure, attempt: number): Promise<boolean>
  /** The failure in words of the lake when it is about storage, else as it is. */
  explain(failure: SqlFailure): Error
  close(): void
}
