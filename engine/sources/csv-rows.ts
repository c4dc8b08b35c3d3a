import { SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import { quoteText } from '../../contracts/sql-text.ts'
import { checkColumns, noColumns } from './check-columns.ts'
import { type CsvDialect, describeDialect } from './csv-dialect.ts'
import { quoteOnPaper } from './csv-fields.ts'
import type { DeclaredColumn, FileRows } from './file-rows.ts'
import { frameCsv, noCounts } from './frame-csv.ts'
import { type FramedText, frameToScratch } from './framed-text.ts'
import { limits } from './limits.ts'
import type { Reading } from './read-deps.ts'
import { CsvScanner } from './scan-csv-record.ts'
import { type CsvReading, likelyNames, readAs, sniffCsv, type TextHead } from './sniff-csv.ts'
import { engineDialect } from './sniff-with-engine.ts'
import { textNotes } from './text-notes.ts'
import { typeText } from './typing.ts'

/** A CSV file whose records stand on scratch space, with how its columns were matched. */
export interface FramedCsv extends CsvReading {
  readonly framed: FramedText
  readonly notes: readonly string[]
}

/** Tells the dialect, checks the columns and frames the records. Throws SOURCE_COLUMNS_UNKNOWN and SOURCE_COLUMNS_MISSING. */
export async function frameCsvFile(
  reading: Reading,
  head: TextHead,
  text: () => AsyncIterable<Uint8Array>,
): Promise<FramedCsv> {
  const { file, declaration, scratch } = reading
  const csv = sniffCsv(head, declaration) ?? (await sniffedByEngine(reading, head))
  if (csv === undefined) {
    throw noColumns(
      file.name,
      declaration.name,
      declaration.columns.map(({ name }) => name),
      likelyNames(head, declaration.csv ?? {}),
      headerHint,
    )
  }
  const notes = checkColumns(file.name, declaration.name, csv.matches, csv.names, headerHint)
  const counts = noCounts()
  const framed = await frameToScratch(scratch, counts, (framing) =>
    frameCsv(text(), { ...framing, dialect: csv.dialect, width: csv.names.length, counts }),
  )
  return { ...csv, framed, notes: [...notes, ...textNotes(counts)] }
}

async function sniffedByEngine(reading: Reading, head: TextHead): Promise<CsvReading | undefined> {
  const dialect = await engineDialect(reading, head)
  return dialect && readAs(dialect, head, reading.declaration.columns)
}

/** The framed records as rows. */
export async function csvRows(
  csv: FramedCsv,
  columns: readonly DeclaredColumn[],
  session: SqlSession,
  nulls: readonly string[] | undefined,
): Promise<FileRows> {
  const { dialect, framed, matches, names, notes } = csv
  const how = { dialect: onPaper(dialect), width: names.length, nulls }
  const parallel = await readsInParallel(framed, how, session)
  return {
    format: 'csv',
    dialect: describeDialect(dialect),
    notes,
    from: readCsv(framed, { ...how, parallel }),
    line: '_line',
    at: '_at',
    raw: undefined,
    broken: undefined,
    values: matches.map(({ index }, i) =>
      index === undefined ? undefined : typeText(`c${index}`, columns[i].sqlType),
    ),
    records: framed.counts.records,
  }
}

// Threads that start amid a file guess whether they are within quotes; whether all guessed right shows in what they read.
async function readsInParallel(
  framed: FramedText,
  how: Omit<ReadCsv, 'parallel'>,
  session: SqlSession,
): Promise<boolean> {
  const { spread, records, lineSum } = framed.counts
  if (spread === 0) return true
  try {
    const [row] = await session.rows(
      `select count(*) as records, sum(_line) as lines from (${readCsv(framed, { ...how, parallel: true })})`,
    )
    return Number(row['records']) === records && Number(row['lines']) === lineSum
  } catch (error) {
    if (error instanceof SqlFailure && error.kind === 'other') return false
    throw error
  }
}

/** Where a record read back from the scratch file ends. */
export function csvRecordEnd(dialect: CsvDialect): (bytes: Buffer) => number {
  const scanner = new CsvScanner(onPaper(dialect))
  return (bytes) =>
    scanner.scan(bytes, 0, bytes.length, false) === 'record' ? scanner.to : bytes.length
}

/** How the records stand on scratch space. */
const onPaper = (dialect: CsvDialect): CsvDialect => {
  const quote = quoteOnPaper(dialect)
  return { ...dialect, quote, escape: quote, newline: 'lf' }
}

interface ReadCsv {
  readonly dialect: CsvDialect
  readonly width: number
  readonly nulls: readonly string[] | undefined
  readonly parallel: boolean
}

function readCsv(framed: FramedText, { dialect, width, nulls = [''], parallel }: ReadCsv): string {
  const columns = Array.from({ length: width }, (_, i) => `'c${i}': 'VARCHAR'`)
  return `select * from read_csv(${quoteText(framed.records)}, ${csvOptions(framed, dialect, parallel).join(', ')}, nullstr = [${nulls.map(quoteText).join(', ')}], columns = {'_line': 'BIGINT', '_at': 'BIGINT', ${columns.join(', ')}})`
}

/** Options of `read_csv` that leave nothing to be guessed. */
export const csvOptions = (
  framed: FramedText,
  dialect: Pick<CsvDialect, 'delimiter' | 'quote' | 'escape'>,
  parallel: boolean,
): readonly string[] => [
  'auto_detect = false',
  'header = false',
  `delim = ${quoteText(dialect.delimiter)}`,
  `quote = ${quoteText(dialect.quote)}`,
  `escape = ${quoteText(dialect.escape)}`,
  "new_line = '\\n'",
  'allow_quoted_nulls = false',
  `max_line_size = ${Math.max(framed.counts.longest + 1, 2 ** 21)}`,
  `buffer_size = ${Math.max(2 * framed.counts.longest, 2 ** 25)}`,
  `parallel = ${parallel}`,
]

const headerHint = `Declare other names of a column under \`aliases\`, and what cannot be told under \`csv\`: delimiter, quote, skip (lines before the header), encoding, header: false. Headers of up to ${limits.columns} columns are read.`
