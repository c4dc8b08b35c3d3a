import { coerced } from '../casts.ts'
import { castSql, type Expr, expr } from '../expression.ts'
import { mustCompare } from '../operators.ts'
import {
  BOOLEAN,
  commonType,
  HUGEINT,
  INTEGER,
  isFloating,
  isInteger,
  isText,
  list,
  type SqlType,
  VARCHAR,
} from '../types.ts'
import type { Call, Rule } from './call.ts'

function listOf(call: Call, index = 0): { readonly value: Expr; readonly item: SqlType } {
  const value = call.arg(index)
  if (value.type.kind !== 'list') throw call.no('a list is expected')
  return { value, item: value.type.item }
}

function ordered(call: Call): { readonly value: Expr; readonly item: SqlType } {
  const found = listOf(call)
  mustCompare(found.item, call.node)
  if (isFloating(found.item)) throw call.no('of DOUBLE: the engines differ on NaN')
  return found
}

const transform: Rule = (call) => {
  const { value, item } = listOf(call)
  const { sql, body } = call.lambda(1, item)
  return expr(`transform(${value.sql}, ${sql})`, list(body.type), value)
}

const filter: Rule = (call) => {
  const { value, item } = listOf(call)
  const { sql, body } = call.lambda(1, item)
  if (body.type.kind !== 'scalar' || body.type.name !== 'BOOLEAN')
    throw call.no('the lambda must give true or false')
  return expr(`filter(${value.sql}, ${sql})`, value.type, value)
}

/** Trino answers NULL where an element is NULL and none is equal; DuckDB answers false. */
const contains: Rule = (call) => {
  const { value, item } = ordered(call)
  const wanted = call.arg(1)
  const type = commonType(
    item,
    typeof wanted.literal === 'bigint' && isInteger(item) ? item : wanted.type,
  )
  if (type === undefined)
    throw call.no('the value has another type than the elements; write a cast')
  const [whole, element] = [coerced(value, list(type), call.node), coerced(wanted, type, call.node)]
  return expr(
    `CASE WHEN ${whole.sql} IS NOT NULL AND ${element.sql} IS NOT NULL THEN coalesce(contains(${whole.sql}, ${element.sql}), false) END`,
    BOOLEAN,
    whole,
    element,
  )
}

const position: Rule = (call) => {
  const { value, item } = ordered(call)
  const element = coerced(call.arg(1), item, call.node)
  return expr(
    `CAST(nullif(array_position(${value.sql}, ${element.sql}), 0) AS integer)`,
    INTEGER,
    value,
    element,
  )
}

const extreme =
  (name: 'array_max' | 'array_min'): Rule =>
  (call) => {
    const { value, item } = ordered(call)
    return expr(`${name}(filter(${value.sql}, x -> x IS NOT NULL))`, item, value)
  }

const sum: Rule = (call) => {
  const { value, item } = listOf(call)
  if (!isInteger(item)) throw call.no('only lists of integers are added alike')
  const filtered = `filter(${value.sql}, x -> x IS NOT NULL)`
  const zero = castSql('0', HUGEINT)
  return expr(
    `CASE WHEN cardinality(${filtered}) > 0 THEN reduce(${filtered}, ${zero}, (s, x) -> ${castSql('s + x', HUGEINT)}, s -> s) END`,
    HUGEINT,
    value,
  )
}

/** To DuckDB a NULL among the lists is an empty one. */
const concat: Rule = (call) => {
  const lists = call.args.map((_, index) => listOf(call, index))
  const types = lists.reduce<SqlType | undefined>(
    (type, { item }) => type && commonType(type, item),
    lists[0]?.item,
  )
  if (types === undefined) throw call.no('the elements have different types; write a cast')
  const type = list(types)
  const parts = lists.map(({ value }) => coerced(value, type, call.node).sql)
  const whole = parts.map((part) => `coalesce(${part}, ${castSql('ARRAY[]', type)})`).join(' || ')
  return expr(`(${whole})`, type, ...call.args)
}

const sort: Rule = (call) => {
  if (call.args.length > 1) throw call.no('an order by name')
  const { value } = ordered(call)
  return expr(`array_sort(${value.sql})`, value.type, value)
}

/** Of a list that holds nothing but NULL DuckDB makes NULL, of an empty one the empty text. */
const joined: Rule = (call) => {
  const { value, item } = listOf(call)
  if (!isText(item)) throw call.no('a list of texts is expected')
  const by = call.arg(1, VARCHAR).sql
  const some = `(cardinality(${value.sql}) = 0 OR any_match(${value.sql}, x -> x IS NOT NULL))`
  return expr(`CASE WHEN ${some} THEN array_join(${value.sql}, ${by}) END`, VARCHAR, ...call.args)
}

const element: Rule = (call) => {
  const { value, item } = listOf(call)
  const index = call.constantInteger(1)
  if (index === 0n) throw call.no('elements are counted from 1')
  return expr(`element_at(${value.sql}, ${index})`, item, value)
}

const sameEnds: Rule = (call) => {
  const { value } = listOf(call)
  return expr(`reverse(${value.sql})`, value.type, value)
}

const both = (names: readonly string[], rule: Rule): Readonly<Record<string, Rule>> =>
  Object.fromEntries(names.map((name) => [name, rule]))

export const listRules: Readonly<Record<string, Rule>> = {
  ...both(['list_transform', 'array_transform', 'list_apply', 'array_apply', 'apply'], transform),
  ...both(['list_filter', 'array_filter'], filter),
  ...both(['list_contains', 'list_has', 'array_contains', 'array_has'], contains),
  ...both(['list_position', 'list_indexof', 'array_position'], position),
  ...both(['list_concat', 'list_cat', 'array_concat'], concat),
  ...both(['list_sort', 'array_sort'], sort),
  ...both(['list_reverse', 'array_reverse'], sameEnds),
  ...both(['list_extract', 'list_element', 'array_extract'], element),
  ...both(['array_to_string'], joined),
  list_max: extreme('array_max'),
  list_min: extreme('array_min'),
  list_sum: sum,
}
