import type { SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { SourceColumn } from '../../contracts/project/sources-file.ts'
import { quoteText } from '../../contracts/sql-text.ts'
import { checkColumns } from './check-columns.ts'
import { csvOptions } from './csv-rows.ts'
import type { DeclaredColumn, FileRows } from './file-rows.ts'
import { noCounts } from './frame-csv.ts'
import { frameJson, jsonDelimiter } from './frame-json.ts'
import { type FramedText, frameToScratch } from './framed-text.ts'
import { matchColumns, plain } from './match-columns.ts'
import type { Reading } from './read-deps.ts'
import { textNotes } from './text-notes.ts'
import { isNested, typeJson, typeText } from './typing.ts'

/** Frames the objects of a JSON text. */
export async function frameJsonFile(
  reading: Reading,
  text: () => AsyncIterable<Uint8Array>,
): Promise<FramedText> {
  const counts = noCounts()
  return frameToScratch(reading.scratch, counts, (framing) =>
    frameJson(text(), { ...framing, counts }),
  )
}

/** The framed objects as rows. Throws SOURCE_COLUMNS_UNKNOWN and SOURCE_COLUMNS_MISSING. */
export async function jsonRows(
  { file, declaration }: Reading,
  framed: FramedText,
  columns: readonly DeclaredColumn[],
  session: SqlSession,
): Promise<FileRows> {
  const objects = readObjects(framed)
  const keys = framed.counts.records === 0 ? undefined : await sampleKeys(session, objects)
  const notes =
    keys === undefined || keys.length === 0
      ? []
      : checkColumns(file.name, declaration.name, matchColumns(columns, keys), keys)
  const texts = new PathList('x')
  const nested = new PathList('j')
  const values = columns.map((column) => {
    const isJson = isNested(column.sqlType)
    const value = (isJson ? nested : texts).value(keyNames(column, keys ?? []))
    return isJson ? typeJson(value, column.sqlType) : typeText(value, column.sqlType)
  })
  return {
    format: 'jsonl',
    dialect: 'objects',
    notes: [...notes, ...textNotes(framed.counts)],
    from: `select _line, _at, try(json_extract_string(_json, ${texts.sql})) as x, try(json_extract(_json, ${nested.sql})) as j from (${objects})`,
    line: '_line',
    at: '_at',
    raw: undefined,
    broken: 'x is null or j is null',
    values,
    records: framed.counts.records,
  }
}

/** Where an object read back from the scratch file ends. */
export function jsonRecordEnd(bytes: Buffer): number {
  const at = bytes.indexOf(0x0a)
  return at === -1 ? bytes.length : at
}

const readObjects = (framed: FramedText): string =>
  `select * from read_csv(${quoteText(framed.records)}, ${csvOptions(framed, { delimiter: jsonDelimiter, quote: '', escape: '' }, true).join(', ')}, columns = {'_line': 'BIGINT', '_at': 'BIGINT', '_json': 'VARCHAR'})`

/** Objects whose keys are looked at. */
const sampleSize = 5000

/** Keys in the order in which the objects have them. */
async function sampleKeys(session: SqlSession, objects: string): Promise<readonly string[]> {
  const rows = await session.rows(
    `select key from (select unnest(try(json_keys(_json))) as key from (${objects} limit ${sampleSize})) group by key order by count(*) desc, key limit 2000`,
  )
  return rows.map(({ key }) => String(key))
}

/** The keys a column may come under: its own name first, then what differs in case or blanks only, then its aliases. */
function keyNames({ name, aliases }: SourceColumn, keys: readonly string[]): readonly string[] {
  const likenesses = (wanted: string) => [
    wanted,
    ...keys.filter((key) => plain(key) === plain(wanted)),
  ]
  return [...new Set([name, ...aliases].flatMap(likenesses))]
}

/** JSON pointers that are looked up together, so that each object is parsed once. */
class PathList {
  readonly #list: string
  readonly #pointers: string[] = []

  constructor(list: string) {
    this.#list = list
  }

  /** SQL of the first value there is under one of the keys. */
  value(keys: readonly string[]): string {
    const places = keys.map((key) => `${this.#list}[${this.#pointers.push(pointer(key))}]`)
    return places.length === 1 ? places[0] : `coalesce(${places.join(', ')})`
  }

  get sql(): string {
    return `[${(this.#pointers.length === 0 ? [pointer('')] : this.#pointers).map(quoteText).join(', ')}]`
  }
}

const pointer = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
