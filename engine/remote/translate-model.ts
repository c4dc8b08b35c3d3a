import { ProductError } from '../../contracts/errors/product-error.ts'
import type { SqlSession } from '../../contracts/ports/sql-engine.ts'
import { Refusal } from '../portability/refusal.ts'
import { type Input, translateToTrino } from '../portability/translate.ts'
import type { CompiledModel } from '../stages.ts'

/** What a model reads: where it stands for the other engine, and its columns. */
export type ReadRelation = (relation: string) => Promise<Omit<Input, 'name'>>

/** A model's SELECT in the SQL of Athena. Throws ENGINE_SQL_NOT_PORTABLE with the place in the model's file. */
export async function translateModel(
  session: SqlSession,
  model: CompiledModel,
  read: ReadRelation,
): Promise<string> {
  const inputs = await Promise.all(
    model.inputs.map(async ({ relation }) => ({ name: relation, ...(await read(relation)) })),
  )
  try {
    return translateToTrino({
      tree: await session.syntax(model.sql),
      inputs,
      columns: model.columns,
    })
  } catch (error) {
    if (error instanceof Refusal) throw notPortable(model, error)
    throw error
  }
}

const notPortable = ({ name, map, sql }: CompiledModel, refusal: Refusal): ProductError =>
  new ProductError('ENGINE_SQL_NOT_PORTABLE', {
    message: `"${name}" cannot run on Athena: ${refusal.message}. Nothing was changed.`,
    at: map(refusal.at ?? Math.max(0, sql.search(/\S/))),
    cause: refusal,
  })

/** A query as something that may stand in FROM. */
export const inBrackets = (sql: string): string => `(\n${sql}\n)`
