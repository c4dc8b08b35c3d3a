import { cast, coerced } from './casts.ts'
import { adapted, castSql, type Expr, expr, implicitly, marks } from './expression.ts'
import { type Node, refuse } from './syntax.ts'
import {
  BIGINT,
  BOOLEAN,
  commonType,
  DATE,
  DOUBLE,
  decimal,
  duckType,
  exactly,
  isFloating,
  isInteger,
  isMoment,
  isNull,
  isNumber,
  isText,
  type SqlType,
  sameType,
  TIMESTAMP,
  VARCHAR,
} from './types.ts'

/** Brings expressions to the one type that DuckDB finds for them. */
export function together(parts: readonly Expr[], node: Node): readonly Expr[] {
  const type = meetingType(parts, node)
  return parts.map((part) => coerced(part, type, node))
}

/** The type that DuckDB finds for values that meet. A literal adapts to the others. */
export function meetingType(parts: readonly Expr[], node: Node): SqlType {
  const firm = parts.filter(({ literal, type }) => literal === undefined && !isNull(type))
  const soft = parts.filter(({ literal, type }) => literal !== undefined && !isNull(type))
  let type: SqlType | undefined
  const meet = (next: SqlType): void => {
    const met = type === undefined ? next : commonType(type, next)
    if (met === undefined || met.kind === 'interval')
      throw refuse(`${duckType(type ?? next)} meets ${duckType(next)}; write a cast`, node)
    type = met
  }
  for (const part of firm) meet(part.type)
  for (const part of soft) {
    if (
      type !== undefined &&
      isText(part.type) &&
      !isText(type) &&
      typeof implicitly(part, type) !== 'string'
    )
      continue
    meet(type === undefined ? part.type : adapted(part, { sql: '', type }))
  }
  return type ?? parts[0]?.type ?? BOOLEAN
}

const comparable = (type: SqlType): boolean =>
  isNumber(type) ||
  type.kind === 'decimal' ||
  isText(type) ||
  isMoment(type) ||
  sameType(type, BOOLEAN) ||
  isNull(type)

/** Refuses types whose order or equality is not known to be the same. */
export function mustCompare(type: SqlType, node: Node): void {
  if (!comparable(type))
    throw refuse(`values of type ${duckType(type)} are not compared alike`, node)
}

const comparisons: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_GREATERTHAN: '>',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHANOREQUALTO: '>=',
  COMPARE_DISTINCT_FROM: 'IS DISTINCT FROM',
  COMPARE_NOT_DISTINCT_FROM: 'IS NOT DISTINCT FROM',
}

export function compare(kind: string, left: Expr, right: Expr, node: Node): Expr {
  const sign = comparisons[kind]
  if (sign === undefined) throw refuse(`the comparison ${kind}`, node)
  const [a, b] = together([left, right], node) as [Expr, Expr]
  mustCompare(a.type, node)
  const plain = `(${a.sql} ${sign} ${b.sql})`
  if (!isFloating(a.type)) return expr(plain, BOOLEAN, a, b)
  if (sign.startsWith('IS'))
    throw refuse('IS DISTINCT FROM with DOUBLE: the engines differ on NaN', node)
  return expr(withNan(plain, sign, [left, a], [right, b]), BOOLEAN, a, b)
}

/** For DuckDB NaN equals NaN and is greater than every number; for Trino no comparison with it holds. */
function withNan(
  plain: string,
  sign: string,
  [left, a]: readonly [Expr, Expr],
  [right, b]: readonly [Expr, Expr],
): string {
  const nanA = canBeNan(left) ? `is_nan(${a.sql})` : 'false'
  const nanB = canBeNan(right) ? `is_nan(${b.sql})` : 'false'
  if (nanA === 'false' && nanB === 'false') return plain
  const when: Readonly<Record<string, string>> = {
    '=': `(${nanA} AND ${nanB})`,
    '<>': `NOT (${nanA} AND ${nanB})`,
    '<': `(${nanB} AND NOT ${nanA})`,
    '>': `(${nanA} AND NOT ${nanB})`,
    '<=': nanB,
    '>=': nanA,
  }
  const missing = [left, right].some(({ literal }) => literal !== undefined)
    ? ''
    : `WHEN ${a.sql} IS NULL OR ${b.sql} IS NULL THEN NULL `
  return `(CASE ${missing}WHEN ${nanA} OR ${nanB} THEN ${when[sign]} ELSE ${plain} END)`
}

const canBeNan = ({ type, literal }: Expr): boolean => isFloating(type) && literal === undefined

export function connect(word: 'AND' | 'OR', parts: readonly Expr[], node: Node): Expr {
  const all = parts.map((part) => coerced(part, BOOLEAN, node))
  return expr(`(${all.map(({ sql }) => sql).join(` ${word} `)})`, BOOLEAN, ...all)
}

type Operator = (left: Expr, right: Expr, node: Node) => Expr

/** Operators with two sides. */
export const binary: Readonly<Record<string, Operator>> = {
  '+': (a, b, node) => dates('+', a, b, node) ?? arithmetic('+', a, b, node),
  '-': (a, b, node) => dates('-', a, b, node) ?? arithmetic('-', a, b, node),
  '*': (a, b, node) => arithmetic('*', a, b, node),
  '/': divide,
  '//': (a, b, node) => orNull('/', a, b, node),
  '%': (a, b, node) => orNull('%', a, b, node),
  '||': concatenate,
}

function numbers(parts: readonly Expr[], node: Node): void {
  for (const { type } of parts) {
    if (sameType(type, { kind: 'scalar', name: 'FLOAT' }))
      throw refuse('arithmetic of FLOAT rounds differently; cast to DOUBLE', node)
    if (!isNumber(type)) throw refuse(`arithmetic of ${duckType(type)}; write a cast`, node)
  }
}

function arithmetic(sign: '+' | '-' | '*', left: Expr, right: Expr, node: Node): Expr {
  numbers([left, right], node)
  if (
    isFloating(left.type) ||
    isFloating(right.type) ||
    (isInteger(left.type) && isInteger(right.type))
  ) {
    const [a, b] = together([left, right], node) as [Expr, Expr]
    return expr(`(${a.sql} ${sign} ${b.sql})`, a.type, a, b)
  }
  return decimals(sign, left, right, node)
}

/** DuckDB widens by a digit, but never out of 64 bits into 128; then an overflow is an error on both. */
function decimals(sign: '+' | '-' | '*', left: Expr, right: Expr, node: Node): Expr {
  const one = exactly(left.type)
  const two = exactly(right.type)
  const times = sign === '*'
  const scale = times ? one.scale + two.scale : Math.max(one.scale, two.scale)
  const whole = Math.max(one.width - one.scale, two.width - two.scale)
  const needed = times ? one.width + two.width : whole + scale + 1
  const limit = one.width <= 18 && two.width <= 18 ? 18 : 38
  if (scale > limit) throw refuse('a product of decimals with too many places', node)
  const width = Math.min(needed, limit)
  const side = (of: Expr, { width: digits, scale: places }: { width: number; scale: number }) =>
    of.type.kind === 'decimal' ? of.sql : castSql(of.sql, decimal(digits, places))
  const type = decimal(width, scale)
  const sql = `(${side(left, one)} ${sign} ${side(right, two)})`
  return expr(castSql(sql, type), type, left, right)
}

function divide(left: Expr, right: Expr, node: Node): Expr {
  numbers([left, right], node)
  const a = cast(left, DOUBLE, false, node)
  const b = cast(right, DOUBLE, false, node)
  return expr(`(${a.sql} / ${b.sql})`, DOUBLE, a, b)
}

/** Integers only. By zero DuckDB gives NULL and Trino an error. */
function orNull(sign: '/' | '%', left: Expr, right: Expr, node: Node): Expr {
  numbers([left, right], node)
  const whole = isInteger(left.type) && isInteger(right.type)
  if (!whole) throw refuse(`${sign === '/' ? '//' : '%'} of other than integers differs`, node)
  const [a, b] = together([left, right], node) as [Expr, Expr]
  if (sameType(a.type, { kind: 'scalar', name: 'HUGEINT' }))
    throw refuse('// and % of HUGEINT; cast to BIGINT', node)
  const zero = castSql('0', b.type)
  const divisor =
    typeof right.literal === 'bigint' && right.literal !== 0n ? b.sql : `nullif(${b.sql}, ${zero})`
  return expr(`(${a.sql} ${sign} ${divisor})`, a.type, a, b)
}

function concatenate(left: Expr, right: Expr, node: Node): Expr {
  if (left.type.kind === 'list' || right.type.kind === 'list')
    throw refuse('|| of lists differs on NULL; use list_concat', node)
  const [a, b] = [left, right].map((side) => asText(side, node)) as [Expr, Expr]
  return expr(`(${a.sql} || ${b.sql})`, VARCHAR, a, b)
}

/** What `||` and `concat` make text of. */
export const asText = (side: Expr, node: Node): Expr =>
  isText(side.type) ? side : cast(side, VARCHAR, false, node)

/** Sums and differences with dates and lengths of time. */
function dates(sign: '+' | '-', left: Expr, right: Expr, node: Node): Expr | undefined {
  if (left.interval && sign === '+' && isMoment(right.type)) return dates('+', right, left, node)
  if (!isMoment(left.type)) {
    if (left.interval || right.interval)
      throw refuse('lengths of time can only be added to dates and timestamps', node)
    return undefined
  }
  if (right.interval) return shifted(sign, left, right.interval, node)
  if (sameType(left.type, DATE) && isInteger(right.type)) {
    const days = coerced(right, BIGINT, node)
    return expr(
      `date_add('day', ${sign === '-' ? `-(${days.sql})` : days.sql}, ${left.sql})`,
      DATE,
      left,
      days,
    )
  }
  if (sign === '-' && sameType(left.type, DATE) && sameType(right.type, DATE))
    return expr(`date_diff('day', ${right.sql}, ${left.sql})`, BIGINT, left, right)
  throw refuse(
    `${duckType(left.type)} ${sign} ${duckType(right.type)}: Trino has no such value`,
    node,
  )
}

const stepUnits = [
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'millisecond',
]

function shifted(
  sign: '+' | '-',
  moment: Expr,
  { unit, count }: NonNullable<Expr['interval']>,
  node: Node,
): Expr {
  if (!stepUnits.includes(unit)) throw refuse(`Trino cannot step by ${unit}s`, node)
  const from = coerced(moment, TIMESTAMP, node)
  const steps = coerced(count, BIGINT, node)
  const sql = `date_add('${unit}', ${sign === '-' ? `-(${steps.sql})` : steps.sql}, ${from.sql})`
  return { ...expr(sql, TIMESTAMP), ...marks([moment, count]) }
}
