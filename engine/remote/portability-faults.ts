import { isProductError, type ProductError } from '../../contracts/errors/product-error.ts'
import type { Column, SqlSession } from '../../contracts/ports/sql-engine.ts'
import { sourceRelation } from '../../contracts/project/names.ts'
import { declaredColumns, tableColumns } from '../sources/declared-columns.ts'
import type { CompiledModel, CompiledProject } from '../stages.ts'
import { engineOf } from './engine-of.ts'
import { translateModel } from './translate-model.ts'

/** What keeps models that are meant for Athena, and the views they read, from running there. */
export async function portabilityFaults(
  compiled: CompiledProject,
  session: SqlSession,
): Promise<readonly ProductError[]> {
  const faults = await Promise.all(
    meantForAthena(compiled).map(async (model) => {
      try {
        await sqlForAthena(compiled, model, session)
        return []
      } catch (error) {
        if (isProductError(error, 'ENGINE_SQL_NOT_PORTABLE')) return [error]
        throw error
      }
    }),
  )
  return faults.flat()
}

/** A model's SQL as Athena would be given it, with relations under their own names. Throws ENGINE_SQL_NOT_PORTABLE. */
export function sqlForAthena(
  { project, models }: CompiledProject,
  model: CompiledModel,
  session: SqlSession,
): Promise<string> {
  const columnsOf = async (relation: string): Promise<readonly Column[]> => {
    const source = project.sources.find(({ name }) => sourceRelation(name) === relation)
    if (source) return tableColumns(await declaredColumns(source, session))
    return models.find(({ name }) => name === relation)?.columns ?? []
  }
  return translateModel(session, model, async (relation) => ({
    columns: await columnsOf(relation),
  }))
}

/** Models whose engine is Athena whatever their size, with the views that are written into their SQL. */
function meantForAthena({ project, models }: CompiledProject): readonly CompiledModel[] {
  const byName = new Map(models.map((model) => [model.name, model]))
  const found = new Set<CompiledModel>()
  const visit = (model: CompiledModel): void => {
    found.add(model)
    for (const { relation } of model.inputs) {
      const input = byName.get(relation)
      if (input?.config.materialized === 'view' && !found.has(input)) visit(input)
    }
  }
  for (const model of models) if (engineOf(model, project.engines) === 'athena') visit(model)
  return [...found]
}
