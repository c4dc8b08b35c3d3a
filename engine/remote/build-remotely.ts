import { storageTrouble } from '../../contracts/engine-trouble.ts'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { tablePrefix } from '../../contracts/lake-layout.ts'
import type { QueryCost, RemoteInput, RemoteSqlEngine } from '../../contracts/ports/remote-sql.ts'
import { SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { FileRecord, TableVersion } from '../../contracts/records/table-version.ts'
import { sentence } from '../inspect-select.ts'
import type { PlannedModel } from '../plan.ts'
import type { CompiledModel } from '../stages.ts'
import { inBrackets, translateModel } from './translate-model.ts'

export interface RemoteBuild {
  readonly remote: RemoteSqlEngine
  /** Parses; no rows are read through it. */
  readonly session: SqlSession
  readonly project: string
  /** The version of a relation that is built. */
  readonly version: (relation: string) => TableVersion
  /** The model behind a relation, if it is one. */
  readonly model: (relation: string) => CompiledModel | undefined
}

export interface RemoteFiles {
  readonly files: readonly FileRecord[]
  readonly cost: QueryCost
}

/** Makes the files of a table on Athena. Throws ENGINE_SQL_NOT_PORTABLE, MODEL_BUILD_FAILED. */
export async function buildRemotely(
  planned: PlannedModel,
  build: RemoteBuild,
): Promise<RemoteFiles> {
  const { model, version } = planned
  const inputs = new Map<string, RemoteInput>()
  const sql = await remoteSql(model, build, inputs)
  const prefix = tablePrefix(build.project, model.file.layer, model.name, version)
  try {
    const query = { sql, columns: model.columns, inputs: [...inputs.values()], id: version }
    return await build.remote.write(query, prefix)
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error
    throw storageTrouble(error) ?? failed(model, error)
  }
}

/** The SQL of a model with the views that it reads written into it; `inputs` gathers the tables. */
async function remoteSql(
  model: CompiledModel,
  build: RemoteBuild,
  inputs: Map<string, RemoteInput>,
): Promise<string> {
  return translateModel(build.session, model, async (relation) => {
    const table = build.version(relation)
    const view = table.materialized === 'view' ? build.model(relation) : undefined
    if (view)
      return { columns: table.columns, place: inBrackets(await remoteSql(view, build, inputs)) }
    const { columns, files, version, engine } = table
    const input = { relation, version, columns, files, madeBy: engine.name }
    inputs.set(relation, input)
    return { columns, place: build.remote.place(input) }
  })
}

const failed = (model: CompiledModel, failure: SqlFailure): ProductError =>
  new ProductError('MODEL_BUILD_FAILED', {
    message: `"${model.name}" could not be built: ${sentence(failure.message)} Nothing was published.`,
    at: model.map(Math.max(0, model.sql.search(/\S/))),
    cause: failure,
  })
