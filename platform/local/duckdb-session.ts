import type { DuckDBDataChunk, DuckDBResult, DuckDBValue } from '@duckdb/node-api'
import type { Key } from '../../contracts/ports/object-store.ts'
import {
  type Chunk,
  type Column,
  type Row,
  SqlFailure,
  type SqlInspection,
  type SqlSession,
  type SqlValue,
  type WriteOptions,
  type WrittenFile,
} from '../../contracts/ports/sql-engine.ts'
import { quoteText } from '../../contracts/sql-text.ts'
import { writeChunks } from './duckdb-chunk-writer.ts'
import { columnReaders, readChunk } from './duckdb-columns.ts'
import { describeSelect } from './duckdb-describe.ts'
import { stateFunctions } from './duckdb-functions.ts'
import { writeSelect } from './duckdb-parquet-writer.ts'
import { DuckDbParser } from './duckdb-parser.ts'
import type { DuckDbParts } from './duckdb-parts.ts'
import { firstStatement, literalPath } from './duckdb-text.ts'
import { toPlain } from './duckdb-values.ts'

export interface DuckDbSessionParts extends DuckDbParts {
  /** Lets the instance and its temporary files go. */
  readonly release: () => Promise<void>
}

export class DuckDbSession implements SqlSession {
  private readonly parts: DuckDbSessionParts
  private readonly parser: DuckDbParser
  private volatile: Promise<ReadonlySet<string>> | undefined
  private closing: Promise<void> | undefined

  constructor(parts: DuckDbSessionParts) {
    this.parts = parts
    this.parser = new DuckDbParser(parts.connections)
  }

  inspect(sql: string): Promise<SqlInspection> {
    return this.parser.inspect(sql)
  }

  syntax(sql: string): Promise<unknown> {
    return this.parser.syntax(sql)
  }

  async describe(sql: string): Promise<readonly Column[]> {
    const text = await this.admit(sql)
    const { connections } = this.parts
    return connections.use((connection) => describeSelect(connections, connection, text))
  }

  async execute(sql: string, parameters: readonly SqlValue[] = []): Promise<void> {
    const { connections } = this.parts
    await connections.use((connection) =>
      connections.run(connection, () => connection.run(sql, bound(parameters)), { statement: sql }),
    )
  }

  async rows(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly Row[]> {
    const rows: Row[] = []
    let columns: readonly PlainColumn[] | undefined
    for await (const { result, chunk } of this.results(sql, parameters)) {
      columns ??= plainColumns(result)
      for (const values of chunk.getRows())
        rows.push(
          Object.fromEntries(columns.map(({ name, plain }, i) => [name, plain(values[i]!)])),
        )
    }
    return rows
  }

  async *chunks(sql: string, parameters: readonly SqlValue[] = []): AsyncGenerator<Chunk> {
    let readers: ReturnType<typeof columnReaders> | undefined
    for await (const { result, chunk } of this.results(sql, parameters)) {
      readers ??= columnReaders(result.columnTypes())
      yield readChunk(chunk, readers)
    }
  }

  parquet(keys: readonly Key[]): string {
    if (keys.length === 0) throw new RangeError('A table has at least one Parquet object.')
    const files = keys.map((key) => quoteText(literalPath(this.parts.store.location(key))))
    return `read_parquet([${files.join(', ')}], union_by_name = true, hive_partitioning = false)`
  }

  async write(select: string, key: Key, options: WriteOptions = {}): Promise<WrittenFile> {
    return writeSelect(this.parts, { text: await this.admit(select), key, ...options })
  }

  writeChunks(
    chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
    columns: readonly Column[],
    key: Key,
  ): Promise<WrittenFile> {
    return writeChunks(this.parts, { chunks, columns, key })
  }

  volatileFunctions(): Promise<ReadonlySet<string>> {
    this.volatile ??= this.findVolatile()
    return this.volatile
  }

  close(): Promise<void> {
    this.closing ??= this.parts.connections.close().then(() => this.parts.release())
    return this.closing
  }

  private async findVolatile(): Promise<ReadonlySet<string>> {
    const rows = await this.rows(
      "SELECT DISTINCT lower(function_name) AS name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'",
    )
    const names = new Set([...rows.map((row) => String(row['name'])), ...stateFunctions])
    // It only fails, always in the same way.
    names.delete('error')
    return names
  }

  /** The statement of a text that is exactly one SELECT; throws for any other. Only such a text is put into a statement. */
  private async admit(sql: string): Promise<string> {
    const found = await this.parser.inspect(sql)
    if (found.kind === 'refused') throw new SqlFailure('parse', found.reason, found.at)
    return firstStatement(sql).statement
  }

  /** Streams a SELECT; the time limit holds for each wait, not for what the reader does in between. */
  private async *results(sql: string, parameters: readonly SqlValue[]): AsyncGenerator<Piece> {
    const text = await this.admit(sql)
    const { connections } = this.parts
    const connection = await connections.lend()
    const run = <T>(work: () => Promise<T>, once = false) =>
      connections.run(connection, work, { statement: text, once })
    let finished = false
    try {
      const begin = async () => {
        const result = await connection.stream(text, bound(parameters))
        return { result, chunk: await result.fetchChunk() }
      }
      const { result, chunk: first } = await run(begin)
      let chunk = first
      while (chunk && chunk.rowCount > 0) {
        yield { result, chunk }
        chunk = await run(() => result.fetchChunk(), true)
      }
      finished = true
    } finally {
      connections.giveBack(connection, finished)
    }
  }
}

interface Piece {
  readonly result: DuckDBResult
  readonly chunk: DuckDBDataChunk
}

interface PlainColumn {
  readonly name: string
  readonly plain: (value: DuckDBValue) => unknown
}

/** Names are told apart by a number when they occur twice. */
function plainColumns(result: DuckDBResult): readonly PlainColumn[] {
  const types = result.columnTypes()
  return result.deduplicatedColumnNames().map((name, i) => ({ name, plain: toPlain(types[i]!) }))
}

/** Without parameters a statement is run directly, which is faster. */
const bound = (parameters: readonly SqlValue[]): SqlValue[] | undefined =>
  parameters.length === 0 ? undefined : [...parameters]
