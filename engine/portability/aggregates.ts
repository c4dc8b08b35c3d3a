import { coerced } from './casts.ts'
import { castSql, type Expr, expr, marks, textLiteral } from './expression.ts'
import { asText, mustCompare } from './operators.ts'
import { type OrderKey, orderKeys, ordersOf, printKeys } from './ordering.ts'
import type { Scope } from './scope.ts'
import { callFields, child, children, type Node, onlyKnown, refuse, text } from './syntax.ts'
import type { Translator } from './translator.ts'
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  decimal,
  duckType,
  exactly,
  HUGEINT,
  isFloating,
  isInteger,
  list,
  type SqlType,
  VARCHAR,
} from './types.ts'

/** Writes one call of an aggregate of Trino; filter and window are put behind it. */
export type Emit = (call: string, condition?: string) => string

export interface AggregateCall {
  readonly node: Node
  readonly name: string
  readonly args: readonly Expr[]
  readonly distinct: string
  readonly keys: readonly OrderKey[]
  readonly emit: Emit
}

type Aggregate = (call: AggregateCall) => Expr

const no = ({ node, name }: AggregateCall, reason: string) => refuse(`${name}(): ${reason}`, node)

function only(call: AggregateCall): Expr {
  const [value, more] = call.args
  if (value === undefined || more !== undefined) throw no(call, 'one argument is expected')
  return value
}

const count: Aggregate = (call) => {
  if (call.args.length === 0) return expr(call.emit('count(*)'), BIGINT)
  return expr(call.emit(`count(${call.distinct}${only(call).sql})`), BIGINT)
}

const inexact = 'of DOUBLE depends on the order of the rows; cast to a DECIMAL, or to an integer'

/** DuckDB adds integers in 128 bits. */
function total(call: AggregateCall): { readonly sql: string; readonly type: SqlType } {
  const value = only(call)
  if (isFloating(value.type)) throw no(call, inexact)
  if (isInteger(value.type))
    return { sql: call.emit(`sum(${call.distinct}${castSql(value.sql, HUGEINT)})`), type: HUGEINT }
  if (value.type.kind !== 'decimal') throw no(call, `of ${duckType(value.type)}`)
  const type = decimal(38, value.type.scale)
  return { sql: call.emit(`sum(${call.distinct}${castSql(value.sql, type)})`), type }
}

const sum: Aggregate = (call) => {
  const { sql, type } = total(call)
  return expr(sql, type)
}

/** The exact sum over the count, divided once, as DuckDB does it. */
const average: Aggregate = (call) => {
  const { sql, type } = total(call)
  const { scale } = exactly(type)
  const counted = `CAST(${call.emit(`count(${call.distinct}${only(call).sql})`)} AS double)`
  if (scale === 0) return expr(`(CAST(${sql} AS double) / nullif(${counted}, 0E0))`, DOUBLE)
  const unscaled = `CAST(CAST(${sql} * CAST(1E${scale} AS decimal(${scale + 1},0)) AS decimal(38,0)) AS double)`
  return expr(`(${unscaled} / (nullif(${counted}, 0E0) * 1E${scale}))`, DOUBLE)
}

const extreme =
  (name: 'min' | 'max'): Aggregate =>
  (call) => {
    const value = only(call)
    mustCompare(value.type, call.node)
    const plain = call.emit(`${name}(${value.sql})`)
    // NaN is the greatest for DuckDB; Trino passes over it.
    const nan = name === 'max' && isFloating(value.type)
    const sql = nan
      ? `CASE WHEN ${call.emit(`bool_or(is_nan(${value.sql}))`)} THEN nan() ELSE ${plain} END`
      : plain
    return expr(nan ? castSql(sql, value.type) : sql, value.type)
  }

const truth =
  (name: 'bool_and' | 'bool_or'): Aggregate =>
  (call) =>
    expr(call.emit(`${name}(${coerced(only(call), BOOLEAN, call.node).sql})`), BOOLEAN)

const countIf: Aggregate = (call) =>
  expr(
    castSql(call.emit(`count_if(${coerced(only(call), BOOLEAN, call.node).sql})`), HUGEINT),
    HUGEINT,
  )

const by =
  (name: 'max_by' | 'min_by'): Aggregate =>
  (call) => {
    const [value, key, more] = call.args
    if (value === undefined || key === undefined || more !== undefined)
      throw no(call, 'two arguments are expected')
    mustCompare(key.type, call.node)
    if (isFloating(key.type)) throw no(call, 'by a DOUBLE: the engines differ on NaN')
    return expr(
      call.emit(
        `${name}(${value.sql}, ${key.sql})`,
        `${value.sql} IS NOT NULL AND ${key.sql} IS NOT NULL`,
      ),
      value.type,
    )
  }

const anyValue: Aggregate = (call) => {
  const value = only(call)
  return expr(call.emit(`any_value(${value.sql})`), value.type)
}

function mustOrder(call: AggregateCall): string {
  if (call.keys.length === 0)
    throw no(call, 'without ORDER BY the order of the elements is nobody’s promise')
  if (call.distinct !== '') throw no(call, 'with DISTINCT')
  return ` ORDER BY ${printKeys(call.keys)}`
}

const gather: Aggregate = (call) => {
  const value = only(call)
  return expr(call.emit(`array_agg(${value.sql}${mustOrder(call)})`), list(value.type))
}

/** Trino's listagg stops at a megabyte. */
const joined: Aggregate = (call) => {
  const [value, by] = call.args
  if (value === undefined) throw no(call, 'a text is expected')
  const separator = by === undefined ? ',' : by.literal
  if (typeof separator !== 'string') throw no(call, 'the separator must be a literal text')
  const text = asText(value, call.node).sql
  const gathered = call.emit(`array_agg(${text}${mustOrder(call)})`, `${text} IS NOT NULL`)
  return expr(`array_join(${gathered}, ${textLiteral(separator).sql})`, VARCHAR)
}

/** Every aggregate that is translated, by DuckDB's name. */
export const aggregates: Readonly<Record<string, Aggregate>> = {
  count,
  count_star: count,
  sum,
  avg: average,
  mean: average,
  min: extreme('min'),
  max: extreme('max'),
  bool_and: truth('bool_and'),
  bool_or: truth('bool_or'),
  count_if: countIf,
  countif: countIf,
  arg_max: by('max_by'),
  argmax: by('max_by'),
  max_by: by('max_by'),
  arg_min: by('min_by'),
  argmin: by('min_by'),
  min_by: by('min_by'),
  any_value: anyValue,
  list: gather,
  array_agg: gather,
  string_agg: joined,
  group_concat: joined,
  listagg: joined,
}

const ordered = new Set([gather, joined])

/** Trino has no FILTER over a window: what is filtered out becomes NULL, which these aggregates pass over. */
function chosen(args: readonly Expr[], filter: Expr): readonly Expr[] {
  const values = args.length === 0 ? [{ sql: '1', type: BIGINT }] : args
  return values.map((value) =>
    expr(`CASE WHEN ${filter.sql} THEN ${value.sql} END`, value.type, value),
  )
}

/** The call of an aggregate with what stands behind it: `over` is the window, if any. */
export function aggregateCall(node: Node, scope: Scope, t: Translator, over = ''): Expr {
  const name = text(node, 'function_name').toLowerCase()
  const aggregate = aggregates[name]!
  const given = children(node).map((part) => t.expression(part, scope))
  const filterNode = child(node, 'filter') ?? child(node, 'filter_expr')
  const filter = filterNode && coerced(t.expression(filterNode, scope), BOOLEAN, node)
  const orders = [...ordersOf(node), ...children(node, 'arg_orders')]
  if (orders.length > 0 && !ordered.has(aggregate)) throw refuse(`${name}() with ORDER BY`, node)
  const distinct = node['distinct'] === true ? 'DISTINCT ' : ''
  const args = over !== '' && filter ? chosen(given, filter) : given
  if (distinct !== '' && over !== '')
    throw refuse(`${name}() over a window with DISTINCT: Trino has none`, node)
  const windowed = over !== ''
  if (windowed && filter && ordered.has(aggregate))
    throw refuse(`${name}() over a window with FILTER`, node)
  const emit: Emit = (call, condition) => {
    if (windowed && condition !== undefined) throw refuse(`${name}() over a window`, node)
    const conditions = windowed ? [] : [condition, filter?.sql].filter((part) => part !== undefined)
    const where = conditions.length === 0 ? '' : ` FILTER (WHERE ${conditions.join(' AND ')})`
    return `${call}${where}${over}`
  }
  const made = aggregate({ node, name, args, distinct, keys: orderKeys(orders, scope, t), emit })
  const inner = marks(args)
  return { ...made, ...inner, ...(over === '' ? { aggregate: true } : { window: true }) }
}

export function translateAggregate(node: Node, scope: Scope, t: Translator): Expr {
  const known = [...callFields, 'filter', 'order_bys', 'distinct', 'is_operator']
  onlyKnown(node, known, `${text(node, 'function_name')}()`)
  return aggregateCall(node, scope, t)
}
