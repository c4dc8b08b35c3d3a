import { quoteIdentifier } from '../../contracts/sql-text.ts'
import { coerced } from './casts.ts'
import { type Expr, integerLiteral } from './expression.ts'
import { compare, mustCompare, together } from './operators.ts'
import {
  emptyScope,
  type OutputColumn,
  type Relation,
  type Scope,
  type ScopeColumn,
  sameName,
} from './scope.ts'
import { child, children, type Node, onlyKnown, refuse, text, texts } from './syntax.ts'
import type { Translator } from './translator.ts'
import { BIGINT, BOOLEAN, commonType, isFloating, isInteger, type SqlType } from './types.ts'

/** What stands in FROM. */
export interface From {
  readonly sql: string
  readonly relations: readonly Relation[]
  readonly merged: readonly ScopeColumn[]
  /** Conditions that belong into WHERE: semi and anti joins. */
  readonly where: readonly string[]
}

export const nothing: From = { sql: '', relations: [], merged: [], where: [] }

export function translateFrom(node: Node, scope: Scope, t: Translator): From {
  const translate = byType[text(node, 'type')]
  if (translate === undefined)
    throw refuse(`${text(node, 'type')} in FROM is not among what both engines read alike`, node)
  if (child(node, 'sample')) throw refuse('a sample: the rows differ from run to run', node)
  return translate(node, scope, t)
}

const byType: Readonly<Record<string, (node: Node, scope: Scope, t: Translator) => From>> = {
  EMPTY: () => nothing,
  EMPTY_FROM: () => nothing,
  BASE_TABLE: baseTable,
  SUBQUERY: derived,
  JOIN: join,
  EXPRESSION_LIST: rows,
  TABLE_FUNCTION: tableFunction,
}

/** A relation with the names that the query gives it. */
function named(
  sql: string,
  node: Node,
  fallback: string,
  columns: readonly OutputColumn[],
  forced = false,
): From {
  const alias = text(node, 'alias') || fallback
  const names = texts(node, 'column_name_alias')
  const renamed = columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }))
  const list =
    names.length > 0 || forced
      ? ` (${renamed.map(({ name }) => quoteIdentifier(name)).join(', ')})`
      : ''
  const relation = {
    alias,
    columns: renamed.map((column) => ({
      ...column,
      sql: `${quoteIdentifier(alias)}.${quoteIdentifier(column.name)}`,
    })),
  }
  return { ...nothing, sql: `${sql} AS ${quoteIdentifier(alias)}${list}`, relations: [relation] }
}

function baseTable(node: Node, scope: Scope): From {
  onlyKnown(node, ['type', 'alias', 'table_name', 'column_name_alias'], 'a table')
  const name = text(node, 'table_name')
  const columns = scope.tables.get(name.toLowerCase())
  if (columns === undefined) throw refuse(`the table "${name}" is not known`, node)
  return named(scope.places?.get(name.toLowerCase()) ?? quoteIdentifier(name), node, name, columns)
}

function derived(node: Node, scope: Scope, t: Translator): From {
  const { sql, columns } = t.query(child(child(node, 'subquery')!, 'node')!, around(scope))
  return named(`(${sql})`, node, 'unnamed_subquery', columns)
}

/** A query in FROM sees what lies around the whole query, and not its neighbours. */
const around = (scope: Scope): Scope => ({
  ...emptyScope(scope.tables, scope.outer),
  ...(scope.places ? { places: scope.places } : {}),
})

function rows(node: Node, scope: Scope, t: Translator): From {
  const values = (node['values'] as readonly (readonly Node[])[]).map((row) =>
    row.map((cell) => t.expression(cell, scope)),
  )
  const width = values[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, index) =>
    together(
      values.map((row) => row[index]!),
      node,
    ),
  )
  const list = values.map((_, row) => `(${columns.map((column) => column[row]!.sql).join(', ')})`)
  const output = columns.map((column, index) => ({ name: `col${index}`, type: column[0]!.type }))
  return named(`(VALUES ${list.join(', ')})`, node, 'valueslist', output, true)
}

function tableFunction(node: Node, scope: Scope, t: Translator): From {
  const call = child(node, 'function')!
  const name = text(call, 'function_name').toLowerCase()
  if (/^WITH_/.test(text(node, 'with_ordinality'))) throw refuse(`${name}() WITH ORDINALITY`, node)
  const args = children(call).map((part) => t.expression(part, scope))
  if (name === 'unnest') return unnested(args, node, call)
  if (name === 'range' || name === 'generate_series') return series(name, args, node, call)
  throw refuse(`the table function ${name}() has no counterpart`, call)
}

function unnested([value, more]: readonly Expr[], node: Node, call: Node): From {
  if (value?.type.kind !== 'list' || more !== undefined)
    throw refuse('unnest() of other than one list', call)
  if (value.type.item.kind === 'struct')
    throw refuse('unnest() of structs: Trino makes columns of their fields', call)
  return named(
    `UNNEST(${value.sql})`,
    node,
    'unnest',
    [{ name: 'unnest', type: value.type.item }],
    true,
  )
}

/** Trino's sequence holds both ends and counts down when they are turned round. */
function series(name: string, args: readonly Expr[], node: Node, call: Node): From {
  if (!args.every(({ type }) => isInteger(type)) || args.length > 3)
    throw refuse(`${name}() of other than integers`, call)
  const all = args.map((arg) => coerced(arg, BIGINT, call))
  const [from, to] = all.length === 1 ? [integerLiteral(0n, BIGINT), all[0]!] : [all[0]!, all[1]!]
  const step = args[2] === undefined ? 1n : args[2].literal
  if (typeof step !== 'bigint' || step < 1n)
    throw refuse(`${name}() with a step that is no literal above 0`, call)
  const last = name === 'range' ? `${to!.sql} - 1` : to!.sql
  const sequence = `IF(${from!.sql} <= ${last}, sequence(${from!.sql}, ${last}, ${step}), CAST(ARRAY[] AS array(bigint)))`
  return named(`UNNEST(${sequence})`, node, name, [{ name, type: BIGINT }], true)
}

const joins: Readonly<Record<string, string>> = {
  INNER: 'INNER JOIN',
  LEFT: 'LEFT JOIN',
  RIGHT: 'RIGHT JOIN',
  OUTER: 'FULL JOIN',
  FULL: 'FULL JOIN',
}

function join(node: Node, scope: Scope, t: Translator): From {
  const kind = text(node, 'join_type')
  const reference = text(node, 'ref_type')
  if (reference === 'ASOF')
    throw refuse(
      'ASOF JOIN: Trino has none; join on the inequality and keep the last by row_number()',
      node,
    )
  if (!['REGULAR', 'CROSS', 'NATURAL'].includes(reference))
    throw refuse(`${reference} JOIN: Trino has none`, node)
  const left = translateFrom(child(node, 'left')!, scope, t)
  const inside = {
    ...scope,
    relations: [...scope.relations, ...left.relations],
    merged: left.merged,
  }
  const rightNode = child(node, 'right')!
  const right = translateFrom(
    rightNode,
    text(rightNode, 'type') === 'TABLE_FUNCTION' ? inside : scope,
    t,
  )
  const both = joined(left, right)
  if (kind === 'SEMI' || kind === 'ANTI')
    return filtered(kind, left, right, condition(node, left, right, scope, t))
  if (reference === 'CROSS')
    return { ...both, sql: `${left.sql} CROSS JOIN ${bracketed(right, rightNode)}` }
  const word = joins[kind]
  if (word === undefined) throw refuse(`a ${kind} join`, node)
  const on = condition(node, left, right, scope, t)
  return {
    ...both,
    merged: [...both.merged, ...mergedColumns(kind, on.pairs)],
    sql: `${left.sql} ${word} ${bracketed(right, rightNode)} ON ${on.sql}`,
  }
}

const bracketed = ({ sql }: From, node: Node): string =>
  text(node, 'type') === 'JOIN' ? `(${sql})` : sql

function joined(left: From, right: From): From {
  return {
    sql: '',
    relations: [...left.relations, ...right.relations],
    merged: [...left.merged, ...right.merged],
    where: [...left.where, ...right.where],
  }
}

function filtered(kind: string, left: From, right: From, on: Condition): From {
  const word = kind === 'SEMI' ? 'EXISTS' : 'NOT EXISTS'
  return { ...left, where: [...left.where, `${word} (SELECT 1 FROM ${right.sql} WHERE ${on.sql})`] }
}

interface Condition {
  readonly sql: string
  readonly pairs: readonly Pair[]
}
interface Pair {
  readonly name: string
  readonly left: ScopeColumn
  readonly right: ScopeColumn
}

function condition(node: Node, left: From, right: From, scope: Scope, t: Translator): Condition {
  if ([...left.where, ...right.where].length > 0)
    throw refuse('a semi or anti join below another join; put it into a CTE', node)
  const on = child(node, 'condition')
  if (on) {
    const inside = { ...scope, ...joined(left, right) }
    return { sql: coerced(t.expression(on, inside), BOOLEAN, node).sql, pairs: [] }
  }
  const natural = text(node, 'ref_type') === 'NATURAL'
  const names = natural ? commonNames(left, right) : texts(node, 'using_columns')
  if (names.length === 0) throw refuse('a join without a condition', node)
  const pairs = names.map((name) => ({
    name,
    left: columnOf(left, name, node),
    right: columnOf(right, name, node),
  }))
  const list = pairs.map((pair) => compare('COMPARE_EQUAL', pair.left, pair.right, node).sql)
  return { sql: list.length === 1 ? list[0]! : `(${list.join(' AND ')})`, pairs }
}

function commonNames(left: From, right: From): readonly string[] {
  const there = right.relations.flatMap(({ columns }) => columns)
  return left.relations
    .flatMap(({ columns }) => columns)
    .map(({ name }) => name)
    .filter((name) => there.some((column) => sameName(column.name, name)))
}

function columnOf({ relations, merged }: From, name: string, node: Node): ScopeColumn {
  const found =
    merged.find((column) => sameName(column.name, name)) ??
    relations.flatMap(({ columns }) => columns).find((column) => sameName(column.name, name))
  if (!found) throw refuse(`USING names "${name}", which is not on both sides`, node)
  mustCompare(found.type, node)
  if (isFloating(found.type)) throw refuse('USING over DOUBLE: the engines differ on NaN', node)
  return found
}

/** How a joined column is reached by its name alone. */
function mergedColumns(kind: string, pairs: readonly Pair[]): readonly ScopeColumn[] {
  return pairs.map(({ name, left, right }) => {
    if (kind === 'RIGHT') return { ...right, name }
    if (kind === 'INNER' || kind === 'LEFT') return { ...left, name }
    const type: SqlType = commonType(left.type, right.type) ?? left.type
    return { name, type, sql: `coalesce(${left.sql}, ${right.sql})` }
  })
}
