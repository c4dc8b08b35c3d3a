import { Refusal } from './refusal.ts'
import { decimal, type Field, INTEGER, list, NULL_TYPE, parseType, type SqlType } from './types.ts'

/** A node of the syntax tree, with `at`, a character offset, where the parser gives a place. */
export interface Node {
  readonly [name: string]: unknown
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const child = (node: Node, name: string): Node | undefined => {
  const value = node[name]
  return isNode(value) ? value : undefined
}
export const children = (node: Node, name = 'children'): readonly Node[] =>
  ((node[name] ?? []) as readonly unknown[]).filter(isNode)
export const text = (node: Node, name: string): string => String(node[name] ?? '')
export const texts = (node: Node, name: string): readonly string[] =>
  (node[name] ?? []) as readonly string[]

/** The first place in a node, in the order of the text. */
export function placeOf(node: Node | undefined): number | undefined {
  if (node === undefined) return undefined
  if (typeof node['at'] === 'number') return node['at']
  for (const value of Object.values(node)) {
    for (const inner of Array.isArray(value) ? value : [value]) {
      const at = isNode(inner) ? placeOf(inner) : undefined
      if (at !== undefined) return at
    }
  }
  return undefined
}

export const refuse = (reason: string, node?: Node): Refusal => new Refusal(reason, placeOf(node))

/** What every call of a function has in DuckDB's tree, whether it aggregates, looks over a window, or neither. */
export const callFields = [
  'class',
  'type',
  'alias',
  'function_name',
  'schema',
  'catalog',
  'children',
] as const

/** Anything in a node that lies beyond `known`: never passed over in silence. */
export function onlyKnown(node: Node, known: readonly string[], what: string): void {
  for (const [name, value] of Object.entries(node)) {
    if (known.includes(name) || name === 'at' || isBlank(value)) continue
    throw refuse(`${what} with "${name}" is not known to be the same on both engines`, node)
  }
}

function isBlank(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (isNode(value))
    return Object.entries(value).every(([key, inner]) => key === 'type' || isBlank(inner))
  return false
}

/** The type that a cast names. */
export function typeOfTree(node: Node, at: Node): SqlType {
  const info = child(node, 'type_info')
  const id = text(node, 'id')
  if (id === 'DECIMAL' && info) return decimal(Number(info['width']), Number(info['scale']))
  if (id === 'LIST' && info) return list(typeOfTree(child(info, 'child_type')!, at))
  if (id === 'STRUCT' && info) return { kind: 'struct', fields: fieldsOf(info, at) }
  if (id === 'MAP' && info) {
    const entry = child(info, 'child_type')
    const [key, value] = entry ? fieldsOf(child(entry, 'type_info')!, at) : []
    if (key && value) return { kind: 'map', key: key.type, value: value.type }
  }
  if (id === 'NULL') return NULL_TYPE
  if (text(node, 'alias') === 'JSON') return parseType('JSON')!
  const plain = info === undefined || isBlank(info) ? parseType(id) : undefined
  if (plain) return plain
  throw refuse(`the type ${id} has no counterpart with the same values`, at)
}

const fieldsOf = (info: Node, at: Node): readonly Field[] =>
  children(info, 'child_types').map((pair) => ({
    name: text(pair, 'first'),
    type: typeOfTree(child(pair, 'second') ?? { id: INTEGER }, at),
  }))
