import { randomUUID } from 'node:crypto'
import type { DuckDBAppender, DuckDBConnection, DuckDBType } from '@duckdb/node-api'
import type { Key } from '../../contracts/ports/object-store.ts'
import type { Chunk, Column, ColumnData, WrittenFile } from '../../contracts/ports/sql-engine.ts'
import { duckdb } from './duckdb-library.ts'
import { writeSelect } from './duckdb-parquet-writer.ts'
import type { DuckDbParts } from './duckdb-parts.ts'
import { identifier } from './duckdb-text.ts'

export interface ChunksToWrite {
  readonly chunks: AsyncIterable<Chunk> | Iterable<Chunk>
  readonly columns: readonly Column[]
  readonly key: Key
}

/** Appends the chunks to a scratch table of the session and copies it. */
export async function writeChunks(
  parts: DuckDbParts,
  { chunks, columns, key }: ChunksToWrite,
): Promise<WrittenFile> {
  const table = `chunks_${randomUUID().replaceAll('-', '')}`
  return parts.connections.use(async (connection) => {
    await connection.run(
      `CREATE TABLE ${table} (${columns.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ')})`,
    )
    try {
      await append(connection, table, chunks)
      const text = `SELECT * FROM ${table}`
      return await writeSelect(parts, { text, columns, key })
    } finally {
      await connection.run(`DROP TABLE ${table}`)
    }
  })
}

async function append(
  connection: DuckDBConnection,
  table: string,
  chunks: ChunksToWrite['chunks'],
): Promise<void> {
  const appender = await connection.createAppender(table)
  try {
    for await (const chunk of chunks) appendChunk(appender, chunk)
  } finally {
    appender.closeSync()
  }
}

function appendChunk(appender: DuckDBAppender, chunk: Chunk): void {
  for (let row = 0; row < chunk.rows; row++) {
    chunk.columns.forEach((column, i) => {
      const type = appender.columnType(i)
      appender.appendValue(itemOf(column, row, type) as never, type)
    })
    appender.endRow()
  }
}

function itemOf(column: ColumnData, row: number, type: DuckDBType): unknown {
  if (column.kind === 'text' || column.kind === 'other') return column.values[row]
  if (column.present?.[row] === 0) return null
  if (column.kind === 'vector')
    return duckdb().arrayValue(
      Array.from(column.values.subarray(row * column.size, (row + 1) * column.size)),
    )
  const value = column.values[row]!
  const { DuckDBTypeId: id } = duckdb()
  if (Number.isNaN(value)) return null
  if (type.typeId === id.BOOLEAN) return value !== 0
  if (type.typeId === id.BIGINT || type.typeId === id.UBIGINT) return BigInt(value)
  return value
}
