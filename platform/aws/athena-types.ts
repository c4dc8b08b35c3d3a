import { hiveType } from '../../contracts/hive-types.ts'
import type { RemoteInput } from '../../contracts/ports/remote-sql.ts'
import { type Column, SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'

interface HiveColumn {
  readonly Name: string
  readonly Type: string
}

const isTimestamp = (type: string): boolean => type === 'TIMESTAMP'

/**
 * How a table's files are told to Athena. DuckDB keeps timestamps as integers of microseconds, and as such they are read, for
 * Athena would cut them to milliseconds; Athena's own files have no more than these.
 */
export const storedColumns = ({ columns, madeBy }: RemoteInput): readonly HiveColumn[] =>
  writtenColumns(columns).map((column, index) =>
    isTimestamp(columns[index]!.type) && madeBy !== 'athena'
      ? { ...column, Type: 'bigint' }
      : column,
  )

/** The columns of a table that Athena writes. */
export const writtenColumns = (columns: readonly Column[]): readonly HiveColumn[] =>
  columns.map(({ name, type }) => ({ Name: name.toLowerCase(), Type: hive(name, type) }))

function hive(name: string, type: string): string {
  const mapping = hiveType(type)
  const within = !isTimestamp(type) && type.includes('TIMESTAMP')
  if (mapping.kind === 'mapped' && !within) return mapping.hive
  throw new SqlFailure(
    'conversion',
    `Column "${name}" has type ${type}, which Athena cannot keep exactly.`,
  )
}

/** A table of stored columns in the types of DuckDB, as something that may stand in FROM. */
export function typedTable(table: string, { columns, madeBy }: RemoteInput): string {
  const list = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name.toLowerCase())
    return `${isTimestamp(type) ? moment(column, madeBy) : column} AS ${quoteIdentifier(name)}`
  })
  return `(SELECT ${list.join(', ')} FROM ${table})`
}

const moment = (column: string, madeBy: string): string =>
  madeBy === 'athena'
    ? `CAST(${column} AS timestamp(6))`
    : `CAST(from_unixtime_nanos(${column} * DECIMAL '1000') AT TIME ZONE 'UTC' AS timestamp(6))`

/** A SELECT as it is written. Athena's files hold milliseconds: a timestamp with more than these stops the query. */
export function storableSelect(sql: string, columns: readonly Column[]): string {
  const list = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name)
    if (!isTimestamp(type)) return column
    const short = `CAST(${column} AS timestamp(3))`
    const lost = `CAST(concat('more than milliseconds in "${name.replaceAll("'", "''")}": ', CAST(${column} AS varchar)) AS timestamp(3))`
    return `CASE WHEN ${column} = CAST(${short} AS timestamp(6)) THEN ${short} WHEN ${column} IS NOT NULL THEN ${lost} END`
  })
  return `SELECT ${list.join(', ')} FROM (${sql}\n)`
}
