import { hiveType } from '../../contracts/hive-types.ts'
import type { SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { TableVersion } from '../../contracts/records/table-version.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import { Refusal } from '../portability/refusal.ts'
import { translateToTrino } from '../portability/translate.ts'
import { inBrackets } from './translate-model.ts'

/** A view's SELECT in the SQL of Athena, or why it has none there. */
export type ViewForAthena = { readonly sql: string } | { readonly refused: string }

/** Translates a view over the tables of its inputs, with columns of the types that a catalog of Athena gives to them. */
export async function viewForAthena(
  session: SqlSession,
  { sql, columns }: Pick<TableVersion, 'sql' | 'columns'>,
  inputs: readonly Pick<TableVersion, 'relation' | 'columns'>[],
): Promise<ViewForAthena> {
  try {
    const translated = translateToTrino({
      tree: await session.syntax(sql ?? ''),
      inputs: inputs.map(({ relation, columns: of }) => ({ name: relation, columns: of })),
      columns,
    })
    const list = columns.map(({ name, type }) => {
      const mapped = hiveType(type)
      if (mapped.kind === 'refused') throw new Refusal(`the column "${name}" has the type ${type}`)
      return `CAST(${quoteIdentifier(name)} AS ${mapped.trino}) AS ${quoteIdentifier(name)}`
    })
    return { sql: `SELECT ${list.join(', ')}\nFROM ${inBrackets(translated)}` }
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message }
    throw error
  }
}
