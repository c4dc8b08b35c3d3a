import { aggregateCall, aggregates } from './aggregates.ts'
import { cast, coerced, microseconds } from './casts.ts'
import { type Expr, marks } from './expression.ts'
import { type OrderKey, orderKeys, printKeys } from './ordering.ts'
import type { Scope } from './scope.ts'
import { callFields, child, children, type Node, onlyKnown, refuse, text } from './syntax.ts'
import type { Translator } from './translator.ts'
import { BIGINT, DOUBLE, isInteger, isMoment, type SqlType, TIMESTAMP } from './types.ts'

const ranks: Readonly<Record<string, SqlType>> = {
  row_number: BIGINT,
  rank: BIGINT,
  dense_rank: BIGINT,
  rank_dense: BIGINT,
  ntile: BIGINT,
  percent_rank: DOUBLE,
  cume_dist: DOUBLE,
}
const values = ['first_value', 'first', 'last_value', 'last', 'nth_value', 'lag', 'lead']
const known = [
  ...callFields,
  'partitions',
  'orders',
  'start',
  'end',
  'start_expr',
  'end_expr',
  'offset_expr',
  'default_expr',
  'ignore_nulls',
  'filter_expr',
  'exclude_clause',
  'distinct',
  'arg_orders',
]

export function translateWindow(node: Node, scope: Scope, t: Translator): Expr {
  const name = text(node, 'function_name').toLowerCase()
  onlyKnown(node, known, `${name}() over a window`)
  if (!/^(?:NO_OTHER)?$/.test(text(node, 'exclude_clause')))
    throw refuse('a frame with EXCLUDE: Trino has none', node)
  const keys = orderKeys(children(node, 'orders'), scope, t)
  const partitions = children(node, 'partitions').map((part) => t.expression(part, scope))
  const over = ` OVER (${windowText(node, partitions, keys, scope, t)})`
  const around = marks([...partitions, ...keys.map(({ value }) => value)])
  if (aggregates[name])
    return {
      ...aggregateCall(node, scope, t, over),
      ...(around.aggregate ? around : {}),
      window: true,
    }
  if (keys.length === 0)
    throw refuse(`${name}() over a window without ORDER BY: its rows have no order`, node)
  if (child(node, 'filter_expr')) throw refuse(`${name}() with FILTER`, node)
  const rank = ranks[name]
  const made =
    rank === undefined ? valueCall(name, node, scope, t) : rankCall(name, rank, node, scope, t)
  return {
    ...made,
    sql: `${made.sql}${over}`,
    ...(around.aggregate ? { aggregate: true } : {}),
    window: true,
  }
}

function rankCall(name: string, type: SqlType, node: Node, scope: Scope, t: Translator): Expr {
  const args = children(node).map((part) => t.expression(part, scope))
  const trino = name === 'rank_dense' ? 'dense_rank' : name
  return { sql: `${trino}(${args.map((arg) => coerced(arg, BIGINT, node).sql).join(', ')})`, type }
}

function valueCall(name: string, node: Node, scope: Scope, t: Translator): Expr {
  if (!values.includes(name))
    throw refuse(`${name}() over a window is not known to be the same on both engines`, node)
  const [value, nth] = children(node).map((part) => t.expression(part, scope))
  if (value === undefined) throw refuse(`${name}() needs an argument`, node)
  const more = [
    nth,
    ...['offset_expr', 'default_expr'].map((part) => {
      const given = child(node, part)
      return given && t.expression(given, scope)
    }),
  ].filter((part) => part !== undefined)
  const args = [
    value.sql,
    ...more.map((arg, index) => coerced(arg, index === 0 ? BIGINT : value.type, node).sql),
  ]
  const trino = name === 'first' || name === 'last' ? `${name}_value` : name
  const ignoring = node['ignore_nulls'] === true ? ' IGNORE NULLS' : ''
  return { sql: `${trino}(${args.join(', ')})${ignoring}`, type: value.type, ...marks([value]) }
}

function windowText(
  node: Node,
  partitions: readonly Expr[],
  keys: readonly OrderKey[],
  scope: Scope,
  t: Translator,
): string {
  const frame = frameOf(node, keys, scope, t)
  const parts = [
    partitions.length === 0 ? '' : `PARTITION BY ${partitions.map(({ sql }) => sql).join(', ')}`,
    keys.length === 0 ? '' : `ORDER BY ${printKeys(frame.keys)}`,
    frame.text,
  ]
  return parts.filter((part) => part !== '').join(' ')
}

interface Frame {
  readonly text: string
  readonly keys: readonly OrderKey[]
}

const bounds: Readonly<Record<string, string>> = {
  UNBOUNDED_PRECEDING: 'UNBOUNDED PRECEDING',
  UNBOUNDED_FOLLOWING: 'UNBOUNDED FOLLOWING',
  CURRENT_ROW_ROWS: 'CURRENT ROW',
  CURRENT_ROW_RANGE: 'CURRENT ROW',
  CURRENT_ROW_GROUPS: 'CURRENT ROW',
}

function frameOf(node: Node, keys: readonly OrderKey[], scope: Scope, t: Translator): Frame {
  const sides = [text(node, 'start'), text(node, 'end')] as const
  if (sides[0] === 'UNBOUNDED_PRECEDING' && sides[1] === 'CURRENT_ROW_RANGE')
    return { text: '', keys }
  const mode =
    /_(ROWS|RANGE|GROUPS)$/.exec(
      sides.find((side) => /_(ROWS|RANGE|GROUPS)$/.test(side)) ?? '',
    )?.[1] ?? 'ROWS'
  const offsets = mode === 'RANGE' && sides.some((side) => side.startsWith('EXPR_'))
  const steps = offsets ? rangeKeys(keys, node) : keys
  const [start, end] = (['start', 'end'] as const).map((side, index) => {
    const plain = bounds[sides[index]!]
    if (plain !== undefined) return plain
    const offset = t.expression(child(node, `${side}_expr`)!, scope)
    return `${distance(offset, mode, node)} ${/PRECEDING/.test(sides[index]!) ? 'PRECEDING' : 'FOLLOWING'}`
  })
  return { text: `${mode} BETWEEN ${start} AND ${end}`, keys: steps }
}

/** Trino's lengths of time are no finer than milliseconds, so moments are counted in microseconds. */
function rangeKeys(keys: readonly OrderKey[], node: Node): readonly OrderKey[] {
  const [key, more] = keys
  if (key === undefined || more !== undefined)
    throw refuse('a RANGE frame needs one key to order by', node)
  if (isInteger(key.value.type)) return [{ ...key, value: cast(key.value, BIGINT, false, node) }]
  if (!isMoment(key.value.type))
    throw refuse('a RANGE frame over other than integers and moments', node)
  const moment = coerced(key.value, TIMESTAMP, node)
  return [{ ...key, value: { ...key.value, sql: microseconds(moment.sql), type: BIGINT } }]
}

const micros: Readonly<Record<string, bigint>> = {
  week: 604_800_000_000n,
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1000n,
  microsecond: 1n,
}

function distance(offset: Expr, mode: string, node: Node): string {
  if (offset.interval && mode === 'RANGE') {
    const unit = micros[offset.interval.unit]
    const count = offset.interval.count.literal
    if (unit === undefined || typeof count !== 'bigint')
      throw refuse('a RANGE frame by months, or by a length that is no literal', node)
    return `BIGINT '${unit * count}'`
  }
  if (typeof offset.literal !== 'bigint')
    throw refuse('a frame by a number that is no literal', node)
  return mode === 'RANGE' ? `BIGINT '${offset.literal}'` : String(offset.literal)
}
