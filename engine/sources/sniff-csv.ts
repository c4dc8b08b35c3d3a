import type { SourceColumn, SourceDeclaration } from '../../contracts/project/sources-file.ts'
import type { CsvDialect } from './csv-dialect.ts'
import { csvFields } from './csv-fields.ts'
import { limits } from './limits.ts'
import { type ColumnMatch, matchColumns, matchPositions } from './match-columns.ts'
import { CsvScanner } from './scan-csv-record.ts'

/** How a file is going to be read, and how well that fits what was declared. */
export interface CsvReading {
  readonly dialect: CsvDialect
  /** The header's names; for a file without a header the declared names. */
  readonly names: readonly string[]
  readonly matches: readonly ColumnMatch[]
}

/** Start of a text file, decompressed and in UTF-8. `whole`: it is all there is. */
export interface TextHead {
  readonly head: Buffer
  readonly whole: boolean
}

type Overrides = NonNullable<SourceDeclaration['csv']>

/**
 * Tells the dialect by reading the start of the file in each likely way: the one whose header has most of the declared columns,
 * and then the one in which fewest records are broken. Undefined when no way shows a declared column.
 */
export function sniffCsv(text: TextHead, declaration: SourceDeclaration): CsvReading | undefined {
  const overrides = declaration.csv ?? {}
  const newline = lineEnds(text.head)
  const dialects = candidates(overrides).map((candidate) => ({ ...candidate, newline }))
  const first = attempts({ dialects, skip: overrides.skip ?? 0, text, declaration })
  const best = pick(first)
  if (best?.complete || overrides.skip !== undefined || overrides.header === false) return best
  return headerBelow(dialects, text, declaration) ?? best
}

/** A header below the first line has to be beyond doubt: it has every required column, and half of those declared. */
function headerBelow(
  dialects: readonly Omit<CsvDialect, 'skip'>[],
  text: TextHead,
  declaration: SourceDeclaration,
): CsvReading | undefined {
  const plainest = dialects.filter(({ quote }) => quote === dialects[0].quote)
  for (let skip = 1; skip <= headerLines; skip++) {
    const tries = attempts({ dialects: plainest, skip, text, declaration })
    const sure = tries.filter(
      ({ complete, matched }) => complete && matched * 2 >= declaration.columns.length,
    )
    if (sure.length > 0) return pick(sure)
  }
  return undefined
}

const attempts = ({ dialects, skip, text, declaration }: Attempting): readonly Attempt[] =>
  dialects.flatMap((dialect) => attempt({ ...dialect, skip }, text, declaration.columns))

interface Attempting {
  readonly dialects: readonly Omit<CsvDialect, 'skip'>[]
  readonly skip: number
  readonly text: TextHead
  readonly declaration: SourceDeclaration
}

/** Reads the start of the file in one dialect; undefined when its header is not one, or has no declared column. */
export const readAs = (
  dialect: CsvDialect,
  text: TextHead,
  columns: readonly SourceColumn[],
): CsvReading | undefined => attempt(dialect, text, columns)[0]

/** The names that the first line of the file seems to hold, for messages. */
export function likelyNames(text: TextHead, overrides: Overrides): readonly string[] {
  const newline = lineEnds(text.head)
  const skip = overrides.skip ?? 0
  const tries = candidates(overrides).flatMap((candidate) => {
    const records = headRecords({ ...candidate, newline, skip }, text, 1)
    return records.first === undefined ? [] : [records.first]
  })
  return tries.reduce(
    (best, names) => (names.length > best.length ? names : best),
    [] as readonly string[],
  )
}

/** How the lines end: "cr" only when there is no line feed at all. */
export const lineEnds = (head: Buffer): 'lf' | 'cr' =>
  head.indexOf(0x0a) === -1 && head.indexOf(0x0d) !== -1 ? 'cr' : 'lf'

/** Lines below the first that are tried as the header when that is not one. */
const headerLines = 30
const likelyDelimiters = [',', ';', '\t', '|', ':', '^', '~', '\u0001', '#', '*', ' ']
/** Records of the sample whose fields are looked at. */
const lookedAt = 300

type Candidate = Omit<CsvDialect, 'newline' | 'skip'>

/** Likely dialects, likeliest first. */
function candidates(overrides: Overrides): readonly Candidate[] {
  const delimiters = overrides.delimiter === undefined ? likelyDelimiters : [overrides.delimiter]
  const quotes = overrides.quote === undefined ? ['"', '', "'"] : [overrides.quote]
  const header = overrides.header ?? true
  return quotes.flatMap((quote) =>
    escapesOf(quote, overrides.escape).flatMap((escaping) =>
      delimiters.map((delimiter) => ({ delimiter, quote, escape: escaping, header })),
    ),
  )
}

const escapesOf = (quote: string, declared: string | undefined): readonly string[] => {
  if (quote === '') return ['']
  if (declared !== undefined) return [declared === '' ? quote : declared]
  return [quote, '\\']
}

interface Attempt extends CsvReading {
  readonly matched: number
  readonly complete: boolean
  /** Records that have another number of fields, or none, and fields that kept their quotes. */
  readonly cost: number
}

function attempt(
  dialect: CsvDialect,
  text: TextHead,
  columns: readonly SourceColumn[],
): readonly Attempt[] {
  const { first } = headRecords(dialect, text, 1)
  if (first === undefined || first.length > limits.columns) return []
  const names = dialect.header ? first : columns.map(({ name }) => name)
  const matches = dialect.header ? matchColumns(columns, names) : matchPositions(columns)
  const matched = matches.filter(({ index }) => index !== undefined).length
  if (matched === 0) return []
  const sample = headRecords(dialect, text, Number.POSITIVE_INFINITY)
  const complete = matches.every(({ column, index }) => index !== undefined || !column.required)
  const fitting = sample.widths.get(names.length) ?? 0
  if (fitting === 0) return []
  return [
    { dialect, names, matches, matched, complete, cost: sample.records - fitting + sample.wrapped },
  ]
}

function pick(tries: readonly Attempt[]): Attempt | undefined {
  let best: Attempt | undefined
  for (const next of tries) if (best === undefined || isBetter(next, best)) best = next
  return best
}

/** Order of the candidates decides between equals. */
function isBetter(a: Attempt, b: Attempt): boolean {
  if (a.complete !== b.complete) return a.complete
  if (a.matched !== b.matched) return a.matched > b.matched
  return a.cost < b.cost
}

interface Sample {
  /** Fields of the first record. */
  readonly first: readonly string[] | undefined
  /** Records seen, the first one and blank lines included only when there is no header. */
  readonly records: number
  /** How many of them have how many fields. */
  readonly widths: ReadonlyMap<number, number>
  /** Fields of the first records that are wrapped in quotes which this dialect takes for text. */
  readonly wrapped: number
}

/** Reads up to `most` records as they stand at the start of the file. */
function headRecords(dialect: CsvDialect, { head, whole }: TextHead, most: number): Sample {
  const scanner = new CsvScanner(dialect)
  const widths = new Map<number, number>()
  let at = afterLines(head, dialect)
  let records = 0
  let wrapped = 0
  let first: readonly string[] | undefined
  while (at < head.length && records < most) {
    const found = scanner.scan(head, at, head.length, whole)
    if (found === 'cut') break
    if (found === 'record' && scanner.to === at) {
      at = scanner.next
      continue
    }
    if (first === undefined) {
      if (found !== 'record') return { first, records, widths, wrapped }
      first = csvFields(head.toString('utf8', at, scanner.to), dialect).map(({ text }) => text)
    }
    if (found === 'record' && most > 1 && records < lookedAt) {
      wrapped += countWrapped(head.toString('utf8', at, scanner.to), dialect)
    }
    records++
    if (found === 'record') widths.set(scanner.fields, (widths.get(scanner.fields) ?? 0) + 1)
    at = found === 'record' ? scanner.next : nextLine(head, at, dialect)
  }
  return { first, records, widths, wrapped }
}

const countWrapped = (record: string, dialect: CsvDialect): number =>
  csvFields(record, dialect).filter(
    ({ text, quoted }) => !quoted && /^(["']).*\1$/s.test(text) && text.length > 1,
  ).length

function afterLines(head: Buffer, dialect: CsvDialect): number {
  let at = 0
  for (let line = 0; line < dialect.skip && at < head.length; line++)
    at = nextLine(head, at, dialect)
  return at
}

function nextLine(head: Buffer, from: number, { newline }: CsvDialect): number {
  const at = head.indexOf(newline === 'cr' ? 0x0d : 0x0a, from)
  return at === -1 ? head.length : at + 1
}
