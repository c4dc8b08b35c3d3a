import { createHash, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { stagingPrefix } from '../../contracts/lake-layout.ts'
import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import {
  type Column,
  SqlFailure,
  type WriteOptions,
  type WrittenFile,
} from '../../contracts/ports/sql-engine.ts'
import type { DuckDbParts } from './duckdb-parts.ts'
import { identifier, literal, literalPath } from './duckdb-text.ts'
import { hasArray, storedType } from './duckdb-types.ts'

/** Key of the Parquet metadata entry that keeps the declared columns as JSON. */
const declaredColumns = 'millrace.columns'

export interface SelectToWrite extends WriteOptions {
  /** An admitted SELECT. */
  readonly text: string
  /** What the SELECT gives. */
  readonly columns: readonly Column[]
  readonly key: Key
}

interface Copied {
  readonly rows: number
  readonly bytes: number
}

/** Copies a SELECT to a staging object, checks it and adopts it. Nothing is left behind when it fails. */
export async function writeSelect(parts: DuckDbParts, select: SelectToWrite): Promise<WrittenFile> {
  const { store } = parts
  const staged = `${stagingPrefix}${randomUUID()}.parquet`
  await makeFolder(store.location(staged))
  try {
    return await parts.connections.use(async (connection) => {
      const plan = await planOf(parts, connection, select)
      const copied = await copy(parts, connection, select, plan, store.location(staged))
      await check(parts, connection, staged, copied)
      const sha256 = await digest(store, staged)
      const put = await store.adopt(staged, select.key)
      if (put.kind === 'refused') return await describeObject(parts, connection, select.key)
      select.onProgress?.(copied.rows)
      return { key: select.key, ...copied, sha256, columns: plan.columns }
    })
  } finally {
    await store.delete(staged)
  }
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

interface CopyPlan {
  /** The columns as the file will be read. */
  readonly columns: readonly Column[]
  /** Columns that are cast on the way, and to what. */
  readonly casts: readonly Column[]
}

async function planOf(
  parts: DuckDbParts,
  connection: DuckDBConnection,
  { text, columns }: SelectToWrite,
): Promise<CopyPlan> {
  refuseTwins(columns)
  const types = await parts.connections.limit(connection, async () => {
    const prepared = await connection.prepare(text)
    const found = columns.map((_, i) => prepared.columnType(i))
    prepared.destroySync()
    return found
  })
  const casts: Column[] = []
  const stored = columns.map(({ name, type }, i) => {
    const cast = storedType(name, types[i]!, type)
    if (cast !== undefined) casts.push({ name, type: cast })
    return { name, type: cast ?? readBack(type, hasArray(types[i]!)) }
  })
  return { columns: stored, casts }
}

/** The type under which a stored column is read; arrays keep the declared one, and readers cast to it. */
function readBack(type: string, array: boolean): string {
  if (array) return type
  if (type === '"NULL"') return 'INTEGER'
  return type
    .replaceAll(/\bTIMESTAMP_M?S\b/g, 'TIMESTAMP')
    .replaceAll(/\bENUM\((?:[^')]|'(?:[^']|'')*')*\)/g, 'VARCHAR')
}

function refuseTwins(columns: readonly Column[]): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase()))
      throw new SqlFailure('bind', `Two columns have the name "${name}". Give one another name.`)
    seen.add(name.toLowerCase())
  }
}

async function copy(
  parts: DuckDbParts,
  connection: DuckDBConnection,
  { text }: SelectToWrite,
  plan: CopyPlan,
  location: string,
): Promise<Copied> {
  const casts = plan.casts.map(
    ({ name, type }) => `CAST(${identifier(name)} AS ${type}) AS ${identifier(name)}`,
  )
  const open = casts.length === 0 ? '(' : `(SELECT * REPLACE (${casts.join(', ')}) FROM (`
  const close = casts.length === 0 ? ')' : '))'
  const metadata = `KV_METADATA {${literal(declaredColumns)}: ${literal(JSON.stringify(plan.columns))}}`
  const prefix = `COPY ${open}`
  const statement = `${prefix}${text}\n${close} TO ${literal(location)} (FORMAT parquet, COMPRESSION zstd, ${metadata}, RETURN_STATS)`
  try {
    return await parts.connections.limit(
      connection,
      async () => {
        const [row] = await (await connection.run(statement)).getRowObjects()
        return { rows: Number(row!['count']), bytes: Number(row!['file_size_bytes']) }
      },
      statement,
      prefix.length,
    )
  } catch (error) {
    throw nameColumns(error, plan.casts)
  }
}

/** A number too wide for DECIMAL(38,0) is reported without its column. */
function nameColumns(error: unknown, casts: readonly Column[]): unknown {
  if (!(error instanceof SqlFailure) || error.kind !== 'conversion' || casts.length === 0)
    return error
  const names = casts.map(({ name }) => `"${name}"`).join(' or ')
  return new SqlFailure('conversion', `Column ${names}: ${error.message}`, error.at, error)
}

async function check(
  parts: DuckDbParts,
  connection: DuckDBConnection,
  key: Key,
  copied: Copied,
): Promise<void> {
  const head = await parts.store.head(key)
  const footer = head === undefined ? undefined : await readFooter(parts, connection, key)
  if (head?.bytes === copied.bytes && footer?.rows === copied.rows) return
  throw new ProductError('LAKE_FILE_DAMAGED', {
    message: `DuckDB reported ${copied.rows} rows in ${copied.bytes} bytes for ${key}, but the file has ${footer?.rows ?? 'no'} rows in ${head?.bytes ?? 'no'} bytes. Nothing was published.`,
  })
}

interface Footer {
  readonly rows: number
  readonly declared: readonly Column[] | undefined
}

function readFooter(parts: DuckDbParts, connection: DuckDBConnection, key: Key): Promise<Footer> {
  const file = literal(literalPath(parts.store.location(key)))
  return parts.connections.limit(connection, async () => {
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

async function describeObject(
  parts: DuckDbParts,
  connection: DuckDBConnection,
  key: Key,
): Promise<WrittenFile> {
  const head = await parts.store.head(key)
  if (head === undefined)
    throw new ProductError('LAKE_OBJECT_MISSING', { message: `${key} is no longer in the lake.` })
  const { rows, declared } = await readFooter(parts, connection, key)
  const columns = declared ?? (await describeFile(parts, connection, key))
  return { key, bytes: head.bytes, rows, sha256: await digest(parts.store, key), columns }
}

function describeFile(
  parts: DuckDbParts,
  connection: DuckDBConnection,
  key: Key,
): Promise<readonly Column[]> {
  const file = literal(literalPath(parts.store.location(key)))
  return parts.connections.limit(connection, async () => {
    const result = await connection.run(`DESCRIBE FROM read_parquet(${file})`)
    const rows = await result.getRows()
    return rows.map((row) => ({ name: String(row[0]), type: String(row[1]) }))
  })
}

async function digest(store: ObjectStore, key: Key): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of store.stream(key)) hash.update(piece)
  return hash.digest('hex')
}
