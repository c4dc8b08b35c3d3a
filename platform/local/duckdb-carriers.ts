import type { DuckDBType, DuckDBVector } from '@duckdb/node-api'
import { type Column, type ColumnData, SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import { duckdb } from './duckdb-library.ts'

/** How the values of one column come into DuckDB: in a simple type that is filled fast, cast to the declared one later. */
export interface Carrier {
  readonly kind: ColumnData['kind']
  readonly type: DuckDBType
  /** SQL that makes the declared column of the carried one. */
  readonly expression: string
  /** Fills `vector` with the values of rows `from` and following. */
  readonly fill: (vector: DuckDBVector, data: ColumnData, from: number) => void
}

const wholeNumber = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT|U?INTEGER)$/
const approximate = /^(?:FLOAT|DOUBLE|REAL)$/
const nested = /\]$|^(?:STRUCT|MAP)\b/

export function carrierOf(column: Column, data: ColumnData): Carrier {
  const { DOUBLE, VARCHAR, FLOAT, ARRAY } = duckdb()
  const name = quoteIdentifier(column.name)
  const cast = (inner: string) => `CAST(${inner} AS ${column.type}) AS ${name}`
  switch (data.kind) {
    case 'number':
      return { kind: 'number', type: DOUBLE, expression: cast(name), fill: fillNumbers(column) }
    case 'vector':
      return {
        kind: 'vector',
        type: ARRAY(FLOAT, data.size),
        expression: cast(name),
        fill: fillVectors(column, data.size),
      }
    case 'text':
      return {
        kind: 'text',
        type: VARCHAR,
        expression: cast(textOf(column, name)),
        fill: fillTexts,
      }
    case 'other':
      return {
        kind: 'other',
        type: VARCHAR,
        expression: cast(otherOf(column, name)),
        fill: fillOthers(column),
      }
  }
}

const textOf = ({ type }: Column, name: string): string =>
  type === 'BLOB' ? `unhex(${name})` : name
const otherOf = (column: Column, name: string): string =>
  nested.test(column.type) ? `${name}::JSON` : textOf(column, name)

/** A column that holds only NULL, for a result without rows. */
export const emptyColumn = ({ name, type }: Column): string =>
  `CAST(NULL AS ${type}) AS ${quoteIdentifier(name)}`

/** The array behind a vector of numbers; its type calls it private, and setting a value a call is ten times slower. */
const itemsOf = <T>(vector: DuckDBVector): T => (vector as unknown as { readonly items: T }).items
const childOf = (vector: DuckDBVector): DuckDBVector =>
  (vector as unknown as { readonly childData: DuckDBVector }).childData
const setMissing = (vector: DuckDBVector, row: number): void => vector.setItem(row, null)

type Fill = Carrier['fill']

function fillNumbers(column: Column): Fill {
  const whole = wholeNumber.test(column.type)
  const exact = !approximate.test(column.type)
  return (vector, data, from) => {
    if (data.kind !== 'number') throw mixed(column, data)
    const items = itemsOf<Float64Array>(vector)
    const count = items.length
    items.set(data.values.subarray(from, from + count))
    for (let row = 0; row < count; row++) {
      const missing = data.present?.[from + row] === 0 || (exact && Number.isNaN(items[row]))
      if (missing) setMissing(vector, row)
      else if (whole && !Number.isInteger(items[row]))
        throw new SqlFailure(
          'conversion',
          `Column "${column.name}" is ${column.type}, but row ${from + row + 1} of a chunk has ${items[row]}.`,
        )
    }
  }
}

function fillVectors(column: Column, size: number): Fill {
  return (vector, data, from) => {
    if (data.kind !== 'vector' || data.size !== size) throw mixed(column, data)
    const count = vector.itemCount
    itemsOf<Float32Array>(childOf(vector)).set(
      data.values.subarray(from * size, (from + count) * size),
    )
    if (!data.present) return
    for (let row = 0; row < count; row++)
      if (data.present[from + row] === 0) setMissing(vector, row)
  }
}

const fillTexts: Fill = (vector, data, from) => {
  const values = (data as Extract<ColumnData, { kind: 'text' }>).values
  for (let row = 0; row < vector.itemCount; row++) vector.setItem(row, values[from + row] ?? null)
}

function fillOthers(column: Column): Fill {
  const json = nested.test(column.type)
  return (vector, data, from) => {
    const values = (data as Extract<ColumnData, { kind: 'other' }>).values
    for (let row = 0; row < vector.itemCount; row++)
      vector.setItem(row, textOfValue(values[from + row], json))
  }
}

function textOfValue(value: unknown, json: boolean): string | null {
  if (value === null || value === undefined) return null
  if (json || (typeof value === 'object' && !(value instanceof Date)))
    return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item))
  return value instanceof Date ? value.toISOString() : String(value)
}

export const mixed = (column: Column, data: ColumnData): TypeError =>
  new TypeError(
    `The chunks of column "${column.name}" are not of one kind and size; one is ${data.kind}.`,
  )
