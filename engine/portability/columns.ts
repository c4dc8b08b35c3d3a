import { quoteIdentifier } from '../../contracts/sql-text.ts'
import type { Expr } from './expression.ts'
import { findColumn, type Relation, type Scope, sameName } from './scope.ts'
import { type Node, refuse, texts } from './syntax.ts'

/** What a name means, with the fields after it. */
export function columnReference(node: Node, scope: Scope): Expr {
  const names = texts(node, 'column_names')
  const found = resolve(names, scope, node)
  if (found === undefined) throw refuse(`the name ${names.join('.')} could not be resolved`, node)
  return found
}

function resolve(names: readonly string[], scope: Scope, node: Node): Expr | undefined {
  const [first = '', ...rest] = names
  const parameter = scope.parameters.get(first.toLowerCase())
  if (parameter) return fields(parameter, rest, node)
  const relation = rest.length > 0 ? relationOf(scope, first, node) : undefined
  if (relation) {
    const column = relation.columns.find(({ name }) => sameName(name, rest[0] ?? ''))
    if (column) return fields(column, rest.slice(1), node)
  }
  const column = findColumn(scope, first)
  if (column === 'twice') throw refuse(`the column ${first} stands in two tables`, node)
  if (column) return fields(column, rest, node)
  if (scope.relations.some(({ alias }) => sameName(alias, first)) && rest.length === 0)
    throw refuse(`a whole row of "${first}" as one value has another form in Trino`, node)
  const alias = scope.aliases.get(first.toLowerCase())
  if (alias) return fields(alias, rest, node)
  return scope.outer && resolve(names, scope.outer, node)
}

function relationOf(scope: Scope, name: string, node: Node): Relation | undefined {
  const found = scope.relations.filter(({ alias }) => sameName(alias, name))
  if (found.length > 1) throw refuse(`two tables have the name ${name}`, node)
  return found[0]
}

function fields(of: Expr, names: readonly string[], node: Node): Expr {
  return names.reduce((whole, name) => structField(whole, name, node), of)
}

/** A field of a struct. */
export function structField(whole: Expr, name: string, node: Node): Expr {
  if (whole.type.kind !== 'struct') throw refuse(`${name} is asked of what is no struct`, node)
  const field = whole.type.fields.find((found) => sameName(found.name, name))
  if (!field) throw refuse(`the struct has no field ${name}`, node)
  return { ...whole, sql: `${whole.sql}.${quoteIdentifier(field.name)}`, type: field.type }
}
