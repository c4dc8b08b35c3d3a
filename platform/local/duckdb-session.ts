import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api'
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
import { writeChunks } from './duckdb-chunk-writer.ts'
import { columnReaders, readChunk } from './duckdb-columns.ts'
import { stateFunctions } from './duckdb-functions.ts'
import { inspection } from './duckdb-inspect.ts'
import { writeSelect } from './duckdb-parquet-writer.ts'
import type { DuckDbParts } from './duckdb-parts.ts'
import { firstStatement, literal, literalPath } from './duckdb-text.ts'
import { toPlain } from './duckdb-values.ts'

/** Inspections kept; a text is usually described and run after it was inspected. */
const remembered = 500

export interface DuckDbSessionParts extends DuckDbParts {
  /** Lets the instance and its temporary files go. */
  readonly release: () => Promise<void>
}

export class DuckDbSession implements SqlSession {
  private readonly parts: DuckDbSessionParts
  private readonly inspections = new Map<string, SqlInspection>()
  private closing: Promise<void> | undefined

  constructor(parts: DuckDbSessionParts) {
    this.parts = parts
  }

  async inspect(sql: string): Promise<SqlInspection> {
    const known = this.inspections.get(sql)
    if (known) return known
    const found = inspection(sql, await this.serialize(firstStatement(sql).statement))
    if (this.inspections.size >= remembered) this.inspections.clear()
    this.inspections.set(sql, found)
    return found
  }

  async describe(sql: string): Promise<readonly Column[]> {
    return this.describeSelect(await this.admit(sql))
  }

  async execute(sql: string, parameters: readonly SqlValue[] = []): Promise<void> {
    await this.parts.connections.use((connection) =>
      this.limited(connection, sql, async () => {
        await connection.run(sql, parameters.length === 0 ? undefined : [...parameters])
      }),
    )
  }

  async rows(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly Row[]> {
    const rows: Row[] = []
    for await (const { result, chunk } of this.results(sql, parameters)) {
      const names = result.columnNames()
      const plain = result.columnTypes().map(toPlain)
      for (const values of chunk.getRows())
        rows.push(Object.fromEntries(names.map((name, i) => [name, plain[i]!(values[i]!)])))
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
    if (keys.length === 0) throw new RangeError('parquet() needs at least one key.')
    const files = keys.map((key) => literal(literalPath(this.parts.store.location(key))))
    return `read_parquet([${files.join(', ')}], union_by_name = true)`
  }

  async write(select: string, key: Key, options: WriteOptions = {}): Promise<WrittenFile> {
    const text = await this.admit(select)
    const columns = await this.describeSelect(text)
    return writeSelect(this.parts, { text, columns, key, ...options })
  }

  writeChunks(
    chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
    columns: readonly Column[],
    key: Key,
  ): Promise<WrittenFile> {
    return writeChunks(this.parts, { chunks, columns, key })
  }

  async volatileFunctions(): Promise<ReadonlySet<string>> {
    const rows = await this.rows(
      "select distinct lower(function_name) as name from duckdb_functions() where stability <> 'CONSISTENT'",
    )
    return new Set([...rows.map((row) => String(row['name'])), ...stateFunctions])
  }

  close(): Promise<void> {
    this.closing ??= (async () => {
      this.parts.connections.close()
      await this.parts.release()
    })()
    return this.closing
  }

  /** The statement of a text that is exactly one SELECT; throws for any other. Only such a text is put into a statement. */
  private async admit(sql: string): Promise<string> {
    const found = await this.inspect(sql)
    if (found.kind === 'refused') throw new SqlFailure('parse', found.reason, found.at)
    return firstStatement(sql).statement
  }

  private serialize(sql: string): Promise<string> {
    return this.parts.connections.use((connection) =>
      this.limited(connection, '', async () => {
        const result = await connection.run('select json_serialize_sql(?::varchar)', [sql])
        return String((await result.getRows())[0]![0])
      }),
    )
  }

  private async describeSelect(text: string): Promise<readonly Column[]> {
    const prefix = 'DESCRIBE '
    return this.parts.connections.use((connection) =>
      this.limited(
        connection,
        prefix + text,
        async () => {
          const result = await connection.run(prefix + text)
          const rows = await result.getRows()
          return rows.map((row) => ({ name: String(row[0]), type: String(row[1]) }))
        },
        prefix.length,
      ),
    )
  }

  /** Streams a SELECT; the time limit holds for each wait, not for what the reader does in between. */
  private async *results(sql: string, parameters: readonly SqlValue[]) {
    const text = await this.admit(sql)
    const { connections } = this.parts
    const connection = await connections.lend()
    let finished = false
    try {
      const result: DuckDBResult = await this.limited(connection, text, () =>
        connection.stream(text, parameters.length === 0 ? undefined : [...parameters]),
      )
      while (true) {
        const chunk = await this.limited(connection, text, () => result.fetchChunk())
        if (!chunk || chunk.rowCount === 0) break
        yield { result, chunk }
      }
      finished = true
    } finally {
      connections.giveBack(connection, finished)
    }
  }

  private limited<T>(
    connection: DuckDBConnection,
    statement: string,
    work: () => Promise<T>,
    prefix = 0,
  ): Promise<T> {
    return this.parts.connections.limit(connection, work, statement, prefix)
  }
}
