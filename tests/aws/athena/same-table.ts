import type { Column, Row } from '../../../contracts/ports/sql-engine.ts'
import { parseType, type SqlType, trinoType } from '../../../engine/portability/types.ts'

/** Rows in one form whichever engine gave them, sorted: a table has no order. */
export function comparable(rows: readonly Row[], columns: readonly Column[]): readonly string[] {
  const types = columns.map(({ type }) => parseType(type)!)
  return rows
    .map((row) =>
      JSON.stringify(Object.values(row).map((value, index) => plain(value, types[index]!))),
    )
    .toSorted()
}

function plain(value: unknown, type: SqlType): unknown {
  if (value === null || value === undefined) return null
  switch (type.kind) {
    case 'decimal':
      return exact(String(value))
    case 'list':
      return (value as readonly unknown[]).map((item) => plain(item, type.item))
    case 'struct': {
      const values = Array.isArray(value) ? value : Object.values(value)
      return type.fields.map((field, index) => plain(values[index], field.type))
    }
    case 'map':
      return Object.entries(value)
        .map(([key, item]) => [key, plain(item, type.value)])
        .toSorted()
    case 'interval':
      return value
    case 'scalar':
      return plainScalar(value, type.name)
  }
}

function plainScalar(value: unknown, name: string): unknown {
  if (name === 'DOUBLE' || name === 'FLOAT')
    return Object.is(Number(value), -0) ? '0' : String(Number(value))
  if (name === 'TIMESTAMP') return withoutZeros(String(value).replace('T', ' ').replace('Z', ''))
  if (typeof value === 'bigint' || typeof value === 'number' || name === 'HUGEINT')
    return String(value)
  return value
}

const withoutZeros = (text: string) => (text.includes('.') ? text.replace(/\.?0*$/, '') : text)
const exact = (text: string) => withoutZeros(text)

/** The types that Trino must give for columns of DuckDB. */
export const expectedTypes = (columns: readonly Column[]): readonly string[] =>
  columns.map(({ type }) => normal(trinoType(parseType(type)!)!))

export const normal = (type: string): string =>
  type.replaceAll(', ', ',').replaceAll('"', '').toLowerCase()
