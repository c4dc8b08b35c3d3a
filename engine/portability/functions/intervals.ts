import { type Expr, integerLiteral } from '../expression.ts'
import type { Scope } from '../scope.ts'
import { child, type Node, refuse, text } from '../syntax.ts'
import type { Translator } from '../translator.ts'
import { BIGINT, INTERVAL, isInteger } from '../types.ts'

const units: Readonly<Record<string, string>> = {
  to_years: 'year',
  to_quarters: 'quarter',
  to_months: 'month',
  to_weeks: 'week',
  to_days: 'day',
  to_hours: 'hour',
  to_minutes: 'minute',
  to_seconds: 'second',
  to_milliseconds: 'millisecond',
  to_microseconds: 'microsecond',
}

/** `interval 3 days`, which is `to_days(cast(trunc(cast(3 as double)) as integer))` to the parser; undefined for another function. */
export function lengthCall(node: Node, scope: Scope, t: Translator): Expr | undefined {
  const unit = units[text(node, 'function_name').toLowerCase()]
  if (unit === undefined) return undefined
  return { sql: '', type: INTERVAL, interval: { unit, count: wholeCount(node, scope, t) } }
}

function wholeCount(node: Node, scope: Scope, t: Translator): Expr {
  const inner = innermost((node['children'] as readonly Node[])[0]!)
  const count = t.expression(inner, scope)
  if (typeof count.literal === 'string' && /^-?\d+$/.test(count.literal))
    return integerLiteral(BigInt(count.literal), BIGINT)
  if (!isInteger(count.type))
    throw refuse('an interval of other than a whole number of a unit', node)
  return typeof count.literal === 'bigint' ? integerLiteral(count.literal, BIGINT) : count
}

function innermost(node: Node): Node {
  if (text(node, 'class') === 'CAST') return innermost(child(node, 'child')!)
  const [only] = (node['children'] ?? []) as readonly Node[]
  return text(node, 'function_name') === 'trunc' && only ? innermost(only) : node
}

/** `interval '3 days'`. */
export function lengthOfTime(node: Node): Expr {
  const value = text(child(child(node, 'child') ?? {}, 'value') ?? {}, 'value')
  const found =
    /^\s*(-?\d+)\s+(year|quarter|month|week|day|hour|minute|second|millisecond|microsecond)s?\s*$/i.exec(
      value,
    )
  if (!found) throw refuse('an interval of other than one whole number and one unit', node)
  const count = integerLiteral(BigInt(found[1]!), BIGINT)
  return { sql: '', type: INTERVAL, interval: { unit: found[2]!.toLowerCase(), count } }
}
