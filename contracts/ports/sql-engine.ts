import type { Key } from './object-store.ts'

export interface Column {
  readonly name: string
  /** DuckDB's name of the type, e.g. `BIGINT`, `DECIMAL(18,3)`, `VARCHAR[]`. */
  readonly type: string
}

export type SqlValue = string | number | bigint | boolean | null
/** A row of a small result: numbers as numbers (bigint when unsafe), timestamps as ISO text in UTC, nested values as plain JSON. */
export type Row = Readonly<Record<string, unknown>>

/** One column of a chunk. `present[i] === 0` marks a NULL; without `present` nothing is NULL. */
export type ColumnData =
  /** Every numeric type and BOOLEAN (0, 1); NULL is NaN as well. */
  | { readonly kind: 'number'; readonly values: Float64Array; readonly present?: Uint8Array }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] }
  /** FLOAT[n]: `size` numbers a row, row after row. */
  | {
      readonly kind: 'vector'
      readonly size: number
      readonly values: Float32Array
      readonly present?: Uint8Array
    }
  | { readonly kind: 'other'; readonly values: readonly unknown[] }

export interface Chunk {
  readonly rows: number
  readonly columns: readonly ColumnData[]
}

/** What the parser alone says of a text; nothing is looked up and nothing is run. */
export type SqlInspection =
  | {
      readonly kind: 'select'
      /** The syntax tree without positions: equal for texts that differ in white space, comments or case of keywords. */
      readonly tree: unknown
      /** Tables named in FROM, without the statement's own CTEs; `at` is a character offset. */
      readonly tables: readonly { readonly name: string; readonly at: number }[]
      /** Functions called, table functions included, in lower case. */
      readonly functions: readonly {
        readonly name: string
        readonly at: number
        readonly table: boolean
      }[]
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly at?: number }

/** A failure of the engine on one statement, told in the engine's words. `at` is a character offset into the statement. */
export class SqlFailure extends Error {
  override readonly name = 'SqlFailure'
  readonly kind:
    | 'parse'
    | 'bind'
    | 'forbidden'
    | 'conversion'
    | 'memory'
    | 'timeout'
    | 'disk'
    | 'other'
  readonly at: number | undefined
  constructor(kind: SqlFailure['kind'], message: string, at?: number, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
    this.at = at
  }
}

export interface WrittenFile {
  readonly key: Key
  readonly bytes: number
  readonly rows: number
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string
  readonly columns: readonly Column[]
}

export interface SessionOptions {
  /** Lake prefixes that SQL may read. Nothing else is reachable: no other file, network, extension, secret or setting. */
  readonly readable: readonly string[]
  /** Files outside the lake, by absolute path, that may be read too (a file that is being ingested). @default none */
  readonly files?: readonly string[]
  /** Megabytes before the engine spills to disk. @default 60 % of the machine, at most 4096 */
  readonly memoryMegabytes?: number
  /** @default the number of processors */
  readonly threads?: number
  /** Seconds one statement may take. @default 3600 */
  readonly timeoutSeconds?: number
}

export interface SqlEngine {
  readonly name: 'duckdb' | 'athena'
  /** Version of the engine, part of every table version's identity. */
  readonly version: string
  open(options: SessionOptions): Promise<SqlSession>
}

/**
 * A locked place to run SQL in, with an in-memory catalog of its own (views, scratch tables).
 * Statements run at the same time on connections of their own. Failures are thrown as `SqlFailure`.
 */
export interface SqlSession {
  /** Parses a text that must be one SELECT. */
  inspect(sql: string): Promise<SqlInspection>
  /** The syntax tree of a text that is one SELECT, as DuckDB's parser gives it; `at` on a node is a character offset. Throws SqlFailure. */
  syntax(sql: string): Promise<unknown>
  /** Columns that a SELECT would give; runs nothing. */
  describe(sql: string): Promise<readonly Column[]>
  /** Runs a statement of Millrace's own (CREATE VIEW, CREATE TABLE, DROP); never an analyst's text. */
  execute(sql: string, parameters?: readonly SqlValue[]): Promise<void>
  /** A small result as objects. */
  rows(sql: string, parameters?: readonly SqlValue[]): Promise<readonly Row[]>
  /** A result of any size, in chunks of about 2,048 rows, in order. */
  chunks(sql: string, parameters?: readonly SqlValue[]): AsyncIterable<Chunk>
  /** SQL that reads these Parquet objects as one table (columns by name): `read_parquet([…])`. */
  parquet(keys: readonly Key[]): string
  /**
   * Writes the result of a SELECT to a Parquet object (zstd): copied once, streaming, to a staging object that is checked
   * (size, footer, rows) and then adopted. When `key` is taken already the object there is kept and described.
   */
  write(select: string, key: Key, options?: WriteOptions): Promise<WrittenFile>
  /** The same for columns that come from outside SQL. `types` are DuckDB type names, in the order of the chunks' columns. */
  writeChunks(
    chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
    columns: readonly Column[],
    key: Key,
  ): Promise<WrittenFile>
  /** Names of the built-in functions whose result is not a function of their arguments (`now`, `random`, …). */
  volatileFunctions(): Promise<ReadonlySet<string>>
  close(): Promise<void>
}

export interface WriteOptions {
  /** Called with rows written so far. */
  readonly onProgress?: (rows: number) => void
}
