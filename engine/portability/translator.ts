import type { Expr } from './expression.ts'
import type { OutputColumn, Scope } from './scope.ts'
import type { Node } from './syntax.ts'

export interface TranslatedQuery {
  /** A query in Trino's SQL. */
  readonly sql: string
  readonly columns: readonly OutputColumn[]
}

/** The two recursions, handed to every part that has parts of its own. */
export interface Translator {
  readonly expression: (node: Node, scope: Scope) => Expr
  readonly query: (node: Node, scope: Scope) => TranslatedQuery
}
