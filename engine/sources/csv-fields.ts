import type { CsvDialect } from './csv-dialect.ts'

export interface CsvField {
  readonly text: string
  readonly quoted: boolean
}

/** The fields of one record that was scanned well, unescaped. */
export function csvFields(record: string, dialect: CsvDialect): readonly CsvField[] {
  const fields: CsvField[] = []
  let at = 0
  while (true) {
    const field = quotedField(record, at, dialect) ?? plainField(record, at, dialect)
    fields.push({ text: field.text, quoted: field.quoted })
    if (field.end >= record.length) return fields
    at = field.end + 1
  }
}

/** The record as SQL is to read it: delimiter as it was, `"` (or the file's own quote) around fields, doubled within them. */
export function writeCsvRecord(fields: readonly CsvField[], dialect: CsvDialect): string {
  const quote = quoteOnPaper(dialect)
  const special = [dialect.delimiter, quote, '\n', '\r']
  return fields
    .map(({ text, quoted }) =>
      quoted || special.some((character) => text.includes(character)) || text.startsWith(' ')
        ? `${quote}${text.replaceAll(quote, quote + quote)}${quote}`
        : text,
    )
    .join(dialect.delimiter)
}

/** The quote that records of this dialect are handed to SQL with. */
export const quoteOnPaper = (dialect: CsvDialect): string => dialect.quote || '"'

interface Found extends CsvField {
  /** Index of the delimiter after the field, or the record's length. */
  readonly end: number
}

function plainField(record: string, from: number, { delimiter }: CsvDialect): Found {
  const next = record.indexOf(delimiter, from)
  const end = next === -1 ? record.length : next
  return { text: record.slice(from, end), quoted: false, end }
}

function quotedField(record: string, from: number, dialect: CsvDialect): Found | undefined {
  const { delimiter, quote } = dialect
  let at = from
  while (delimiter !== ' ' && record[at] === ' ') at++
  if (quote === '' || record[at] !== quote) return undefined
  let text = ''
  for (at++; at < record.length; at++) {
    const character = record[at]
    if (character === quote) {
      if (record[at + 1] !== quote) break
      text += record[++at]
    } else if (character === dialect.escape && at + 1 < record.length) {
      text += record[++at]
    } else text += character
  }
  const next = record.indexOf(delimiter, at + 1)
  return { text, quoted: true, end: next === -1 ? record.length : next }
}
