import type { Column } from '../../contracts/ports/sql-engine.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import { castSql } from './expression.ts'
import { translateExpression } from './expressions.ts'
import { translateQuery } from './queries.ts'
import { emptyScope, type OutputColumn } from './scope.ts'
import { type Node, refuse } from './syntax.ts'
import type { Translator } from './translator.ts'
import { duckType, isNull, parseType, type SqlType, trinoType } from './types.ts'

export interface Input {
  readonly name: string
  readonly columns: readonly Column[]
  /** The table in Trino's SQL. @default the quoted name */
  readonly place?: string
}

export interface SelectToTranslate {
  /** The tree of DuckDB's parser with places, of `SqlSession.syntax`. */
  readonly tree: unknown
  /** Every table that the query reads. */
  readonly inputs: readonly Input[]
  /** The columns that DuckDB's binder gives to the result. */
  readonly columns: readonly Column[]
}

const translator: Translator = {
  expression: (node, scope) => translateExpression(node, scope, translator),
  query: (node, scope) => translateQuery(node, scope, translator),
}

/**
 * A SELECT of DuckDB in Trino's SQL, with the same rows and, as the outermost casts hold, the same types. Throws Refusal with
 * the place of whatever is not known to mean the same.
 */
export function translateToTrino({ tree, inputs, columns }: SelectToTranslate): string {
  const tables = new Map(
    inputs.map(({ name, columns: of }) => [name.toLowerCase(), inputColumns(of)]),
  )
  const places = new Map(
    inputs.flatMap(({ name, place }) => (place ? [[name.toLowerCase(), place] as const] : [])),
  )
  const root = tree as Node
  const made = translator.query(root, { ...emptyScope(tables), places })
  const wanted = columns.map(({ name, type }) => ({ name, type: knownType(name, type, root) }))
  mustAgree(made.columns, wanted, root)
  const inner = made.columns.map((_, index) => `"c${index + 1}"`)
  const list = wanted.map(
    ({ name, type }, index) =>
      `${castSql(`"result".${inner[index]}`, type)} AS ${quoteIdentifier(name)}`,
  )
  return `SELECT\n  ${list.join(',\n  ')}\nFROM (\n${made.sql}\n) AS "result" (${inner.join(', ')})`
}

/** A column whose type Trino lacks is only a fault when it is asked for. */
const inputColumns = (columns: readonly Column[]): readonly OutputColumn[] =>
  columns.flatMap(({ name, type }) => {
    const known = parseType(type)
    return known ? [{ name, type: known }] : []
  })

function knownType(name: string, type: string, root: Node): SqlType {
  const known = parseType(type)
  if (known) return known
  throw refuse(`the column "${name}" has the type ${type}, which Trino does not have`, root)
}

/** DuckDB's binder is held against the types found here: one that differs shows a rule that was misunderstood. */
function mustAgree(
  made: readonly OutputColumn[],
  wanted: readonly OutputColumn[],
  root: Node,
): void {
  if (made.length !== wanted.length)
    throw refuse('the columns of the result could not be established', root)
  wanted.forEach(({ name, type }, index) => {
    const found = made[index]!.type
    if (trinoType(found) !== trinoType(type) && !isNull(found))
      throw refuse(
        `the column "${name}" is ${duckType(type)} to DuckDB but ${duckType(found)} here; write a cast`,
        root,
      )
  })
}
