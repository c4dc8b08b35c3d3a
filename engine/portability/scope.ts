import type { Expr } from './expression.ts'
import type { SqlType } from './types.ts'

export interface ScopeColumn {
  readonly name: string
  /** The column as Trino's SQL reaches it, e.g. `"reviews"."stars"`. */
  readonly sql: string
  readonly type: SqlType
}

export interface Relation {
  readonly alias: string
  readonly columns: readonly ScopeColumn[]
}

/** A column in the result of a query. */
export interface OutputColumn {
  readonly name: string
  readonly type: SqlType
}

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** What names mean at one place: relations in FROM, columns joined by USING, aliases of the select list, and what lies around. */
export interface Scope {
  readonly relations: readonly Relation[]
  /** Columns that USING has joined, as they are reached without a table's name. */
  readonly merged: readonly ScopeColumn[]
  /** Aliases of the select list so far. */
  readonly aliases: ReadonlyMap<string, Expr>
  /** Parameters of lambdas. */
  readonly parameters: ReadonlyMap<string, Expr>
  /** Common table expressions and inputs, by name in lower case. */
  readonly tables: ReadonlyMap<string, readonly OutputColumn[]>
  /** Where tables that are no common table expressions stand in Trino, by name in lower case. @default under their own name */
  readonly places?: ReadonlyMap<string, string>
  /** The query around this one, whose columns can be reached too. */
  readonly outer?: Scope
}

export const emptyScope = (tables: Scope['tables'], outer?: Scope): Scope => ({
  relations: [],
  merged: [],
  aliases: new Map(),
  parameters: new Map(),
  tables,
  ...(outer === undefined ? {} : { outer }),
})

/** Every column that `*` gives, in its order. */
export function starColumns({ relations, merged }: Scope, alias?: string): readonly ScopeColumn[] {
  if (alias !== undefined)
    return relations
      .filter((relation) => sameName(relation.alias, alias))
      .flatMap(({ columns }) => columns)
  const taken = new Set<string>()
  return relations.flatMap(({ columns }) =>
    columns.flatMap((column) => {
      const joined = merged.find(({ name }) => sameName(name, column.name))
      if (joined === undefined) return [column]
      if (taken.has(joined.name.toLowerCase())) return []
      taken.add(joined.name.toLowerCase())
      return [joined]
    }),
  )
}

/** A column by its name alone: 'twice' when two relations have it. */
export function findColumn(
  { relations, merged }: Scope,
  name: string,
): ScopeColumn | 'twice' | undefined {
  const joined = merged.find((column) => sameName(column.name, name))
  if (joined) return joined
  const found = relations.flatMap(({ columns }) =>
    columns.filter((column) => sameName(column.name, name)),
  )
  return found.length > 1 ? 'twice' : found[0]
}
