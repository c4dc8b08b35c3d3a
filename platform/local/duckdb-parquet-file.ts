import { createHash } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import type { Column, WrittenFile } from '../../contracts/ports/sql-engine.ts'
import { describeSelect } from './duckdb-describe.ts'
import type { DuckDbParts } from './duckdb-parts.ts'
import { literal, literalPath } from './duckdb-text.ts'

/** Key of the Parquet metadata entry that keeps the declared columns as JSON. */
export const declaredColumns = 'millrace.columns'

interface Footer {
  readonly rows: number
  readonly declared: readonly Column[] | undefined
}

/** What the file's own footer says. */
export function readFooter(
  { store, connections }: DuckDbParts,
  connection: DuckDBConnection,
  key: Key,
): Promise<Footer> {
  const file = literal(literalPath(store.location(key)))
  return connections.run(connection, async () => {
    const result = await connection.run(
      `SELECT (SELECT num_rows FROM parquet_file_metadata(${file})),
        (SELECT decode(value) FROM parquet_kv_metadata(${file}) WHERE decode(key) = ${literal(declaredColumns)})`,
    )
    const [rows, declared] = (await result.getRows())[0]!
    return {
      rows: Number(rows),
      declared: declared === null ? undefined : (JSON.parse(String(declared)) as Column[]),
    }
  })
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
  const { rows, declared } = await readFooter(parts, connection, key)
  const file = literal(literalPath(parts.store.location(key)))
  const columns =
    declared ??
    (await describeSelect(
      parts.connections,
      connection,
      `FROM read_parquet(${file}, hive_partitioning = false)`,
    ))
  return { key, bytes: head.bytes, rows, sha256: await digestObject(parts.store, key), columns }
}

export async function digestObject(store: ObjectStore, key: Key): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of store.stream(key)) hash.update(piece)
  return hash.digest('hex')
}
