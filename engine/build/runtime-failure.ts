import type { ErrorPlace } from '../../contracts/errors/product-error.ts'
import { SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { PlannedModel } from '../plan.ts'
import type { CompiledModel } from '../stages.ts'

/** A failure while rows were read, and the model whose SQL its place lies in. */
export interface RuntimeFailure {
  readonly model: CompiledModel
  readonly failure: SqlFailure
  /** Characters that stood before the model's own SQL. */
  readonly shift: number
}

/**
 * The first of some views that fails when its SQL is run by itself, those before it having passed. A failure inside a view gives
 * a place in that view's text, so it has to be known which one it was.
 */
export async function failingView(
  session: SqlSession,
  views: readonly CompiledModel[],
): Promise<RuntimeFailure | undefined> {
  // The hash of a row needs all of its columns.
  const open = 'select max(hash(v)) as h from ('
  for (const model of views) {
    try {
      await session.rows(`${open}${model.sql}\n) as v`)
    } catch (failure) {
      if (failure instanceof SqlFailure) return { model, failure, shift: open.length }
      throw failure
    }
  }
  return undefined
}

/** The place in the analyst's file. */
export function failurePlace({ model, failure, shift }: RuntimeFailure): ErrorPlace {
  const at = (failure.at ?? 0) - shift
  return model.map(at > 0 && at < model.sql.length ? at : Math.max(0, model.sql.search(/\S/)))
}

const hints: Partial<Record<SqlFailure['kind'], string>> = {
  conversion:
    'Use try_cast, which gives NULL for a value that does not fit, or filter such rows out first.',
  memory: 'Aggregate or filter earlier in the SQL, or give the engine more memory.',
  timeout:
    'Make the SQL do less: aggregate before joining, and check the join for rows that multiply.',
  disk: 'Free space on the disk, then run the same command again: what was built is kept.',
}

export const runtimeHint = ({ kind }: SqlFailure): string | undefined => hints[kind]

/** The views that some relations are made of, directly or through each other, each after those it reads. */
export function viewsBehind(
  relations: readonly string[],
  planned: ReadonlyMap<string, PlannedModel>,
): readonly CompiledModel[] {
  const found = new Map<string, CompiledModel>()
  const visit = (relation: string): void => {
    const view = planned.get(relation)
    if (view?.model.config.materialized !== 'view' || found.has(relation)) return
    for (const input of view.inputs) visit(input.relation)
    found.set(relation, view.model)
  }
  relations.forEach(visit)
  return [...found.values()]
}
