import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBAppender, DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import type { Key } from '../../contracts/ports/object-store.ts'
import type { Chunk, Column, WrittenFile } from '../../contracts/ports/sql-engine.ts'
import { quoteIdentifier, quoteText } from '../../contracts/sql-text.ts'
import { type Carrier, carrierOf, emptyColumn, mixed } from './duckdb-carriers.ts'
import { duckdb } from './duckdb-library.ts'
import { groupRows, writeSelect } from './duckdb-parquet-writer.ts'
import type { DuckDbParts } from './duckdb-parts.ts'
import { literalPath } from './duckdb-text.ts'
import { arrayBytes } from './duckdb-types.ts'

export interface ChunksToWrite {
  readonly chunks: AsyncIterable<Chunk> | Iterable<Chunk>
  readonly columns: readonly Column[]
  readonly key: Key
}

const vectorRows = 2048

/**
 * Writes chunks in constant memory: batches of about one row group go through a scratch table into files of the session's
 * own folder, and one COPY makes the object of them. A single batch is copied straight away.
 */
export async function writeChunks(
  parts: DuckDbParts,
  { chunks, columns, key }: ChunksToWrite,
): Promise<WrittenFile> {
  const batches = await Batches.open(parts, columns)
  try {
    for await (const chunk of chunks) await batches.add(chunk)
    return await writeSelect(parts, { text: await batches.select(), key })
  } finally {
    await batches.close()
  }
}

class Batches {
  private readonly parts: DuckDbParts
  private readonly columns: readonly Column[]
  private readonly connection: DuckDBConnection
  private readonly table = `chunks_${randomUUID().replaceAll('-', '')}`
  private readonly files: string[] = []
  private carriers: readonly Carrier[] | undefined
  private appender: DuckDBAppender | undefined
  // One for all, since its memory is freed only when the collector finds it.
  private target: DuckDBDataChunk | undefined
  private rows = 0

  private constructor(
    parts: DuckDbParts,
    columns: readonly Column[],
    connection: DuckDBConnection,
  ) {
    this.parts = parts
    this.columns = columns
    this.connection = connection
  }

  static async open(parts: DuckDbParts, columns: readonly Column[]): Promise<Batches> {
    return new Batches(parts, columns, await parts.connections.lend())
  }

  async add(chunk: Chunk): Promise<void> {
    checkShape(chunk, this.columns)
    this.carriers ??= this.columns.map((column, i) => carrierOf(column, chunk.columns[i]!))
    const { carriers } = this
    const limit = groupRows(carriers.reduce((sum, { type }) => sum + arrayBytes(type), 0))
    for (let from = 0; from < chunk.rows; from += vectorRows) {
      const rows = Math.min(vectorRows, chunk.rows - from)
      if (this.rows > 0 && this.rows + rows > limit) await this.spill()
      this.appender ??= await this.startTable(carriers)
      this.append(this.appender, carriers, chunk, from, rows)
    }
  }

  /** SQL of all rows, typed as declared. */
  async select(): Promise<string> {
    if (this.carriers === undefined)
      return `SELECT ${this.columns.map(emptyColumn).join(', ')} WHERE false`
    const expressions = this.carriers.map(({ expression }) => expression).join(', ')
    if (this.files.length === 0) {
      this.flush()
      return `SELECT ${expressions} FROM ${this.table}`
    }
    await this.spill()
    const files = this.files.map((file) => quoteText(literalPath(file))).join(', ')
    return `SELECT ${expressions} FROM read_parquet([${files}])`
  }

  async close(): Promise<void> {
    this.flush()
    try {
      await this.run(`DROP TABLE IF EXISTS ${this.table}`)
      await Promise.all(this.files.map((file) => rm(file, { force: true })))
    } finally {
      this.parts.connections.giveBack(this.connection, true)
    }
  }

  private append(
    appender: DuckDBAppender,
    carriers: readonly Carrier[],
    chunk: Chunk,
    from: number,
    rows: number,
  ): void {
    this.target ??= duckdb().DuckDBDataChunk.create(carriers.map(({ type }) => type))
    const { target } = this
    target.reset()
    target.rowCount = rows
    carriers.forEach(({ kind, fill }, i) => {
      const data = chunk.columns[i]!
      if (data.kind !== kind) throw mixed(this.columns[i]!, data)
      const vector = target.getColumnVector(i)
      fill(vector, data, from)
      vector.flush()
    })
    appender.appendDataChunk(target)
    this.rows += rows
  }

  private async startTable(carriers: readonly Carrier[]): Promise<DuckDBAppender> {
    const definitions = carriers.map(
      ({ type }, i) => `${quoteIdentifier(this.columns[i]!.name)} ${type}`,
    )
    await this.run(`CREATE TABLE ${this.table} (${definitions.join(', ')})`)
    return this.connection.createAppender(this.table)
  }

  /** Moves the table's rows to a file and begins a new one. */
  private async spill(): Promise<void> {
    this.flush()
    const file = join(this.parts.scratch, `${this.table}_${this.files.length}.parquet`)
    this.files.push(file)
    await this.run(
      `COPY ${this.table} TO ${quoteText(file)} (FORMAT parquet, COMPRESSION uncompressed)`,
    )
    await this.run(`DROP TABLE ${this.table}`)
    this.rows = 0
  }

  private flush(): void {
    this.appender?.closeSync()
    this.appender = undefined
  }

  private async run(statement: string): Promise<void> {
    await this.parts.connections.run(this.connection, () => this.connection.run(statement))
  }
}

function checkShape(chunk: Chunk, columns: readonly Column[]): void {
  if (chunk.columns.length !== columns.length)
    throw new TypeError(`A chunk has ${chunk.columns.length} columns, not ${columns.length}.`)
  chunk.columns.forEach((data, i) => {
    const length = data.kind === 'vector' ? data.values.length / data.size : data.values.length
    if (length !== chunk.rows)
      throw new TypeError(
        `Column "${columns[i]!.name}" has ${length} values in a chunk of ${chunk.rows} rows.`,
      )
  })
}
