import { quoteIdentifier, quoteText } from '../../contracts/sql-text.ts'
import type { DeclaredColumn, FileRows } from './file-rows.ts'

/** Columns that say where a row came from. */
export interface Provenance {
  readonly file: string
  /** ISO time, UTC. */
  readonly ingestedAt: string
}

/**
 * SELECT of the rows that are right, as declared, with where each came from. `all`: none is known to be wrong, which saves the
 * engine from typing every value twice.
 */
export function acceptedSql(
  rows: FileRows,
  columns: readonly DeclaredColumn[],
  from: Provenance & { readonly all: boolean },
): string {
  const declared = columns.map(({ name }, i) => `t${i} as ${quoteIdentifier(name)}`)
  const provenance = [
    `${quoteText(from.file)} as _source_file`,
    'cast(row_line as bigint) as _source_row',
    `cast(${quoteText(from.ingestedAt.replace('Z', ''))} as timestamp) as _ingested_at`,
  ]
  const select = `select ${[...declared, ...provenance].join(', ')} from (${judgedSql(rows, columns)})`
  return from.all ? select : `${select} where bad = 0`
}

/** SELECT of row_line, row_start, bad, shown, row_raw of the rows that are wrong, in order; `readBad` tells what `bad` means. */
export const rejectedSql = (rows: FileRows, columns: readonly DeclaredColumn[]): string =>
  `select row_line, row_start, bad, ${shownSql(rows)} as shown, row_raw from (${judgedSql(rows, columns)}) where bad <> 0`

/** What is wrong with a row: the record itself, or the first column at fault. */
export type Fault =
  | { readonly kind: 'record' }
  | { readonly kind: 'type'; readonly column: number }
  | { readonly kind: 'missing'; readonly column: number }

export function readBad(bad: number): Fault {
  if (bad < 0) return { kind: 'record' }
  const column = Math.floor((bad - 1) / 2)
  return bad % 2 === 1 ? { kind: 'type', column } : { kind: 'missing', column }
}

const typeCode = (column: number) => 2 * column + 1
const missingCode = (column: number) => 2 * column + 2

/** The rows with every value typed (t0, t1, …) and `bad`, which is 0 for rows that are right. */
function judgedSql(rows: FileRows, columns: readonly DeclaredColumn[]): string {
  const typed = rows.values.map((value, i) =>
    value === undefined
      ? `cast(null as ${columns[i].sqlType}) as t${i}`
      : `${value.typed} as t${i}`,
  )
  const faults = columns.flatMap((column, i) => faultsOf(rows, column, i))
  if (rows.broken !== undefined) faults.unshift(`case when ${rows.broken} then -1 end`)
  // The least code is that of the first column at fault.
  const bad = faults.length === 0 ? '0' : `coalesce(least(${faults.join(', ')}), 0)`
  const typedRows = `select *, ${typed.join(', ')} from (${rows.from})`
  return `select *, ${rows.line} as row_line, ${rows.at ?? 'null'} as row_start, ${rows.raw ?? 'null'} as row_raw, ${bad} as bad from (${typedRows})`
}

/** Codes of what is wrong with a column's value, NULL when nothing is. Whether a value is there is asked only of those that are not typed. */
function faultsOf(rows: FileRows, column: DeclaredColumn, i: number): string[] {
  const value = rows.values[i]
  if (value === undefined) return column.required ? [`${missingCode(i)}`] : []
  const missing = column.required
    ? [`case when not coalesce(${value.filled}, false) then ${missingCode(i)} end`]
    : []
  if (value.certain) return missing
  return [
    ...missing,
    `case when t${i} is null then case when ${value.present} then ${typeCode(i)} end end`,
  ]
}

/** The value at fault as text, its first 200 characters. */
function shownSql(rows: FileRows): string {
  const cases = rows.values.flatMap((value, i) =>
    value === undefined ? [] : [`when ${typeCode(i)} then left(${value.shown}, 200)`],
  )
  return cases.length === 0 ? 'null' : `case bad ${cases.join(' ')} end`
}
