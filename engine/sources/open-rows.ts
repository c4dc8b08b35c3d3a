import type { SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { SourceFormat } from '../../contracts/project/sources-file.ts'
import { formatByBytes, formatByName, isCompressed, isParquet } from './arriving-file.ts'
import { bounded, headOf } from './bounded.ts'
import { csvRecordEnd, csvRows, frameCsvFile } from './csv-rows.ts'
import { declaredColumns } from './declared-columns.ts'
import type { DeclaredColumn, FileRows } from './file-rows.ts'
import type { FramedText } from './framed-text.ts'
import { frameJsonFile, jsonRecordEnd, jsonRows } from './json-rows.ts'
import { limits, statementSeconds } from './limits.ts'
import { parquetRefusal, parquetRows } from './parquet-rows.ts'
import { partPrefix, quarantinePrefix } from './part-keys.ts'
import type { Reading } from './read-deps.ts'
import { refusal } from './refuse.ts'
import type { TextHead } from './sniff-csv.ts'
import { transcode } from './transcode.ts'

/** A file whose rows SQL can be asked for. */
export interface OpenRows {
  readonly session: SqlSession
  readonly columns: readonly DeclaredColumn[]
  readonly rows: FileRows
  readonly text:
    | { readonly framed: FramedText; readonly recordEnd: (bytes: Buffer) => number }
    | undefined
}

/** Finds out what the file is, checks that it fits its declaration, and opens a session that reads its rows. Throws refusals. */
export async function openRows(reading: Reading): Promise<OpenRows> {
  const format = await formatOf(reading)
  if (format === 'parquet') return openParquet(reading)
  const head = await textHead(reading)
  const { name } = reading.file
  if (isBlank(head) && format !== 'jsonl') throw refusal('SOURCE_FILE_EMPTY', `${name} is empty.`)
  return format === 'csv' ? openCsv(reading, head) : openJson(reading, format)
}

async function openCsv(reading: Reading, head: TextHead): Promise<OpenRows> {
  const csv = await frameCsvFile(reading, head, () => textOf(reading))
  const { columns, session } = await openSession(reading, { files: [csv.framed.records] })
  return closingOnFailure(session, async () => ({
    session,
    columns,
    rows: await csvRows(csv, columns, session, reading.declaration.csv?.null),
    text: { framed: csv.framed, recordEnd: csvRecordEnd(csv.dialect) },
  }))
}

async function openJson(reading: Reading, format: SourceFormat): Promise<OpenRows> {
  const framed = await frameJsonFile(reading, () => textOf(reading))
  const { columns, session } = await openSession(reading, { files: [framed.records] })
  return closingOnFailure(session, async () => ({
    session,
    columns,
    rows: { ...(await jsonRows(reading, framed, columns, session)), format },
    text: { framed, recordEnd: jsonRecordEnd },
  }))
}

async function openParquet(reading: Reading): Promise<OpenRows> {
  const { file, store } = reading
  const place = await parquetPlace(reading)
  const { columns, session } = await openSession(
    reading,
    'path' in place ? { files: [place.path] } : { lake: [place.key] },
  )
  return closingOnFailure(session, async () => {
    const path = 'path' in place ? place.path : store.location(place.key)
    const rows = await parquetRows(reading, path, columns, session).catch((error) => {
      throw parquetRefusal(file.name, error)
    })
    return { session, columns, rows, text: undefined }
  })
}

/** Where the engine finds the file; a compressed one, or one whose path it would take for a pattern, is copied to scratch space. */
async function parquetPlace({
  file,
  files,
  store,
  scratch,
}: Reading): Promise<{ path: string } | { key: string }> {
  const path = file.place.kind === 'lake' ? store.location(file.place.key) : file.place.path
  const { head } = await headOf(file.read(), 4)
  if (!isCompressed(head) && !/[*?[\]{}]/.test(path)) {
    return file.place.kind === 'lake' ? { key: file.place.key } : { path }
  }
  return { path: await scratch.write('file.parquet', bounded(files.decompress(file.read()), file)) }
}

/** Format as declared, else as the name says, else as the first bytes say. Throws SOURCE_FORMAT_WRONG when they contradict each other. */
async function formatOf({ file, files, declaration }: Reading): Promise<SourceFormat> {
  const { head } = await headOf(bounded(files.decompress(file.read()), file), limits.rawBytes)
  const named = formatByName(file.name)
  const format = declaration.format ?? named ?? formatByBytes(head)
  if (head.length === 0 || isParquet(head) === (format === 'parquet')) return format
  if (declaration.format === undefined && isParquet(head)) return 'parquet'
  const why =
    declaration.format === undefined ? 'its name says' : `source "${declaration.name}" declares`
  const what = isParquet(head) ? 'it is a Parquet file' : 'it does not begin like a Parquet file'
  throw refusal('SOURCE_FORMAT_WRONG', `${file.name} should be ${format}, as ${why}, but ${what}.`)
}

const textOf = ({ file, files, declaration }: Reading): AsyncIterable<Uint8Array> =>
  transcode(bounded(files.decompress(file.read()), file), declaration.csv?.encoding, file.name)

const textHead = async (reading: Reading): Promise<TextHead> =>
  headOf(textOf(reading), limits.headBytes)

const isBlank = ({ head, whole }: TextHead): boolean =>
  whole && head.toString('latin1').trim() === ''

async function openSession(
  reading: Reading,
  readable: { readonly files?: readonly string[]; readonly lake?: readonly string[] },
): Promise<{ session: SqlSession; columns: readonly DeclaredColumn[] }> {
  const session = await reading.engine.open({
    // What an earlier attempt wrote is read back.
    readable: [partPrefix(reading), quarantinePrefix(reading), ...(readable.lake ?? [])],
    files: readable.files ?? [],
    timeoutSeconds: statementSeconds(reading.file.bytes),
  })
  return closingOnFailure(session, async () => ({
    session,
    columns: await declaredColumns(reading.declaration, session),
  }))
}

async function closingOnFailure<T>(session: SqlSession, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await session.close()
    throw error
  }
}
