import type { Row } from '../../contracts/ports/sql-engine.ts'
import { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { quoteText } from '../../contracts/sql-text.ts'
import type { CsvDialect } from './csv-dialect.ts'
import type { Reading } from './read-deps.ts'
import { lineEnds, type TextHead } from './sniff-csv.ts'

/** The dialect that DuckDB sniffs from the start of the file; undefined when it finds none that we can frame. */
export async function engineDialect(
  { engine, scratch, declaration }: Reading,
  { head }: TextHead,
): Promise<CsvDialect | undefined> {
  if (head.length === 0) return undefined
  const path = await scratch.write('head', head)
  const session = await engine.open({
    readable: [],
    files: [path],
    threads: 1,
    memoryMegabytes: 512,
    timeoutSeconds: 30,
  })
  try {
    const { delimiter, quote, escape: escaping, skip } = declaration.csv ?? {}
    const overrides = Object.entries({ delim: delimiter, quote, escape: escaping }).flatMap(
      ([name, value]) => (value === undefined ? [] : [`, ${name} = ${quoteText(value)}`]),
    )
    if (skip !== undefined) overrides.push(`, skip = ${skip}`)
    const [row] = await session.rows(
      `select Delimiter, Quote, Escape, SkipRows from sniff_csv(${quoteText(path)}, all_varchar = true, ignore_errors = true${overrides.join('')})`,
    )
    return row && dialectOf(row, head, declaration.csv?.header ?? true)
  } catch (error) {
    if (error instanceof SqlFailure) return undefined
    throw error
  } finally {
    await session.close()
  }
}

function dialectOf(row: Row, head: Buffer, header: boolean): CsvDialect | undefined {
  const [delimiter, quote, escaping] = ['Delimiter', 'Quote', 'Escape'].map((name) =>
    character(row[name]),
  )
  if (!isPlain(delimiter) || (quote !== '' && !isPlain(quote))) return undefined
  return {
    delimiter,
    quote,
    escape: isPlain(escaping) ? escaping : quote,
    newline: lineEnds(head),
    header,
    skip: Number(row['SkipRows'] ?? 0),
  }
}

const character = (value: unknown): string => {
  const text = String(value ?? '')
  return text === '(empty)' || text === '\0' ? '' : text
}

/** One ASCII character that can stand between fields or around them. */
const isPlain = (text: string): boolean =>
  text.length === 1 && text > '\0' && text < '\u0080' && text !== '\r' && text !== '\n'
