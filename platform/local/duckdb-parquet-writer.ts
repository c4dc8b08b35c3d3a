import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { isProductError, ProductError } from '../../contracts/errors/product-error.ts'
import { stagingPrefix } from '../../contracts/lake-layout.ts'
import type { Key, ObjectStore, PutResult } from '../../contracts/ports/object-store.ts'
import {
  type Column,
  SqlFailure,
  type WriteOptions,
  type WrittenFile,
} from '../../contracts/ports/sql-engine.ts'
import { quoteIdentifier, quoteText } from '../../contracts/sql-text.ts'
import { foundSound } from '../../contracts/verify-file.ts'
import { describeTypes } from './duckdb-describe.ts'
import { declaredArrays, describeObject, digestObject, readContent } from './duckdb-parquet-file.ts'
import type { DuckDbParts } from './duckdb-parts.ts'
import { type StoragePlan, storagePlan } from './duckdb-types.ts'

export interface SelectToWrite extends WriteOptions {
  /** An admitted SELECT. */
  readonly text: string
  readonly key: Key
}

/**
 * Copies a SELECT to a file without a name in the lake, checks it and gives it its name. Nothing is left behind when it
 * fails. What does not fit on this machine's disk on its way to a bucket is made there.
 */
export async function writeSelect(parts: DuckDbParts, select: SelectToWrite): Promise<WrittenFile> {
  if (!parts.far) return writeStaged(parts, select)
  try {
    return await writeAndSend(parts, select)
  } catch (error) {
    if (!(error instanceof SqlFailure && error.kind === 'disk')) throw error
    return writeStaged(parts, select)
  }
}

/** By way of a staging object beside the others. */
async function writeStaged(parts: DuckDbParts, select: SelectToWrite): Promise<WrittenFile> {
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
  const location = parts.store.location(staged)
  const copied = await copySelect(parts, connection, text, plan, location)
  const bytes = (await parts.store.head(staged))?.bytes
  const columns = await check(parts, connection, { name: staged, location, bytes }, copied)
  const sha256 = await digestObject(parts.store, staged)
  const put = await parts.store.adopt(staged, key)
  // An equal file is described as this one; its folder may be one that the session cannot read.
  if (put.kind === 'refused' && (await digestObject(parts.store, key)) !== sha256)
    return describeObject(parts, connection, key)
  onProgress?.(copied.rows)
  return { key, ...copied, sha256, columns }
}

/** By way of a file in the session's own folder, of which the store takes a copy under the digests it was sent with. */
async function writeAndSend(
  parts: DuckDbParts,
  { text, key, onProgress }: SelectToWrite,
): Promise<WrittenFile> {
  const location = join(parts.scratch, `${randomUUID()}.parquet`)
  try {
    const made = await parts.connections.use(async (connection) => {
      const plan = storagePlan(await describeTypes(parts.connections, connection, text))
      const copied = await copySelect(parts, connection, text, plan, location)
      const { size } = await stat(location)
      const columns = await check(parts, connection, { name: key, location, bytes: size }, copied)
      return { copied, columns }
    })
    const { put, sha256 } = await sendFile(parts.store, location, key)
    if (put.kind === 'refused' && (await digestObject(parts.store, key)) !== sha256)
      return await parts.connections.use((connection) => describeObject(parts, connection, key))
    onProgress?.(made.copied.rows)
    return { key, ...made.copied, sha256, columns: made.columns }
  } finally {
    await rm(location, { force: true })
  }
}

/** The digest is of the bytes that were sent, and the store refuses others than it was sent. */
async function sendFile(
  store: ObjectStore,
  location: string,
  key: Key,
): Promise<{ readonly put: PutResult; readonly sha256: string }> {
  const hash = createHash('sha256')
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of createReadStream(location, { highWaterMark: 2 ** 20 })) {
      hash.update(piece)
      yield piece
    }
  }
  const put = await store.putIfAbsent(key, pieces())
  if (put.kind === 'refused') return { put, sha256: await digestFile(location) }
  const sha256 = hash.digest('hex')
  foundSound(store, key, put.etag)
  return { put, sha256 }
}

/** A store that refuses early has not read to the end. */
async function digestFile(location: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(location)) hash.update(piece)
  return hash.digest('hex')
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
  { name, location, bytes }: MadeFile,
  copied: Copied,
): Promise<readonly Column[]> {
  if (bytes !== copied.bytes) throw damaged(name, copied, `the file has ${bytes ?? 'no'} bytes`)
  const content = await readContent(parts, connection, location).catch((cause: unknown) => {
    if (isProductError(cause)) throw cause
    throw damaged(name, copied, 'its footer cannot be read', cause)
  })
  if (content.rows !== copied.rows) throw damaged(name, copied, `the file has ${content.rows} rows`)
  return content.columns
}

interface MadeFile {
  /** For messages. */
  readonly name: Key
  readonly location: string
  /** What it really has; undefined when it is not there. */
  readonly bytes: number | undefined
}

const damaged = (key: Key, { rows, bytes }: Copied, but: string, cause?: unknown): ProductError =>
  new ProductError('LAKE_FILE_DAMAGED', {
    message: `DuckDB reported ${rows} rows in ${bytes} bytes for ${key}, but ${but}. Nothing was published.`,
    cause,
  })
