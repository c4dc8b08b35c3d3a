import type { SqlInspection } from '../../contracts/ports/sql-engine.ts'
import { admittedTableFunctions, ageOfToday, bareFunctions, sampling } from './duckdb-functions.ts'
import { firstStatement, firstWord, fromBytes, fromCodePoints } from './duckdb-text.ts'

/** The answer of `json_serialize_sql`. */
interface Serialized {
  readonly error: boolean
  readonly error_type?: string
  readonly error_message?: string
  /** Offset in code points, as text. */
  readonly position?: string
  readonly statements?: readonly { readonly node: Tree }[]
}
type Tree = { readonly [name: string]: unknown }
type Found = { readonly name: string; readonly at: number }
type FoundFunction = Found & { readonly table: boolean }
type Refused = Extract<SqlInspection, { kind: 'refused' }>

/** What the parser says of a text: one SELECT with its tables and functions, or why it is not. */
export function inspection(sql: string, json: string): SqlInspection {
  if (sql.includes('\0')) return refused('A NUL character is not allowed.', sql.indexOf('\0'))
  const { statement, rest } = firstStatement(sql)
  if (rest !== undefined)
    return refused('Only one statement is allowed; a second one begins here.', rest)
  const parsed = parseExactly(json)
  if (parsed.error) return refusal(statement, parsed)
  if (parsed.statements?.length !== 1) return refused('The text is empty.')
  try {
    return inspectTree(parsed.statements[0]!.node, statement)
  } catch (error) {
    if (error instanceof RangeError) return refused('The statement is nested too deeply.')
    throw error
  }
}

/** The tree of a statement that was inspected, with character offsets for the parser's places. */
export function placedTree(statement: string, json: string): unknown {
  const root = parseExactly(json).statements?.[0]?.node
  const ascii = /^[\0-\x7f]*$/.test(statement)
  const place = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(place)
    if (value === null || typeof value !== 'object') return value
    const { query_location: byte, ...rest } = value as Tree
    const at = typeof byte !== 'number' ? undefined : ascii ? byte : fromBytes(statement, byte)
    const inner = Object.entries(rest).map(([name, child]) => [name, place(child)] as const)
    return { ...Object.fromEntries(inner), ...(at === undefined ? {} : { at }) }
  }
  return place(root)
}

/** Long integers become text, for a double would make two different constants equal. Quotes within strings are escaped, so a member's name cannot be mistaken. */
const parseExactly = (json: string): Serialized =>
  JSON.parse(json.replace(/(?<=[a-z_]":)-?\d{16,}(?=[,}])/g, '"$&"'))

const refused = (reason: string, at?: number): Refused => ({
  kind: 'refused',
  reason,
  ...(at === undefined ? {} : { at }),
})

function refusal(text: string, parsed: Serialized): Refused {
  if (parsed.error_type === 'parser') {
    const at = parsed.position === undefined ? undefined : fromCodePoints(text, +parsed.position)
    return refused(parsed.error_message ?? 'The text cannot be parsed.', at)
  }
  const pivot = /\bpivot(?:_wider)?\b/i.exec(text)
  const word = firstWord(text)
  if (pivot && ['PIVOT', 'WITH', 'SELECT', 'FROM'].includes(word))
    return refused(
      'PIVOT must list its values: write FROM … PIVOT (sum(x) FOR y IN (1, 2)) instead of PIVOT … ON y.',
      pivot.index,
    )
  return refused(
    word === '' ? 'The text is empty.' : `Only SELECT is allowed, and this is ${word}.`,
  )
}

/** One walk that strips positions and collects names; `inner` are the CTEs in scope, in lower case. */
class Walk {
  readonly tables: { name: string; byte: number | undefined }[] = []
  readonly functions: { name: string; byte: number | undefined; table: boolean }[] = []
  /** A form that is no SELECT of rows (DESCRIBE, SHOW, SUMMARIZE), if any. */
  show: string | undefined

  visit(value: unknown, inner: ReadonlySet<string>, tableFunction = false): unknown {
    if (Array.isArray(value)) return value.map((item) => this.visit(item, inner))
    if (value === null || typeof value !== 'object') return value
    const node = value as Tree
    const scope = node['cte_map'] === undefined ? inner : scopeOf(node, inner)
    this.note(node, inner, tableFunction)
    const stripped: Record<string, unknown> = {}
    for (const [name, child] of Object.entries(node)) {
      if (name === 'query_location') continue
      stripped[name] =
        name === 'cte_map'
          ? this.visitCtes(child as Tree, inner)
          : this.visit(child, scope, name === 'function' && node['type'] === 'TABLE_FUNCTION')
    }
    return stripped
  }

  /** A CTE sees those before it, and itself only when it is recursive. */
  private visitCtes(map: Tree, inner: ReadonlySet<string>): unknown {
    const scope = new Set(inner)
    const entries = map['map'] as readonly { key: string; value: Tree }[]
    return {
      map: entries.map(({ key, value }) => {
        const visited = this.visit(value, scope)
        scope.add(key.toLowerCase())
        return { key, value: visited }
      }),
    }
  }

  private note(node: Tree, inner: ReadonlySet<string>, tableFunction: boolean): void {
    const byte = byteOf(node)
    if (node['type'] === 'BASE_TABLE') this.noteTable(node, inner, byte)
    if (node['type'] === 'SHOW_REF') this.show = String(node['show_type']).split('_')[0]
    if (node['sample']) this.functions.push({ name: sampling, byte, table: false })
    const name = functionName(node)
    if (name !== undefined) this.functions.push({ name, byte, table: tableFunction })
  }

  private noteTable(node: Tree, inner: ReadonlySet<string>, byte: number | undefined): void {
    const parts = [node['catalog_name'], node['schema_name'], node['table_name']].filter(Boolean)
    const name = parts.join('.')
    if (parts.length === 1 && inner.has(name.toLowerCase())) return
    this.tables.push({ name, byte })
  }
}

const scopeOf = (node: Tree, inner: ReadonlySet<string>): ReadonlySet<string> => {
  const entries = (node['cte_map'] as Tree)['map'] as readonly { key: string }[]
  const own = node['type'] === 'RECURSIVE_CTE_NODE' ? [String(node['cte_name'])] : []
  const names = [...entries.map(({ key }) => key), ...own]
  return names.length === 0 ? inner : new Set([...inner, ...names.map((n) => n.toLowerCase())])
}

const byteOf = (node: Tree): number | undefined =>
  typeof node['query_location'] === 'number' ? node['query_location'] : undefined

function functionName(node: Tree): string | undefined {
  if (node['class'] === 'FUNCTION' || node['class'] === 'WINDOW') {
    const name = String(node['function_name']).toLowerCase()
    return name === 'age' && (node['children'] as unknown[]).length === 1 ? ageOfToday : name
  }
  if (node['class'] !== 'COLUMN_REF') return undefined
  const names = node['column_names'] as readonly string[]
  const name = names[0]!.toLowerCase()
  return names.length === 1 && bareFunctions.has(name) ? name : undefined
}

function inspectTree(root: Tree, text: string): SqlInspection {
  const walk = new Walk()
  const tree = walk.visit(root, new Set())
  if (walk.show !== undefined)
    return refused('DESCRIBE, SHOW and SUMMARIZE are not allowed; write a SELECT.')
  const place = (found: { name: string; byte: number | undefined }): number =>
    (found.byte === undefined ? undefined : fromBytes(text, found.byte)) ??
    Math.max(0, text.toLowerCase().indexOf(found.name.toLowerCase()))
  const functions: FoundFunction[] = walk.functions.map((found) => ({
    name: found.name,
    at: place(found),
    table: found.table,
  }))
  const hidden = functions.find(({ name, table }) => table && !admittedTableFunctions.has(name))
  if (hidden) return refused(`The table function ${hidden.name}() is not allowed.`, hidden.at)
  const tables: Found[] = walk.tables.map((found) => ({ name: found.name, at: place(found) }))
  return { kind: 'select', tree, tables, functions }
}
