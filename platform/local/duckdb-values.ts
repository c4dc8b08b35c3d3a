import type {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBType,
  DuckDBUnionValue,
  DuckDBValue,
} from '@duckdb/node-api'
import { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { duckdb } from './duckdb-library.ts'

/** A non-null value as plain JavaScript. */
type ToPlain = (value: never) => unknown

/** Decimals of up to 15 digits are exact as JavaScript numbers. */
const exactDecimal = 10n ** 15n

const integer = (value: bigint): number | bigint => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
const decimal = (value: DuckDBDecimalValue): number | string =>
  value.value < exactDecimal && value.value > -exactDecimal ? Number(String(value)) : String(value)
const timestamp = (value: unknown): string => {
  const text = String(value)
  return /^-?infinity$/.test(text) ? text : `${text.replace(' ', 'T')}Z`
}
const zoned = (value: DuckDBTimestampTZValue): string =>
  timestamp(new (duckdb().DuckDBTimestampValue)(value.micros))
const hex = (value: DuckDBBlobValue): string => Buffer.from(value.bytes).toString('hex')
const same = (value: unknown): unknown => value

/**
 * A function that makes plain JavaScript of a type's values: integers as numbers (bigint when unsafe), decimals as numbers
 * up to 15 digits and as text beyond, dates `YYYY-MM-DD`, timestamps ISO 8601 in UTC, blobs in hexadecimal, lists as
 * arrays, structs and maps with text keys as objects, other maps as pairs, and the rest as DuckDB prints it.
 */
export function toPlain(type: DuckDBType): (value: DuckDBValue) => unknown {
  const convert = converter(type) as (value: DuckDBValue) => unknown
  return (value) => (value === null ? null : convert(value))
}

function converter(type: DuckDBType): ToPlain {
  const { DuckDBTypeId: id } = duckdb()
  switch (type.typeId) {
    case id.BOOLEAN:
    case id.TINYINT:
    case id.SMALLINT:
    case id.INTEGER:
    case id.UTINYINT:
    case id.USMALLINT:
    case id.UINTEGER:
    case id.FLOAT:
    case id.DOUBLE:
    case id.VARCHAR:
    case id.ENUM:
      return same
    case id.BIGINT:
    case id.UBIGINT:
    case id.HUGEINT:
    case id.UHUGEINT:
    case id.BIGNUM:
      return integer
    case id.DECIMAL:
      return decimal
    case id.TIMESTAMP:
    case id.TIMESTAMP_S:
    case id.TIMESTAMP_MS:
    case id.TIMESTAMP_NS:
      return timestamp
    case id.TIMESTAMP_TZ:
      return zoned
    case id.BLOB:
      return hex
    default:
      return nested(type)
  }
}

function nested(type: DuckDBType): ToPlain {
  const { DuckDBTypeId: id } = duckdb()
  if (type.typeId === id.LIST || type.typeId === id.ARRAY) return list(toPlain(type.valueType))
  if (type.typeId === id.STRUCT) return struct(type.entryNames, type.entryTypes.map(toPlain))
  if (type.typeId === id.MAP) return map(type.keyType.typeId === id.VARCHAR, type)
  if (type.typeId === id.UNION) {
    const members = new Map(type.memberTags.map((tag, i) => [tag, toPlain(type.memberTypes[i]!)]))
    return (value: DuckDBUnionValue) => members.get(value.tag)?.(value.value) ?? null
  }
  return (value: unknown) => String(value)
}

const list =
  (item: (value: DuckDBValue) => unknown) =>
  (value: DuckDBListValue | DuckDBArrayValue): unknown[] =>
    value.items.map(item)

function struct(
  names: readonly string[],
  items: readonly ((value: DuckDBValue) => unknown)[],
): ToPlain {
  if (names.includes(''))
    throw new SqlFailure(
      'conversion',
      'A row without names cannot be read; write {name: value, …}.',
    )
  return (value: DuckDBStructValue) =>
    Object.fromEntries(names.map((name, i) => [name, items[i]!(value.entries[name] ?? null)]))
}

function map(textKeys: boolean, type: { keyType: DuckDBType; valueType: DuckDBType }): ToPlain {
  const key = toPlain(type.keyType)
  const item = toPlain(type.valueType)
  return (value: DuckDBMapValue) => {
    const pairs = value.entries.map((entry) => [key(entry.key), item(entry.value)] as const)
    return textKeys ? Object.fromEntries(pairs) : pairs
  }
}
