import { identify } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { vectorPrefix } from '../contracts/lake-layout.ts'
import type { Key, ObjectStore } from '../contracts/ports/object-store.ts'
import type { Chunk, SqlSession } from '../contracts/ports/sql-engine.ts'
import type { TextEncoder } from '../contracts/ports/text-encoder.ts'
import { type FileRecord, fileRecord } from '../contracts/records/table-version.ts'
import { quoteIdentifier, quoteText } from '../contracts/sql-text.ts'
import { verifyFile } from '../contracts/verify-file.ts'
import { textDigestSql, textSql } from './text-digest.ts'

export interface EmbedRequest {
  /** A session that reads the relation and everything under `vectorPrefix(encoder.version)`. */
  readonly session: SqlSession
  readonly store: ObjectStore
  readonly encoder: TextEncoder
  /** Relation in the session, and its column of text; NULL counts as the empty text. */
  readonly relation: string
  readonly column: string
  /** SQL condition on the relation's rows. @default all of them */
  readonly where?: string
  /** Texts encoded at a time. @default 2000 */
  readonly batchTexts?: number
  /** Texts a Parquet part holds; what is written survives a kill, so take fewer for a slow encoder. @default 50000 */
  readonly partTexts?: number
  /** Told how many of the missing texts are done. */
  readonly onProgress?: (done: number, total: number) => void
}

export interface EmbedResult {
  /** Distinct texts of the relation. */
  readonly texts: number
  /** Texts encoded now; the others had their vector already. */
  readonly embedded: number
}

/** Encodes the distinct texts of a relation that have no vector yet, in memory that does not grow with their number. */
export async function embedMissing(request: EmbedRequest): Promise<EmbedResult> {
  const { texts, shards } = await planEmbedding(request)
  const missing = shards.reduce((sum, shard) => sum + shard.texts, 0)
  let embedded = 0
  for (const shard of shards)
    embedded += await embedShard(request, shard, (done) =>
      request.onProgress?.(embedded + done, missing),
    )
  return { texts, embedded }
}

/** Texts of one piece of work: those whose digests lie between two, both included. */
export interface TextShard {
  /** From 0. */
  readonly index: number
  readonly firstDigest: string
  readonly lastDigest: string
  readonly texts: number
}

/** Cuts the texts that have no vector yet into the parts they will stand in, in the order of their digests. */
export async function planEmbedding(
  request: EmbedRequest,
): Promise<{ readonly texts: number; readonly shards: readonly TextShard[] }> {
  const { session, partTexts = 50_000 } = request
  const [all] = await session.rows(
    `select count(distinct text_digest) as n from (${allTexts(request)})`,
  )
  const numbered = `select text_digest, (row_number() over (order by text_digest) - 1) // ${partTexts} as shard from ${await withoutVector(request)}`
  const rows = await session.rows(
    `select shard, min(text_digest) as first_digest, max(text_digest) as last_digest, count(*) as n from (${numbered}) group by shard order by shard`,
  )
  const shards = rows.map((row) => ({
    index: Number(row['shard']),
    firstDigest: String(row['first_digest']),
    lastDigest: String(row['last_digest']),
    texts: Number(row['n']),
  }))
  return { texts: Number(all['n']), shards }
}

/** Encodes the texts of a shard that have no vector yet, and gives their number. Done before, it changes nothing. */
export async function embedShard(
  request: EmbedRequest,
  shard: TextShard,
  onProgress: (done: number) => void = () => {},
): Promise<number> {
  const part = await encodePart(request, shard, onProgress)
  if (part.digests.length > 0) await writePart(request, part)
  return part.digests.length
}

/** SQL of all cached vectors of an encoder: `text_digest VARCHAR, vector FLOAT[dimensions]`, a row a text. */
export async function vectorRelation(
  session: SqlSession,
  store: ObjectStore,
  encoder: Pick<TextEncoder, 'version' | 'dimensions'>,
): Promise<string> {
  const parts = await vectorParts(store, encoder.version)
  const type = `FLOAT[${encoder.dimensions}]`
  if (parts.length === 0)
    return `(select null::varchar as text_digest, null::${type} as vector where false)`
  const all = `select text_digest, vector::${type} as vector from ${session.parquet(parts)}`
  return (await hasRepetitions(session, parts))
    ? `(select distinct on (text_digest) * from (${all}))`
    : `(${all})`
}

/** Two runs at the same time may have written the same text. */
async function hasRepetitions(session: SqlSession, parts: readonly Key[]): Promise<boolean> {
  if (parts.length === 1) return false
  const [row] = await session.rows(
    `select count(*) > count(distinct text_digest) as repeated from ${session.parquet(parts)}`,
  )
  return row['repeated'] === true
}

/** The parts whose record stands beside them; one without was cut short, and its texts count as not encoded. */
async function vectorParts(store: ObjectStore, version: string): Promise<readonly Key[]> {
  const keys: Key[] = []
  for await (const { key } of store.list(vectorPrefix(version))) {
    if (key.endsWith('.json')) keys.push(await wholePart(store, key))
  }
  return keys
}

const recordKey = (part: Key): Key => part.replace(/parquet$/, 'json')

/** The part that a record vouches for. Throws LAKE_OBJECT_MISSING, LAKE_FILE_DAMAGED. */
async function wholePart(store: ObjectStore, record: Key): Promise<Key> {
  const file = readRecord((await store.get(record))?.body)
  const of = 'the text vectors'
  const part = file?.key ?? record.replace(/json$/, 'parquet')
  const hint = `Remove ${record} and ${part} from the lake and run again: the texts are encoded anew.`
  if (file === undefined) {
    throw new ProductError('LAKE_FILE_DAMAGED', {
      message: `The record ${record} of ${of} cannot be read. Nothing was changed.`,
      hint,
      data: { key: record },
    })
  }
  await verifyFile(store, file, { of, hint })
  return file.key
}

function readRecord(body: Uint8Array | undefined): FileRecord | undefined {
  try {
    return fileRecord.parse(JSON.parse(Buffer.from(body ?? []).toString()))
  } catch {
    return undefined
  }
}

/** Every row's text with its digest. */
const allTexts = ({ relation, column, where = 'true' }: EmbedRequest): string => {
  const text = quoteIdentifier(column)
  return `select ${textDigestSql(text)} as text_digest, ${textSql(text)} as text from ${quoteIdentifier(relation)} where ${where}`
}

/** The texts without a vector, each once. They are sought before they are grouped, so that only they are held in memory. */
async function withoutVector(request: EmbedRequest): Promise<string> {
  const known = await vectorRelation(request.session, request.store, request.encoder)
  return `(select text_digest, any_value(text) as text from (${allTexts(request)}) as wanted anti join ${known} as known using (text_digest) group by text_digest)`
}

interface Part {
  /** Digests in order. */
  readonly digests: readonly string[]
  /** Vectors of each batch, row after row. */
  readonly batches: readonly Float32Array[]
}

async function encodePart(
  request: EmbedRequest,
  { firstDigest, lastDigest }: TextShard,
  onProgress: (done: number) => void,
): Promise<Part> {
  const { session, encoder, batchTexts = 2000 } = request
  const rows = session.chunks(
    `select text_digest, text from ${await withoutVector(request)} where text_digest between ${quoteText(firstDigest)} and ${quoteText(lastDigest)} order by text_digest`,
  )
  const digests: string[] = []
  const batches: Float32Array[] = []
  for await (const batch of textBatches(rows, batchTexts)) {
    const done = digests.length
    batches.push(await encoder.encode(batch.texts, (count) => onProgress(done + count)))
    digests.push(...batch.digests)
  }
  return { digests, batches }
}

interface TextBatch {
  readonly digests: string[]
  readonly texts: string[]
}

/** Characters of a batch at most, so that long texts do not pile up. */
const batchCharacters = 16_000_000

async function* textBatches(
  chunks: AsyncIterable<Chunk>,
  batchTexts: number,
): AsyncGenerator<TextBatch> {
  let batch: TextBatch = { digests: [], texts: [] }
  let characters = 0
  for await (const { rows, columns } of chunks)
    for (let row = 0; row < rows; row++) {
      const text = String(columns[1].values[row])
      batch.digests.push(String(columns[0].values[row]))
      batch.texts.push(text)
      characters += text.length
      if (batch.texts.length < batchTexts && characters < batchCharacters) continue
      yield batch
      batch = { digests: [], texts: [] }
      characters = 0
    }
  if (batch.texts.length > 0) yield batch
}

/** The name is made of the content's digests, so that a part written twice is one part. Its record makes it count. */
async function writePart({ session, store, encoder }: EmbedRequest, part: Part): Promise<void> {
  const columns = [
    { name: 'text_digest', type: 'VARCHAR' },
    { name: 'vector', type: `FLOAT[${encoder.dimensions}]` },
  ]
  const key = `${vectorPrefix(encoder.version)}part-${identify(part.digests)}.parquet`
  const written = await session.writeChunks(chunksOf(part, encoder.dimensions), columns, key)
  const { bytes, rows, sha256 } = written
  const record: FileRecord = { key, bytes, rows, sha256 }
  await store.putIfAbsent(recordKey(key), Buffer.from(`${JSON.stringify(record)}\n`))
}

function* chunksOf({ digests, batches }: Part, size: number): Generator<Chunk> {
  let from = 0
  for (const values of batches) {
    const rows = values.length / size
    yield {
      rows,
      columns: [
        { kind: 'text', values: digests.slice(from, from + rows) },
        { kind: 'vector', size, values },
      ],
    }
    from += rows
  }
}
