import { quoteIdentifier } from '../../contracts/sql-text.ts'
import { coerced } from './casts.ts'
import type { Expr } from './expression.ts'
import { mustCompare } from './operators.ts'
import { directionOf, limitText, ordinalOf } from './ordering.ts'
import { nothing, translateFrom } from './relations.ts'
import { emptyScope, findColumn, type Scope } from './scope.ts'
import { translateItems } from './select-items.ts'
import type { Item } from './star.ts'
import { child, children, type Node, onlyKnown, refuse, text, texts } from './syntax.ts'
import type { TranslatedQuery, Translator } from './translator.ts'
import { BOOLEAN } from './types.ts'

const known = [
  'type',
  'modifiers',
  'cte_map',
  'select_list',
  'from_table',
  'where_clause',
  'group_expressions',
  'group_sets',
  'aggregate_handling',
  'having',
  'qualify',
]

/** A SELECT in the making. */
interface Select {
  readonly items: readonly Item[]
  readonly scope: Scope
  readonly from: string
  readonly where: string
  readonly group: string
  readonly having: string
}

export function translateSelect(node: Node, around: Scope, t: Translator): TranslatedQuery {
  if (child(node, 'sample')) throw refuse('a sample: the rows differ from run to run', node)
  onlyKnown(node, known, 'SELECT')
  const fromNode = child(node, 'from_table')
  const ground = {
    ...emptyScope(around.tables, around),
    ...(around.places ? { places: around.places } : {}),
  }
  const from = fromNode
    ? translateFrom(fromNode, { ...ground, ...(around.outer ? { outer: around } : {}) }, t)
    : nothing
  const inside: Scope = { ...ground, relations: from.relations, merged: from.merged }
  const { items, scope } = translateItems(children(node, 'select_list'), inside, t)
  const conditions = [...from.where, ...condition(child(node, 'where_clause'), scope, t)]
  const select: Select = {
    items,
    scope,
    from: from.sql === '' ? '' : `\nFROM ${from.sql}`,
    where: conditions.length === 0 ? '' : `\nWHERE ${conditions.join(' AND ')}`,
    group: grouping(node, items, scope, t),
    having: condition(child(node, 'having'), scope, t)
      .map((sql) => `\nHAVING ${sql}`)
      .join(''),
  }
  return finished(node, select, t)
}

function condition(node: Node | undefined, scope: Scope, t: Translator): readonly string[] {
  return node === undefined ? [] : [coerced(t.expression(node, scope), BOOLEAN, node).sql]
}

function grouping(node: Node, items: readonly Item[], scope: Scope, t: Translator): string {
  if (text(node, 'aggregate_handling') === 'FORCE_AGGREGATES') {
    const plain = items.filter(({ value }) => !value.aggregate && !value.window)
    return plain.length === 0
      ? ''
      : groupText(
          plain.map(({ value }) => value),
          node,
        )
  }
  const groups = children(node, 'group_expressions').map((part) => groupKey(part, items, scope, t))
  const sets = (node['group_sets'] ?? []) as readonly (readonly number[])[]
  if (sets.length > 1) {
    const list = sets.map((set) => `(${set.map((index) => groups[index]!.sql).join(', ')})`)
    return `\nGROUP BY GROUPING SETS (${list.join(', ')})`
  }
  return groups.length === 0 ? '' : groupText(groups, node)
}

function groupText(keys: readonly Expr[], node: Node): string {
  for (const { type } of keys) mustCompare(type, node)
  const dynamic = keys.filter(({ literal }) => literal === undefined)
  return dynamic.length === 0
    ? '\nGROUP BY ()'
    : `\nGROUP BY ${dynamic.map(({ sql }) => sql).join(', ')}`
}

/** A number is an item; a name is a column first, and an alias if there is none. */
function groupKey(node: Node, items: readonly Item[], scope: Scope, t: Translator): Expr {
  if (text(node, 'class') !== 'CONSTANT') return t.expression(node, scope)
  const item = items[Number(text(child(node, 'value')!, 'value')) - 1]
  if (item === undefined) throw refuse('GROUP BY of a number that is no item', node)
  return item.value
}

interface Order {
  /** Number of an item, or an expression of the SELECT's inside. */
  readonly key: number | Expr
  readonly direction: string
}

interface Modifiers {
  readonly orders: readonly Order[]
  readonly distinct: boolean
  readonly distinctOn: readonly Expr[]
  readonly limit: string
}

function finished(node: Node, select: Select, t: Translator): TranslatedQuery {
  const columns = select.items.map(({ name, value }) => ({ name, type: value.type }))
  const modifiers = modifiersOf(node, select, t)
  const qualify = condition(child(node, 'qualify'), select.scope, t)
  const first = firstOfEach(modifiers, select.items, node)
  if (qualify.length > 0 && first.length > 0)
    throw refuse('QUALIFY together with DISTINCT ON', node)
  const kept = [...qualify, ...first]
  const sql =
    kept.length === 0
      ? plainSelect(select, modifiers)
      : filteredSelect(select, modifiers, kept, node)
  return { sql, columns }
}

function modifiersOf(node: Node, { items, scope }: Select, t: Translator): Modifiers {
  const orders: Order[] = []
  const on: Expr[] = []
  let distinct = false
  let limit = ''
  for (const modifier of children(node, 'modifiers')) {
    const type = text(modifier, 'type')
    if (type === 'DISTINCT_MODIFIER') {
      on.push(
        ...children(modifier, 'distinct_on_targets').map((target) => t.expression(target, scope)),
      )
      distinct = on.length === 0
      if (distinct) for (const { value, node: at } of items) mustCompare(value.type, at)
    } else if (type === 'ORDER_MODIFIER') {
      for (const order of children(modifier, 'orders'))
        orders.push(...orderOf(order, items, scope, t))
    } else if (type === 'LIMIT_MODIFIER') limit = limitText(modifier, orders.length > 0)
    else throw refuse(`${type} is not among what both engines read alike`, modifier)
  }
  return { orders, distinct, distinctOn: on, limit }
}

function orderOf(
  order: Node,
  items: readonly Item[],
  scope: Scope,
  t: Translator,
): readonly Order[] {
  const node = child(order, 'expression')!
  const direction = directionOf(order)
  const at = ordinalOf(node, items)
  if (at === 'all') return items.map((_, index) => ({ key: index + 1, direction }))
  if (at !== undefined) {
    const item = items[at - 1]
    if (!item) throw refuse('ORDER BY of a number that is no item', node)
    mustCompare(item.value.type, node)
    return [{ key: at, direction }]
  }
  const [name = ''] = texts(node, 'column_names')
  if (
    name !== '' &&
    findColumn(scope, name) === undefined &&
    !scope.aliases.has(name.toLowerCase()) &&
    texts(node, 'column_names').length === 1
  )
    throw refuse(`the name ${name} could not be resolved`, node)
  const key = t.expression(node, scope)
  mustCompare(key.type, node)
  return [{ key, direction }]
}

/** DISTINCT ON keeps the first row of each in the query's order. */
function firstOfEach(
  { distinctOn, orders }: Modifiers,
  items: readonly Item[],
  node: Node,
): readonly string[] {
  if (distinctOn.length === 0) return []
  if (orders.length === 0)
    throw refuse('DISTINCT ON without ORDER BY keeps another row on every run', node)
  const inside = orders.map(
    ({ key, direction }) =>
      `${typeof key === 'number' ? items[key - 1]!.value.sql : key.sql} ${direction}`,
  )
  return [
    `row_number() OVER (PARTITION BY ${distinctOn.map(({ sql }) => sql).join(', ')} ORDER BY ${inside.join(', ')}) = 1`,
  ]
}

const itemText = ({ name, value }: Item): string => `${value.sql} AS ${quoteIdentifier(name)}`

function plainSelect(
  { items, from, where, group, having }: Select,
  { orders, distinct, limit }: Modifiers,
): string {
  const list = items.map(itemText).join(',\n  ')
  const order = orders.map(
    ({ key, direction }) => `${typeof key === 'number' ? key : key.sql} ${direction}`,
  )
  const tail = order.length === 0 ? '' : `\nORDER BY ${order.join(', ')}`
  return `SELECT${distinct ? ' DISTINCT' : ''}\n  ${list}${from}${where}${group}${having}${tail}${limit}`
}

/** Trino has no QUALIFY: what it asks becomes a column, and the rows are chosen outside. */
function filteredSelect(
  select: Select,
  { orders, distinct, limit }: Modifiers,
  kept: readonly string[],
  node: Node,
): string {
  const { items, from, where, group, having } = select
  if (distinct && orders.some(({ key }) => typeof key !== 'number'))
    throw refuse('DISTINCT with QUALIFY and an order by what is no item', node)
  const extra = orders.flatMap(({ key }, index) =>
    typeof key === 'number' ? [] : [`${key.sql} AS "_order_${index}"`],
  )
  const inner = [...items.map(itemText), ...extra, `${kept.join(' AND ')} AS "_kept"`].join(',\n  ')
  const order = orders.map(
    ({ key, direction }, index) =>
      `${typeof key === 'number' ? key : `"_order_${index}"`} ${direction}`,
  )
  const tail = order.length === 0 ? '' : `\nORDER BY ${order.join(', ')}`
  const names = items.map(({ name }) => quoteIdentifier(name)).join(', ')
  return `SELECT${distinct ? ' DISTINCT' : ''} ${names}\nFROM (SELECT\n  ${inner}${from}${where}${group}${having}) AS "numbered"\nWHERE "_kept"${tail}${limit}`
}
