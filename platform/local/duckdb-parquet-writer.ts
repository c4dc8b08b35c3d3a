import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { isProductError, ProductError } from '../../contracts/errors/product-error.ts'
import { stagingPrefix } from '../../contracts/lake-layout.ts'
import type { Key } from '../../contracts/ports/object-store.ts'
import {
  type Column,
  SqlFailure,
  type WriteOptions,
  type WrittenFile,
} from '../../contracts/ports/sql-engine.ts'
import { quoteIdentifier, quoteText } from '../../contracts/sql-text.ts'
import { describeTypes } from './duckdb-describe.ts'
import { declaredArrays, describeObject, digestObject, readContent } from './duckdb-parquet-file.ts'
import type { DuckDbParts } from './duckdb-parts.ts'
import { type StoragePlan, storagePlan } from './duckdb-types.ts'

export interface SelectToWrite extends WriteOptions {
  /** An admitted SELECT. */
  readonly text: string
  readonly key: Key
}

/** Copies a SELECT to a staging object, checks it and adopts it. Nothing is left behind when it fails. */
export async function writeSelect(parts: DuckDbParts, select: SelectToWrite): Promise<WrittenFile> {
  const staged = `${stagingPrefix}${randomUUID()}.parquet`
  await makeFolder(parts.store.location(staged))
  try {
    return await parts.connections.use((connection) => write(parts, connection, select, staged))
  } finally {
    await parts.store.delete(staged)
  }
}

async function write(
  parts: DuckDbParts,
  connection: DuckDBConnection,
  { text, key, onProgress }: SelectToWrite,
  staged: Key,
): Promise<WrittenFile> {
  const plan = storagePlan(await describeTypes(parts.connections, connection, text))
  const copied = await copySelect(parts, connection, text, plan, parts.store.location(staged))
  const columns = await check(parts, connection, staged, copied)
  const sha256 = await digestObject(parts.store, staged)
  const put = await parts.store.adopt(staged, key)
  // An equal file is described as this one; its folder may be one that the session cannot read.
  if (put.kind === 'refused' && (await digestObject(parts.store, key)) !== sha256)
    return describeObject(parts, connection, key)
  onProgress?.(copied.rows)
  return { key, ...copied, sha256, columns }
}

/** DuckDB makes no folders; a bucket needs none. */
async function makeFolder(location: string): Promise<void> {
  if (!isAbsolute(location)) return
  try {
    await mkdir(dirname(location), { recursive: true })
  } catch (error) {
    throw new SqlFailure(
      'disk',
      `The folder ${dirname(location)} cannot be made.`,
      undefined,
      error,
    )
  }
}

interface Copied {
  readonly rows: number
  readonly bytes: number
}

/** One COPY of an admitted SELECT into a Parquet file, streaming. */
function copySelect(
  { connections }: DuckDbParts,
  connection: DuckDBConnection,
  text: string,
  plan: StoragePlan,
  location: string,
): Promise<Copied> {
  const casts = plan.casts.map(
    ({ name, type }) => `CAST(${quoteIdentifier(name)} AS ${type}) AS ${quoteIdentifier(name)}`,
  )
  const open = casts.length === 0 ? 'COPY (' : `COPY (SELECT * REPLACE (${casts.join(', ')}) FROM (`
  // The line break ends a comment that the text may end with.
  const close = casts.length === 0 ? '\n)' : '\n))'
  const statement = `${open}${text}${close} TO ${quoteText(location)} (${copyOptions(plan).join(', ')})`
  return connections.run(
    connection,
    async () => {
      const [row] = await (await connection.run(statement)).getRowObjects()
      return { rows: Number(row!['count']), bytes: Number(row!['file_size_bytes']) }
    },
    { statement, prefix: open.length },
  )
}

// Much smaller than DuckDB's own groups in bytes: the encoder holds several times a group of vectors.
const rowGroupBytes = 2 ** 23
const rowGroupRows = 122_880
const vectorRows = 2048

const copyOptions = ({ arrays, wideBytes }: StoragePlan): readonly string[] => [
  'FORMAT parquet',
  'COMPRESSION zstd',
  `ROW_GROUP_SIZE ${groupRows(wideBytes)}`,
  'RETURN_STATS',
  ...(arrays.length === 0
    ? []
    : [`KV_METADATA {${quoteText(declaredArrays)}: ${quoteText(JSON.stringify(arrays))}}`]),
]

/** Rows a row group: as many as DuckDB's own default, fewer when vectors make them wide. */
export function groupRows(wideBytes: number): number {
  if (wideBytes === 0) return rowGroupRows
  const fitting = Math.floor(rowGroupBytes / wideBytes / vectorRows) * vectorRows
  return Math.min(rowGroupRows, Math.max(vectorRows, fitting))
}

/** The columns of a file that holds what DuckDB reported. */
async function check(
  parts: DuckDbParts,
  connection: DuckDBConnection,
  key: Key,
  copied: Copied,
): Promise<readonly Column[]> {
  const head = await parts.store.head(key)
  if (head?.bytes !== copied.bytes)
    throw damaged(key, copied, `the file has ${head?.bytes ?? 'no'} bytes`)
  const content = await readContent(parts, connection, key).catch((cause: unknown) => {
    if (isProductError(cause)) throw cause
    throw damaged(key, copied, 'its footer cannot be read', cause)
  })
  if (content.rows !== copied.rows) throw damaged(key, copied, `the file has ${content.rows} rows`)
  return content.columns
}

const damaged = (key: Key, { rows, bytes }: Copied, but: string, cause?: unknown): ProductError =>
  new ProductError('LAKE_FILE_DAMAGED', {
    message: `DuckDB reported ${rows} rows in ${bytes} bytes for ${key}, but ${but}. Nothing was published.`,
    cause,
  })
