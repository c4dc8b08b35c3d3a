import { storageTrouble } from '../../contracts/engine-trouble.ts'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { tablePrefix } from '../../contracts/lake-layout.ts'
import type { QueryCost, RemoteInput } from '../../contracts/ports/remote-sql.ts'
import { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import type { FileRecord } from '../../contracts/records/table-version.ts'
import { sentence } from '../inspect-select.ts'
import type { PlannedModel } from '../plan.ts'
import type { CompiledModel } from '../stages.ts'
import { type RemoteBuild, readRemotely } from './remote-inputs.ts'
import { translateModel } from './translate-model.ts'

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
  const sql = await translateModel(build.session, model, readRemotely(build, inputs))
  const prefix = tablePrefix(build.project, model.file.layer, model.name, version)
  try {
    const query = { sql, columns: model.columns, inputs: [...inputs.values()], id: version }
    return await build.remote.write(query, prefix)
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error
    throw storageTrouble(error) ?? failed(model, error)
  }
}

const failed = (model: CompiledModel, failure: SqlFailure): ProductError =>
  new ProductError('MODEL_BUILD_FAILED', {
    message: `"${model.name}" could not be built: ${sentence(failure.message)} Nothing was published.`,
    at: model.map(Math.max(0, model.sql.search(/\S/))),
    cause: failure,
  })
