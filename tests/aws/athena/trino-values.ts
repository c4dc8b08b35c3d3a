import type { Column, Row } from '../../../contracts/ports/sql-engine.ts'
import { castSql, textLiteral } from '../../../engine/portability/expression.ts'
import { parseType, type SqlType } from '../../../engine/portability/types.ts'

/** Rows that DuckDB read, as a relation in Trino's SQL. */
export function trinoValues(rows: readonly Row[], columns: readonly Column[]): string {
  const types = columns.map(({ type }) => parseType(type)!)
  const list = rows.map(
    (row) => `(${columns.map(({ name }, index) => literal(row[name], types[index]!)).join(', ')})`,
  )
  return `(SELECT * FROM (VALUES ${list.join(', ')}) AS v (${columns.map(({ name }) => `"${name}"`).join(', ')}))`
}

function literal(value: unknown, type: SqlType): string {
  return castSql(value === null || value === undefined ? 'NULL' : inner(value, type), type)
}

function inner(value: unknown, type: SqlType): string {
  switch (type.kind) {
    case 'list':
      return `ARRAY[${(value as readonly unknown[]).map((item) => literal(item, type.item)).join(', ')}]`
    case 'struct':
      return `ROW(${type.fields.map(({ name, type: of }) => literal((value as Row)[name], of)).join(', ')})`
    case 'map': {
      const entries = Object.entries(value as Row)
      const side = (items: readonly string[]) => `ARRAY[${items.join(', ')}]`
      return `map(${side(entries.map(([key]) => literal(key, type.key)))}, ${side(entries.map(([, item]) => literal(item, type.value)))})`
    }
    default:
      return scalarText(value, type)
  }
}

function scalarText(value: unknown, type: SqlType): string {
  if (typeof value === 'boolean') return String(value)
  if (type.kind === 'scalar' && type.name === 'DOUBLE') return `'${value}'`
  if (type.kind === 'scalar' && type.name === 'TIMESTAMP')
    return `'${String(value).replace('T', ' ').replace('Z', '')}'`
  return typeof value === 'string' ? textLiteral(value).sql : `'${value}'`
}
