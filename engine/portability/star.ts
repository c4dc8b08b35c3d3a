import type { Expr } from './expression.ts'
import type { Scope, ScopeColumn } from './scope.ts'
import { sameName, starColumns } from './scope.ts'
import { child, children, type Node, refuse, text, texts } from './syntax.ts'
import type { Translator } from './translator.ts'

/** One column of a select list. */
export interface Item {
  readonly name: string
  /** It has this name by `as`, or because it is a column. */
  readonly named: boolean
  readonly value: Expr
  readonly node: Node
}

/** The columns that `*` and its kin stand for; undefined for an expression of another kind. */
export function starItems(node: Node, scope: Scope, t: Translator): readonly Item[] | undefined {
  if (text(node, 'class') !== 'STAR') return undefined
  const pattern = child(node, 'expr')
  const alias = text(node, 'relation_name')
  const all = starColumns(scope, alias === '' ? undefined : alias)
  if (all.length === 0) throw refuse('a star without a table', node)
  const chosen = pattern ? all.filter(({ name }) => matcher(pattern)(name)) : all
  if (chosen.length === 0) throw refuse('COLUMNS() matches no column', node)
  const left = chosen.filter(({ name }) => !excluded(node).some((gone) => sameName(gone, name)))
  return left.map((column) => itemOf(column, node, scope, t))
}

const excluded = (node: Node): readonly string[] => [
  ...texts(node, 'exclude_list').map((entry) => columnName(entry)),
  ...texts(node, 'qualified_exclude_list').map((entry) => columnName(entry)),
]

const columnName = (entry: unknown): string =>
  typeof entry === 'string' ? entry : text(entry as Node, 'column')

function itemOf(column: ScopeColumn, node: Node, scope: Scope, t: Translator): Item {
  const replaced = children(node, 'replace_list').find((entry) =>
    sameName(text(entry, 'key'), column.name),
  )
  const renamed = children(node, 'rename_list').find((entry) =>
    sameName(columnName(entry['key']), column.name),
  )
  const value = replaced ? t.expression(child(replaced, 'value')!, scope) : column
  return { name: renamed ? text(renamed, 'value') : column.name, named: true, value, node }
}

/** COLUMNS('…') with a pattern that means the same in every dialect of regular expressions. */
function matcher(node: Node): (name: string) => boolean {
  const value = child(node, 'value')
  const pattern = value ? text(value, 'value') : undefined
  if (pattern === undefined || !/^[\^]?[A-Za-z0-9_.*+?|()$]*$/.test(pattern))
    throw refuse(
      'COLUMNS() with a lambda, or with a pattern beyond letters, digits and . * + ? | ( ) ^ $',
      node,
    )
  const regex = new RegExp(pattern)
  return (name) => regex.test(name)
}
