/** A type of DuckDB as a structure. */
export type SqlType =
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'decimal'; readonly width: number; readonly scale: number }
  | { readonly kind: 'list'; readonly item: SqlType }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }
  | { readonly kind: 'map'; readonly key: SqlType; readonly value: SqlType }
  /** A length of time that is only ever added or subtracted; it has no counterpart as a value. */
  | { readonly kind: 'interval' }

export interface Field {
  readonly name: string
  readonly type: SqlType
}

export const scalar = (name: string): SqlType => ({ kind: 'scalar', name })
export const decimal = (width: number, scale: number): SqlType => ({
  kind: 'decimal',
  width,
  scale,
})
export const list = (item: SqlType): SqlType => ({ kind: 'list', item })

export const BOOLEAN = scalar('BOOLEAN')
export const TINYINT = scalar('TINYINT')
export const INTEGER = scalar('INTEGER')
export const BIGINT = scalar('BIGINT')
export const HUGEINT = scalar('HUGEINT')
export const FLOAT = scalar('FLOAT')
export const DOUBLE = scalar('DOUBLE')
export const VARCHAR = scalar('VARCHAR')
export const DATE = scalar('DATE')
export const TIMESTAMP = scalar('TIMESTAMP')
export const NULL_TYPE = scalar('NULL')
export const INTERVAL: SqlType = { kind: 'interval' }

/** Trino's names. What is not here has no type there that holds the same values. */
const trinoScalars: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  // Trino has no integer of 128 bits; Millrace stores one as DECIMAL(38,0) on DuckDB too.
  HUGEINT: 'decimal(38,0)',
  FLOAT: 'real',
  DOUBLE: 'double',
  VARCHAR: 'varchar',
  // JSON is text in Parquet. Nothing but the text itself is taken from it.
  JSON: 'varchar',
  BLOB: 'varbinary',
  DATE: 'date',
  TIMESTAMP: 'timestamp(6)',
}

/** The type in Trino; undefined when there is none. */
export function trinoType(type: SqlType): string | undefined {
  switch (type.kind) {
    case 'scalar':
      return trinoScalars[type.name]
    case 'decimal':
      return `decimal(${type.width},${type.scale})`
    case 'list':
      return wrap('array', [type.item])
    case 'map':
      return wrap('map', [type.key, type.value])
    case 'struct': {
      const fields = type.fields.map((field) => {
        const inner = trinoType(field.type)
        return inner && `${quoteName(field.name)} ${inner}`
      })
      return fields.includes(undefined) ? undefined : `row(${fields.join(', ')})`
    }
    case 'interval':
      return undefined
  }
}

function wrap(name: string, parts: readonly SqlType[]): string | undefined {
  const inner = parts.map(trinoType)
  return inner.includes(undefined) ? undefined : `${name}(${inner.join(', ')})`
}

const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`

/** The type as DuckDB writes it. */
export function duckType(type: SqlType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name
    case 'decimal':
      return `DECIMAL(${type.width},${type.scale})`
    case 'list':
      return `${duckType(type.item)}[]`
    case 'map':
      return `MAP(${duckType(type.key)}, ${duckType(type.value)})`
    case 'struct':
      return `STRUCT(${type.fields.map(({ name, type: inner }) => `${quoteName(name)} ${duckType(inner)}`).join(', ')})`
    case 'interval':
      return 'INTERVAL'
  }
}

export const sameType = (a: SqlType, b: SqlType): boolean => duckType(a) === duckType(b)

const whole = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT']
const digits: Readonly<Record<string, number>> = {
  TINYINT: 3,
  SMALLINT: 5,
  INTEGER: 10,
  BIGINT: 19,
  HUGEINT: 38,
}

export const isInteger = (type: SqlType): boolean =>
  type.kind === 'scalar' && whole.includes(type.name)
export const isFloating = (type: SqlType): boolean =>
  type.kind === 'scalar' && (type.name === 'DOUBLE' || type.name === 'FLOAT')
export const isNumber = (type: SqlType): boolean =>
  isInteger(type) || isFloating(type) || type.kind === 'decimal'
export const isText = (type: SqlType): boolean => type.kind === 'scalar' && type.name === 'VARCHAR'
export const isNull = (type: SqlType): boolean => type.kind === 'scalar' && type.name === 'NULL'
export const isMoment = (type: SqlType): boolean =>
  type.kind === 'scalar' && (type.name === 'DATE' || type.name === 'TIMESTAMP')

/** Digits and scale of an exact number. */
export function exactly(type: SqlType): { readonly width: number; readonly scale: number } {
  if (type.kind === 'decimal') return type
  if (type.kind === 'scalar' && isInteger(type)) return { width: digits[type.name]!, scale: 0 }
  throw new TypeError(`${duckType(type)} is no exact number.`)
}

/** The smallest integer type that holds a literal. */
export function leastInteger(value: bigint): SqlType {
  const limits = [7n, 15n, 31n, 63n, 127n]
  const index = limits.findIndex((bits) => value >= -(2n ** bits) && value < 2n ** bits)
  return scalar(whole[index < 0 ? 4 : index]!)
}

/** The type that DuckDB gives to values of two types that come together (CASE, UNION, comparison); undefined when there is none here. */
export function commonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (sameType(a, b)) return a
  if (isNull(a)) return b
  if (isNull(b)) return a
  if (isNumber(a) && isNumber(b)) return commonNumber(a, b)
  if (isMoment(a) && isMoment(b)) return TIMESTAMP
  if (a.kind === 'list' && b.kind === 'list') {
    const item = commonType(a.item, b.item)
    return item && list(item)
  }
  return undefined
}

function commonNumber(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === 'scalar' && b.kind === 'scalar' && isInteger(a) && isInteger(b))
    return scalar(whole[Math.max(whole.indexOf(a.name), whole.indexOf(b.name))]!)
  if (isFloating(a) || isFloating(b)) {
    const isFloat = (type: SqlType) => !isFloating(type) || sameType(type, FLOAT)
    return isFloat(a) && isFloat(b) ? FLOAT : DOUBLE
  }
  const one = exactly(a)
  const two = exactly(b)
  const scale = Math.max(one.scale, two.scale)
  const width = Math.max(one.width - one.scale, two.width - two.scale) + scale
  return width > 38 ? undefined : decimal(width, scale)
}

/** Reads a type as DuckDB writes it. Undefined for what is not known here. */
export function parseType(text: string): SqlType | undefined {
  const trimmed = text.trim()
  const listed = /^(.*)\[\]$/s.exec(trimmed)
  if (listed) {
    const item = parseType(listed[1]!)
    return item && list(item)
  }
  const sized = /^(?:DECIMAL|NUMERIC)\((\d+),\s*(\d+)\)$/.exec(trimmed)
  if (sized) return decimal(Number(sized[1]), Number(sized[2]))
  const nested = /^(STRUCT|MAP)\((.*)\)$/s.exec(trimmed)
  if (nested) return parseNested(nested[1]!, splitOutside(nested[2]!))
  if (trimmed === '"NULL"') return NULL_TYPE
  return trimmed in trinoScalars ? scalar(trimmed) : undefined
}

function parseNested(kind: string, parts: readonly string[]): SqlType | undefined {
  if (kind === 'MAP') {
    const [key, value] = parts.map(parseType)
    return key && value && { kind: 'map', key, value }
  }
  const fields = parts.map((part) => {
    const named = /^\s*(?:"((?:[^"]|"")*)"|(\S+))\s+(.*)$/s.exec(part)
    const type = named ? parseType(named[3]!) : undefined
    return type && { name: named?.[1]?.replaceAll('""', '"') ?? named?.[2] ?? '', type }
  })
  return fields.includes(undefined) ? undefined : { kind: 'struct', fields: fields as Field[] }
}

/** Splits at commas that stand in no bracket and no quotes. */
function splitOutside(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (const match of text.matchAll(/"(?:[^"]|"")*"|[(),]/g)) {
    if (match[0] === '(') depth++
    if (match[0] === ')') depth--
    if (match[0] !== ',' || depth > 0) continue
    parts.push(text.slice(start, match.index))
    start = match.index + 1
  }
  return [...parts, text.slice(start)]
}
