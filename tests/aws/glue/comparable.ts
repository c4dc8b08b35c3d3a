import type { Row } from '../../../contracts/ports/sql-engine.ts'

/** Rows whose values are equal are equal in this form, whether DuckDB or Trino gave them. */
export const comparable = (rows: readonly Row[]): readonly Row[] =>
  rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
  )

const moment = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d+)?Z?$/

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'string') return value
  const [, day, time, fraction = ''] = moment.exec(value) ?? []
  return day === undefined ? value : `${day} ${time}${fraction.replace(/\.?0+$/, '')}`
}
