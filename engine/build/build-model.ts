import { storageTrouble } from '../../contracts/engine-trouble.ts'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { tablePart } from '../../contracts/lake-layout.ts'
import { SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { FileRecord, TableVersion } from '../../contracts/records/table-version.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import type { EngineVersion } from '../fingerprint.ts'
import { sentence } from '../inspect-select.ts'
import type { PlannedModel } from '../plan.ts'
import type { RemoteFiles } from '../remote/build-remotely.ts'
import type { CompiledModel } from '../stages.ts'
import { uniqueKey } from '../unique-key.ts'
import { failingView, failurePlace, runtimeHint } from './runtime-failure.ts'

export interface ModelBuild {
  readonly project: string
  readonly engine: EngineVersion
  readonly madeAt: string
  /** The views that the model reads, directly or through each other, each after those it reads. */
  readonly views: readonly CompiledModel[]
  readonly onProgress?: (rows: number) => void
  /** Makes the table elsewhere. @default it is made in the session */
  readonly elsewhere?: () => Promise<RemoteFiles>
}

/** The edition of Athena's SQL that is written. */
const athenaVersion = '3'

/** Makes the version of a model: a table is written, a view is only told. Throws MODEL_BUILD_FAILED. */
export async function buildModel(
  session: SqlSession,
  planned: PlannedModel,
  build: ModelBuild,
): Promise<TableVersion> {
  if (planned.model.config.materialized === 'view') return tableVersion(planned, build, [])
  const { project, elsewhere } = build
  if (elsewhere !== undefined) {
    const { files, cost } = await elsewhere()
    const made = tableVersion(planned, build, [...files])
    return { ...made, engine: { name: 'athena', version: athenaVersion }, cost: { ...cost } }
  }
  const { file } = planned.model
  const key = tablePart(project, file.layer, file.name, planned.version)
  const { bytes, rows, sha256 } = await write(session, planned, key, build)
  return tableVersion(planned, build, [{ key, bytes, rows, sha256 }])
}

async function write(session: SqlSession, planned: PlannedModel, key: string, build: ModelBuild) {
  const { open, close } = ordering(planned)
  try {
    return await session.write(`${open}${planned.model.sql}${close}`, key, build)
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error
    const failed = { failure: error, shift: open.length, views: build.views }
    throw storageTrouble(error) ?? (await buildError(session, planned, failed))
  }
}

/** Rows are written in the order of the key, so that the same rows make the same file however many threads made them. */
function ordering({ model }: PlannedModel): { readonly open: string; readonly close: string } {
  const key = uniqueKey(model.config)
  if (key.length === 0) return { open: '', close: '' }
  return { open: 'select * from (', close: `\n) order by ${key.map(quoteIdentifier).join(', ')}` }
}

interface Failed {
  readonly failure: SqlFailure
  /** Characters before the model's own SQL. */
  readonly shift: number
  readonly views: readonly CompiledModel[]
}

async function buildError(
  session: SqlSession,
  { model }: PlannedModel,
  { failure, shift, views }: Failed,
): Promise<ProductError> {
  const view = await failingView(session, views)
  const told = view ?? { model, failure, shift }
  const who = view === undefined ? '' : `the view "${view.model.name}", which it reads, failed: `
  const hint = runtimeHint(told.failure)
  return new ProductError('MODEL_BUILD_FAILED', {
    message: `"${model.name}" could not be built: ${who}${sentence(told.failure.message)} Nothing was published.`,
    ...(hint === undefined ? {} : { hint }),
    at: failurePlace(told),
    cause: failure,
  })
}

function tableVersion(
  { model, version, inputs, fingerprint }: PlannedModel,
  { project, engine, madeAt }: ModelBuild,
  files: FileRecord[],
): TableVersion {
  const { file, config, sql, name } = model
  return {
    kind: 'table_version',
    project,
    layer: file.layer,
    model: name,
    relation: name,
    version,
    materialized: config.materialized,
    columns: model.columns.map((column) => ({ ...column })),
    files,
    rows: config.materialized === 'view' ? null : files.reduce((sum, { rows }) => sum + rows, 0),
    sql,
    inputs: inputs.map((input) => ({ ...input })),
    file: file.path,
    fingerprint: { ...fingerprint },
    engine: { name: engine.name, version: engine.version },
    created_at: madeAt,
  }
}
