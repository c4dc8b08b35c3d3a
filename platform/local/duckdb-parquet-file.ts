import { createHash } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import type { Column, WrittenFile } from '../../contracts/ports/sql-engine.ts'
import { quoteText } from '../../contracts/sql-text.ts'
import { describeSelect } from './duckdb-describe.ts'
import type { DuckDbParts } from './duckdb-parts.ts'
import { literalPath } from './duckdb-text.ts'

/** Key of the Parquet metadata entry that keeps the declared types of arrays, as JSON of name and type. */
export const declaredArrays = 'millrace.arrays'

/** What a Parquet file says of itself. */
interface FileContent {
  readonly rows: number
  readonly columns: readonly Column[]
}

/**
 * Reads the footer of a file at a path or an address. Columns have the types under which DuckDB reads them, arrays those they
 * were declared with.
 */
export async function readContent(
  { connections }: Pick<DuckDbParts, 'connections'>,
  connection: DuckDBConnection,
  location: string,
): Promise<FileContent> {
  const file = quoteText(literalPath(location))
  const [rows, declared] = await connections.run(connection, async () => {
    const result = await connection.run(
      `SELECT (SELECT num_rows FROM parquet_file_metadata(${file})),
        (SELECT decode(value) FROM parquet_kv_metadata(${file}) WHERE decode(key) = ${quoteText(declaredArrays)})`,
    )
    return (await result.getRows())[0]!
  })
  const text = `FROM read_parquet(${file}, hive_partitioning = false)`
  const columns = await describeSelect(connections, connection, text)
  const arrays = new Map(
    (JSON.parse(String(declared ?? '[]')) as Column[]).map((array) => [array.name, array]),
  )
  return { rows: Number(rows), columns: columns.map((column) => arrays.get(column.name) ?? column) }
}

/** Describes a Parquet object that is in the lake already. */
export async function describeObject(
  parts: DuckDbParts,
  connection: DuckDBConnection,
  key: Key,
): Promise<WrittenFile> {
  const head = await parts.store.head(key)
  if (head === undefined)
    throw new ProductError('LAKE_OBJECT_MISSING', { message: `${key} is no longer in the lake.` })
  const content = await readContent(parts, connection, parts.store.location(key))
  return { key, bytes: head.bytes, sha256: await digestObject(parts.store, key), ...content }
}

/** The digest of an object's bytes: as the store knows it, else of what is read. */
export async function digestObject(store: ObjectStore, key: Key): Promise<string> {
  const known = (await store.head(key))?.sha256
  if (known !== undefined) return known
  const hash = createHash('sha256')
  for await (const piece of store.stream(key)) hash.update(piece)
  return hash.digest('hex')
}
