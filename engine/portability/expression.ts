import { quoteText } from '../../contracts/sql-text.ts'
import {
  DATE,
  DOUBLE,
  duckType,
  exactly,
  FLOAT,
  isFloating,
  isInteger,
  isNull,
  isNumber,
  isText,
  leastInteger,
  type SqlType,
  sameType,
  TIMESTAMP,
  trinoType,
} from './types.ts'

/** An expression in Trino's SQL whose value has, exactly, the type that DuckDB gives it. */
export interface Expr {
  readonly sql: string
  readonly type: SqlType
  /** Value of a literal. Literals take the type of what they meet. */
  readonly literal?: bigint | string
  /** It holds an aggregate that is not part of a window. */
  readonly aggregate?: boolean
  readonly window?: boolean
  /** Lengths of time: how often which unit. */
  readonly interval?: { readonly unit: string; readonly count: Expr }
}

/** What a part passes on to the whole. */
export const marks = (parts: readonly Expr[]): Pick<Expr, 'aggregate' | 'window'> => ({
  ...(parts.some(({ aggregate }) => aggregate) ? { aggregate: true } : {}),
  ...(parts.some(({ window }) => window) ? { window: true } : {}),
})

export const expr = (sql: string, type: SqlType, ...parts: readonly Expr[]): Expr => ({
  sql,
  type,
  ...marks(parts),
})

export const castSql = (sql: string, type: SqlType): string => `CAST(${sql} AS ${trinoType(type)})`

export function integerLiteral(value: bigint, type: SqlType): Expr {
  const known = type.kind === 'scalar' ? integerForms[type.name] : undefined
  const sql = known === undefined ? castSql(String(value), type) : known(String(value))
  return { sql, type, literal: value }
}

const integerForms: Readonly<Record<string, (digits: string) => string>> = {
  INTEGER: (digits) => (digits.startsWith('-') ? `(${digits})` : digits),
  BIGINT: (digits) => `BIGINT '${digits}'`,
  HUGEINT: (digits) => `CAST(DECIMAL '${digits}' AS decimal(38,0))`,
}

/** Signs beyond ASCII that cannot be seen are written as numbers. */
export function textLiteral(value: string): Expr {
  const hidden = /(?! )[\p{Cc}\p{Cf}\p{Z}]/u
  if (!hidden.test(value))
    return { sql: quoteText(value), type: { kind: 'scalar', name: 'VARCHAR' }, literal: value }
  const escaped = [...value]
    .map((sign) => {
      if (sign === '\\') return '\\\\'
      return hidden.test(sign)
        ? `\\+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(6, '0')}`
        : sign
    })
    .join('')
  return {
    sql: `U&${quoteText(escaped)}`,
    type: { kind: 'scalar', name: 'VARCHAR' },
    literal: value,
  }
}

/** A moment as DuckDB and Trino read it alike. */
export const strictMoment = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?$/

/** Why an expression cannot stand where a type is wanted, or the expression in this type. Only what DuckDB does by itself. */
export function implicitly(from: Expr, to: SqlType): Expr | string {
  if (sameType(from.type, to)) return from
  const parts = { ...marks([from]) }
  if (isNull(from.type)) return { sql: castSql('NULL', to), type: to, ...parts }
  if (typeof from.literal === 'bigint' && (isInteger(to) || to.kind === 'decimal'))
    return integerLiteral(from.literal, to)
  if (typeof from.literal === 'bigint' && sameType(to, DOUBLE))
    return { sql: `${from.literal}E0`, type: DOUBLE }
  if (typeof from.literal === 'string' && isText(from.type)) return literalAs(from.literal, to)
  if (widens(from.type, to)) return { sql: castSql(from.sql, to), type: to, ...parts }
  return `${duckType(from.type)} is taken for ${duckType(to)} without a cast; write the cast`
}

function literalAs(value: string, to: SqlType): Expr | string {
  const moment = strictMoment.test(value)
  if (sameType(to, DATE) && moment && value.length === 10)
    return { sql: `DATE ${quoteText(value)}`, type: DATE }
  if (sameType(to, TIMESTAMP) && moment) return timestampLiteral(value)
  return `the text ${quoteText(value)} is taken for ${duckType(to)} without a cast; write the cast`
}

/** With six digits of a second, so that it has the type of every other timestamp. */
export function timestampLiteral(value: string): Expr {
  const [date = '', time = '00:00:00'] = value.split(/[ T]/)
  const seconds = time.length === 5 ? `${time}:00` : time
  const [whole = '', fraction = ''] = seconds.split('.')
  return {
    sql: `TIMESTAMP '${date} ${whole}.${fraction.padEnd(6, '0')}'`,
    type: TIMESTAMP,
  }
}

function widens(from: SqlType, to: SqlType): boolean {
  if (sameType(from, DATE) && sameType(to, TIMESTAMP)) return true
  if (from.kind === 'list' && to.kind === 'list')
    return widens(from.item, to.item) || isNull(from.item)
  if (!isNumber(from) || !isNumber(to)) return false
  if (sameType(to, DOUBLE)) return true
  if (sameType(to, FLOAT)) return isInteger(from)
  if (isFloating(from)) return false
  const one = exactly(from)
  const two = exactly(to)
  return one.scale <= two.scale && one.width - one.scale <= two.width - two.scale
}

/** The type of a literal when the other side is an integer: the literal adapts when it fits. */
export function adapted(side: Expr, other: Expr): SqlType {
  if (typeof side.literal !== 'bigint' || typeof other.literal === 'bigint') return side.type
  if (!isInteger(other.type)) return side.type
  const least = leastInteger(side.literal)
  return exactly(least).width > exactly(other.type).width ? least : other.type
}
