import {
  castSql,
  type Expr,
  expr,
  implicitly,
  strictMoment,
  timestampLiteral,
} from './expression.ts'
import { type Node, refuse } from './syntax.ts'
import {
  DATE,
  DOUBLE,
  duckType,
  isFloating,
  isInteger,
  isText,
  type SqlType,
  sameType,
  TIMESTAMP,
  trinoType,
} from './types.ts'

/** An expression in the type that it is taken for without a cast. */
export function coerced(from: Expr, to: SqlType, node: Node): Expr {
  const done = implicitly(from, to)
  if (typeof done === 'string') throw refuse(done, node)
  return done
}

/** `cast` and `try_cast`. */
export function cast(from: Expr, to: SqlType, attempt: boolean, node: Node): Expr {
  if (trinoType(to) === undefined)
    throw refuse(`the type ${duckType(to)} has no counterpart with the same values`, node)
  const literal = literalMoment(from, to)
  if (literal) return literal
  const easy = isText(from.type) ? implicitOnly(from, to) : implicitly(from, to)
  if (typeof easy !== 'string') return easy
  const sql = castForm(from, to, attempt)
  if (sql === undefined)
    throw refuse(
      `a cast of ${duckType(from.type)} to ${duckType(to)} differs between the engines`,
      node,
    )
  return expr(sql, to, from)
}

const implicitOnly = (from: Expr, to: SqlType): Expr | string =>
  sameType(from.type, to) ? from : 'a cast'

function literalMoment({ literal }: Expr, to: SqlType): Expr | undefined {
  if (typeof literal !== 'string' || !strictMoment.test(literal)) return undefined
  if (!isDay(literal.slice(0, 10))) return undefined
  if (sameType(to, TIMESTAMP)) return timestampLiteral(literal)
  if (sameType(to, DATE) && literal.length === 10) return { sql: `DATE '${literal}'`, type: DATE }
  return undefined
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

const isName = (type: SqlType, ...names: readonly string[]) =>
  type.kind === 'scalar' && names.includes(type.name)

function castForm(from: Expr, to: SqlType, attempt: boolean): string | undefined {
  const { sql, type } = from
  const as = (inner: string) => `${attempt ? 'TRY_CAST' : 'CAST'}(${inner} AS ${trinoType(to)})`
  const exact = (of: SqlType) => isInteger(of) || of.kind === 'decimal'
  if (exact(type) && exact(to)) return as(sql)
  if (isFloating(type) && isInteger(to)) return as(halfEven(castSql(sql, DOUBLE)))
  if (isName(type, 'DOUBLE') && isName(to, 'FLOAT')) return as(sql)
  if (isName(type, 'BOOLEAN') && (isInteger(to) || isText(to))) return as(sql)
  if (isInteger(type) && isName(to, 'BOOLEAN')) return isName(type, 'HUGEINT') ? undefined : as(sql)
  if (exact(type) && isText(to)) return as(sql)
  if (isName(type, 'DATE') && isText(to)) return as(sql)
  if (isName(type, 'TIMESTAMP') && isText(to)) return withoutZeros(as(sql))
  if (isName(type, 'TIMESTAMP') && isName(to, 'DATE')) return as(sql)
  if (isName(type, 'JSON') && isText(to)) return sql
  if (isText(type)) return fromText(sql, to, attempt)
  if (type.kind === 'list' && to.kind === 'list' && exact(type.item) && exact(to.item))
    return as(sql)
  return undefined
}

/** DuckDB rounds a half to the even neighbour, Trino away from zero. */
const halfEven = (x: string): string =>
  `CASE WHEN abs(${x} - floor(${x})) = 5E-1 THEN 2E0 * round(${x} / 2E0) ELSE round(${x}) END`

/** DuckDB prints no more of a second than there is. */
const withoutZeros = (text: string): string =>
  `CASE WHEN strpos(${text}, '.') > 0 THEN regexp_replace(${text}, '\\.?0*\\z', '') ELSE ${text} END`

/** What both engines read alike, and what DuckDB may read although Trino does not. */
interface TextForm {
  readonly alike: string
  readonly doubtful: string
}

const numberForm: TextForm = { alike: '[+-]?[0-9]+', doubtful: '[0-9]' }
const forms: readonly (readonly [(type: SqlType) => boolean, TextForm])[] = [
  [isInteger, numberForm],
  [(type) => type.kind === 'decimal', { alike: '[+-]?[0-9]+(?:\\.[0-9]+)?', doubtful: '[0-9]' }],
  [
    (type) => isName(type, 'DOUBLE'),
    {
      alike: '[+-]?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?',
      doubtful: '[0-9]|[iI][nN][fF]|[nN][aA][nN]',
    },
  ],
  [
    (type) => isName(type, 'DATE'),
    { alike: '[0-9]{4}-[0-9]{2}-[0-9]{2}', doubtful: '\\A\\s*[-+]?[0-9]+[-/ \\\\]|epoch|infinity' },
  ],
  [
    (type) => isName(type, 'TIMESTAMP'),
    {
      alike:
        '[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]{1,6})?)?)?',
      doubtful: '\\A\\s*[-+]?[0-9]+[-/ \\\\]|epoch|infinity',
    },
  ],
]

/** Text that only one of the engines might read stops the query: it never becomes another value, or none. */
function fromText(sql: string, to: SqlType, attempt: boolean): string | undefined {
  const form = forms.find(([holds]) => holds(to))?.[1]
  if (form === undefined) return undefined
  const read = sameType(to, TIMESTAMP) ? `replace(${sql}, 'T', ' ')` : sql
  const alike = `regexp_like(${sql}, '\\A(?:${form.alike})\\z')`
  const stop = `CAST(concat('read differently by DuckDB: ', ${sql}) AS ${trinoType(to)})`
  if (!attempt)
    return `CASE WHEN ${alike} THEN CAST(${read} AS ${trinoType(to)}) WHEN ${sql} IS NOT NULL THEN ${stop} END`
  return `CASE WHEN ${alike} THEN TRY_CAST(${read} AS ${trinoType(to)}) WHEN regexp_like(${sql}, '${form.doubtful}') THEN ${stop} END`
}

/** Whole microseconds since 1970: Trino's intervals and differences are no finer than milliseconds. */
export const microseconds = (sql: string): string =>
  `(date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00.000000', date_trunc('millisecond', ${sql})) * 1000 + CAST(substr(CAST(${sql} AS varchar), -3) AS bigint))`
