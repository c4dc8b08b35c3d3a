import type { Expr } from './expression.ts'
import { mustCompare } from './operators.ts'
import { type Scope, sameName } from './scope.ts'
import { child, children, type Node, refuse, text, texts } from './syntax.ts'
import type { Translator } from './translator.ts'

export interface OrderKey {
  readonly value: Expr
  /** `DESC NULLS LAST` */
  readonly direction: string
  readonly node: Node
}

/** Direction and place of NULL, always written out: the engines agree on neither by default in all their versions. */
export function directionOf(order: Node): string {
  const down = text(order, 'type') === 'DESCENDING'
  const first = /FIRST/.test(text(order, 'null_order'))
  return `${down ? 'DESC' : 'ASC'} NULLS ${first ? 'FIRST' : 'LAST'}`
}

/** Keys of an order inside a window or an aggregate. */
export function orderKeys(
  orders: readonly Node[],
  scope: Scope,
  t: Translator,
): readonly OrderKey[] {
  return orders.map((order) => {
    const node = child(order, 'expression')!
    if (text(node, 'class') === 'STAR') throw refuse('order by all in this place', node)
    const value = t.expression(node, scope)
    mustCompare(value.type, node)
    return { value, direction: directionOf(order), node }
  })
}

export const printKeys = (keys: readonly OrderKey[]): string =>
  keys.map(({ value, direction }) => `${value.sql} ${direction}`).join(', ')

export const ordersOf = (node: Node): readonly Node[] => {
  const modifier = child(node, 'order_bys')
  return modifier ? children(modifier, 'orders') : []
}

/** The column of the result that an order names: its number, its name, or ALL. */
export function ordinalOf(
  node: Node,
  columns: readonly { readonly name: string }[],
): number | 'all' | undefined {
  if (text(node, 'class') === 'STAR') return 'all'
  if (text(node, 'class') === 'CONSTANT') return Number(text(child(node, 'value')!, 'value'))
  const names = texts(node, 'column_names')
  const [only = ''] = names
  if (text(node, 'class') !== 'COLUMN_REF' || names.length !== 1) return undefined
  const index = columns.findIndex(({ name }) => sameName(name, only))
  return index < 0 ? undefined : index + 1
}

/** Without an order the rows that a limit leaves are nobody's promise. */
export function limitText(modifier: Node, ordered: boolean): string {
  if (!ordered) throw refuse('LIMIT without ORDER BY leaves other rows on every run', modifier)
  const count = (name: string) => {
    const given = child(modifier, name)
    if (given === undefined) return undefined
    const value = child(given, 'value')
    if (text(given, 'class') !== 'CONSTANT' || !value || !/^\d+$/.test(text(value, 'value')))
      throw refuse(`${name} by other than a literal number`, given)
    return text(value, 'value')
  }
  const [limit, offset] = [count('limit'), count('offset')]
  return `${offset === undefined ? '' : `\nOFFSET ${offset}`}${limit === undefined ? '' : `\nLIMIT ${limit}`}`
}
