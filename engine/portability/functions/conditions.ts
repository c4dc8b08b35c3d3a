import { coerced } from '../casts.ts'
import { structField } from '../columns.ts'
import { type Expr, expr } from '../expression.ts'
import { meetingType, mustCompare, together } from '../operators.ts'
import { isFloating, list, trinoType } from '../types.ts'
import type { Call, Rule } from './call.ts'

/** `greatest` and `least` pass over NULL in DuckDB; in Trino one NULL makes the whole NULL. */
const extreme =
  (pick: 'array_max' | 'array_min'): Rule =>
  (call) => {
    const parts = together(call.args, call.node)
    const [first] = parts as [Expr]
    mustCompare(first.type, call.node)
    if (
      isFloating(first.type) &&
      call.args.some(({ type, literal }) => isFloating(type) && literal === undefined)
    )
      throw call.no('DOUBLE may hold NaN, which the engines order differently')
    const array = `ARRAY[${parts.map(({ sql }) => sql).join(', ')}]`
    return expr(`${pick}(filter(${array}, x -> x IS NOT NULL))`, first.type, ...parts)
  }

function nullIf(call: Call): Expr {
  const [value, other] = [call.arg(0), call.arg(1)]
  const type = meetingType([value, other], call.node)
  mustCompare(type, call.node)
  if (isFloating(type) && (other.literal === undefined || value.literal !== undefined))
    throw call.no('DOUBLE may hold NaN, which the engines compare differently')
  const [a, b] = [coerced(value, type, call.node), coerced(other, type, call.node)]
  // The result has the type of the first, whatever it was compared as.
  return expr(`CASE WHEN ${a.sql} = ${b.sql} THEN NULL ELSE ${value.sql} END`, value.type, a, b)
}

export const conditionRules: Readonly<Record<string, Rule>> = {
  greatest: extreme('array_max'),
  least: extreme('array_min'),
  nullif: nullIf,
  list_value: (call) => {
    const parts = call.args.length === 0 ? [] : together(call.args, call.node)
    const [first] = parts
    if (first === undefined) throw call.no('an empty list has no type; write a cast')
    return expr(`ARRAY[${parts.map(({ sql }) => sql).join(', ')}]`, list(first.type), ...parts)
  },
  struct_pack: (call) => structOf(call),
  struct_extract: (call) => structField(call.arg(0), call.constantText(1), call.node),
  row: (call) => {
    throw call.no('a row without names')
  },
  map: (call) => {
    const [keys, values] = [call.arg(0), call.arg(1)]
    if (keys.type.kind !== 'list' || values.type.kind !== 'list')
      throw call.no('two lists are expected')
    const type = { kind: 'map', key: keys.type.item, value: values.type.item } as const
    return expr(`map(${keys.sql}, ${values.sql})`, type, keys, values)
  },
}

function structOf(call: Call): Expr {
  const names = ((call.node['children'] ?? []) as readonly { readonly alias?: string }[]).map(
    ({ alias }) => alias ?? '',
  )
  if (names.some((name) => name === '')) throw call.no('a field without a name')
  const type = {
    kind: 'struct',
    fields: call.args.map(({ type: of }, index) => ({ name: names[index]!, type: of })),
  } as const
  const shape = trinoType(type)
  if (shape === undefined) throw call.no('a field of a type that Trino does not have')
  return expr(
    `CAST(ROW(${call.args.map(({ sql }) => sql).join(', ')}) AS ${shape})`,
    type,
    ...call.args,
  )
}
