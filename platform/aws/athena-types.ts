import { hiveType } from '../../contracts/hive-types.ts'
import { type Column, SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'

const isTimestamp = (type: string): boolean => type === 'TIMESTAMP'

/** How a table's files are told to Athena: timestamps as the integers that they are in Parquet, for Athena would cut them to milliseconds. */
export function storedColumns(
  columns: readonly Column[],
): readonly { Name: string; Type: string }[] {
  return columns.map(({ name, type }) => ({
    Name: name.toLowerCase(),
    Type: isTimestamp(type) ? 'bigint' : hive(name, type),
  }))
}

/** The columns of a table that Athena writes. */
export function writtenColumns(
  columns: readonly Column[],
): readonly { Name: string; Type: string }[] {
  return columns.map(({ name, type }) => ({ Name: name.toLowerCase(), Type: hive(name, type) }))
}

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
export function typedTable(table: string, columns: readonly Column[]): string {
  const list = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name.toLowerCase())
    const value = isTimestamp(type)
      ? `CAST(from_unixtime_nanos(${column} * DECIMAL '1000') AT TIME ZONE 'UTC' AS timestamp(6))`
      : column
    return `${value} AS ${quoteIdentifier(name)}`
  })
  return `(SELECT ${list.join(', ')} FROM ${table})`
}

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
