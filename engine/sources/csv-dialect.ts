/** How a CSV file is written. Delimiter, quote and escape are single ASCII characters. */
export interface CsvDialect {
  readonly delimiter: string
  /** Empty: the file quotes nothing. */
  readonly quote: string
  /** What goes before a quote within a quoted field; equal to `quote` when quotes are doubled. */
  readonly escape: string
  /** Line ends: "cr" for files that have carriage returns and no line feed, else "lf" (a carriage return before it belongs to it). */
  readonly newline: 'lf' | 'cr'
  readonly header: boolean
  /** Physical lines before the header or, without one, the first record. */
  readonly skip: number
}

/** The dialect in words, e.g. `delimiter ",", quote "\"", header`. */
export function describeDialect(dialect: CsvDialect): string {
  const { delimiter, quote, escape: escaping, newline, header, skip } = dialect
  return [
    `delimiter ${JSON.stringify(delimiter)}`,
    quote === '' ? 'no quotes' : `quote ${JSON.stringify(quote)}`,
    ...(quote !== '' && escaping !== quote ? [`escape ${JSON.stringify(escaping)}`] : []),
    ...(newline === 'cr' ? ['lines end in CR'] : []),
    ...(skip > 0 ? [`${skip} ${skip === 1 ? 'line' : 'lines'} skipped`] : []),
    header ? 'header' : 'no header',
  ].join(', ')
}
