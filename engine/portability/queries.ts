import { quoteIdentifier } from '../../contracts/sql-text.ts'
import { castSql } from './expression.ts'
import { directionOf, limitText, ordinalOf } from './ordering.ts'
import { type OutputColumn, type Scope, sameName } from './scope.ts'
import { translateSelect } from './select.ts'
import { child, children, isNode, type Node, onlyKnown, refuse, text, texts } from './syntax.ts'
import type { TranslatedQuery, Translator } from './translator.ts'
import { commonType, type SqlType, sameType, trinoType } from './types.ts'

/** Translates a query; `around` is what it can see: tables, and the query that it stands in. */
export function translateQuery(node: Node, around: Scope, t: Translator): TranslatedQuery {
  const { prefix, scope } = commonTables(node, around, t)
  const inner =
    text(node, 'type') === 'SET_OPERATION_NODE'
      ? setOperation(node, scope, t)
      : selectNode(node, scope, t)
  return { ...inner, sql: `${prefix}${inner.sql}` }
}

function selectNode(node: Node, scope: Scope, t: Translator): TranslatedQuery {
  if (text(node, 'type') !== 'SELECT_NODE')
    throw refuse(`${text(node, 'type')} is not among what both engines read alike`, node)
  return translateSelect(node, scope, t)
}

interface CommonTables {
  readonly prefix: string
  readonly scope: Scope
}

function commonTables(node: Node, around: Scope, t: Translator): CommonTables {
  const entries = children(child(node, 'cte_map') ?? {}, 'map')
  let scope = around
  const parts = entries.map((entry) => {
    const name = text(entry, 'key')
    const value = child(entry, 'value')!
    const query = child(child(value, 'query')!, 'node')!
    if (text(query, 'type') === 'RECURSIVE_CTE_NODE')
      throw refuse(`"${name}" is recursive: Trino stops after ten steps, DuckDB never`, query)
    const made = t.query(query, scope)
    const aliases = texts(value, 'aliases')
    const columns = made.columns.map((column, index) => ({
      ...column,
      name: aliases[index] ?? column.name,
    }))
    scope = withTable(scope, name, columns)
    const list = columns.map((column) => quoteIdentifier(column.name)).join(', ')
    return `${quoteIdentifier(name)} (${list}) AS (\n${made.sql}\n)`
  })
  return { prefix: parts.length === 0 ? '' : `WITH ${parts.join(',\n')}\n`, scope }
}

function withTable(scope: Scope, name: string, columns: readonly OutputColumn[]): Scope {
  const key = name.toLowerCase()
  const places = new Map(scope.places)
  places.delete(key)
  return { ...scope, tables: new Map([...scope.tables, [key, columns]]), places }
}

function setOperation(node: Node, scope: Scope, t: Translator): TranslatedQuery {
  onlyKnown(
    node,
    ['type', 'modifiers', 'cte_map', 'setop_type', 'setop_all', 'left', 'right', 'children'],
    'a set operation',
  )
  const kind = text(node, 'setop_type')
  const parts = (['left', 'right'] as const).map((side) => child(node, side)).filter(isNode)
  const queries = (parts.length === 2 ? parts : children(node)).map((part) => t.query(part, scope))
  const columns = kind === 'UNION_BY_NAME' ? byName(queries, node) : byPlace(queries, node)
  const word = kind === 'UNION_BY_NAME' ? 'UNION' : kind
  if (!['UNION', 'EXCEPT', 'INTERSECT'].includes(word))
    throw refuse(`the set operation ${kind}`, node)
  const sides = queries.map((query) => aligned(query, columns, kind === 'UNION_BY_NAME'))
  const all = node['setop_all'] === true ? ' ALL' : ''
  const sql = sides.map((side) => `(${side})`).join(`\n${word}${all}\n`)
  return { sql: `${sql}${setModifiers(node, columns)}`, columns }
}

function byPlace(queries: readonly TranslatedQuery[], node: Node): readonly OutputColumn[] {
  const [first] = queries
  return first!.columns.map(({ name }, index) => {
    const types = queries.map(({ columns }) => columns[index]?.type)
    return { name, type: meet(types, node) }
  })
}

function byName(queries: readonly TranslatedQuery[], node: Node): readonly OutputColumn[] {
  const names: string[] = []
  for (const { columns } of queries)
    for (const { name } of columns)
      if (!names.some((known) => sameName(known, name))) names.push(name)
  return names.map((name) => {
    const types = queries.flatMap(({ columns }) =>
      columns.filter((column) => sameName(column.name, name)).map(({ type }) => type),
    )
    return { name, type: meet(types, node) }
  })
}

function meet(types: readonly (SqlType | undefined)[], node: Node): SqlType {
  const met = types.reduce((a, b) => a && b && commonType(a, b))
  if (met === undefined || trinoType(met) === undefined)
    throw refuse('the sides have columns of types that do not meet; write casts', node)
  return met
}

/** One side with the columns of the whole, in their types. */
function aligned(
  { sql, columns }: TranslatedQuery,
  wanted: readonly OutputColumn[],
  named: boolean,
): string {
  const exact =
    columns.length === wanted.length &&
    columns.every(
      ({ name, type }, index) =>
        sameType(type, wanted[index]!.type) && (!named || sameName(name, wanted[index]!.name)),
    )
  if (exact) return sql
  const list = wanted.map(({ name, type }, index) => {
    const from = named ? columns.findIndex((column) => sameName(column.name, name)) : index
    return `${castSql(from < 0 ? 'NULL' : `"side"."c${from}"`, type)} AS ${quoteIdentifier(name)}`
  })
  const names = columns.map((_, index) => `"c${index}"`).join(', ')
  return `SELECT ${list.join(', ')} FROM (${sql}) AS "side" (${names})`
}

/** After a set operation only columns of the result can be ordered by. */
function setModifiers(node: Node, columns: readonly OutputColumn[]): string {
  const orders: string[] = []
  let limit = ''
  for (const modifier of children(node, 'modifiers')) {
    if (text(modifier, 'type') === 'ORDER_MODIFIER')
      for (const order of children(modifier, 'orders')) orders.push(...outputOrder(order, columns))
    else if (text(modifier, 'type') === 'LIMIT_MODIFIER')
      limit = limitText(modifier, orders.length > 0)
    else throw refuse(`${text(modifier, 'type')} after a set operation`, modifier)
  }
  return `${orders.length === 0 ? '' : `\nORDER BY ${orders.join(', ')}`}${limit}`
}

function outputOrder(order: Node, columns: readonly OutputColumn[]): readonly string[] {
  const node = child(order, 'expression')!
  const direction = directionOf(order)
  const at = ordinalOf(node, columns)
  if (at === 'all') return columns.map((_, index) => `${index + 1} ${direction}`)
  if (at === undefined) throw refuse('order by of what is no column of the result', node)
  return [`${at} ${direction}`]
}
