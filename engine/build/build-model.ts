import { ProductError } from '../../contracts/errors/product-error.ts'
import { tablePart } from '../../contracts/lake-layout.ts'
import { SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { FileRecord, TableVersion } from '../../contracts/records/table-version.ts'
import type { EngineVersion } from '../fingerprint.ts'
import { sentence } from '../inspect-select.ts'
import type { PlannedModel } from '../plan.ts'
import { quoteName } from '../template/quote.ts'
import { uniqueKey } from '../unique-key.ts'

export interface ModelBuild {
  readonly project: string
  readonly engine: EngineVersion
  readonly madeAt: string
  readonly onProgress?: (rows: number) => void
}

/** Makes the version of a model: a table is written, a view is only told. Throws MODEL_BUILD_FAILED. */
export async function buildModel(
  session: SqlSession,
  planned: PlannedModel,
  build: ModelBuild,
): Promise<TableVersion> {
  if (planned.model.config.materialized === 'view') return tableVersion(planned, build, [])
  const { project } = build
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
    if (error instanceof SqlFailure) throw buildError(planned, error, open.length)
    throw error
  }
}

/** Rows are written in the order of the key, so that the same rows make the same file however many threads made them. */
function ordering({ model }: PlannedModel): { readonly open: string; readonly close: string } {
  const key = uniqueKey(model.config)
  if (key.length === 0) return { open: '', close: '' }
  return { open: 'select * from (', close: `\n) order by ${key.map(quoteName).join(', ')}` }
}

const hints: Partial<Record<SqlFailure['kind'], string>> = {
  conversion:
    'Use try_cast, which gives NULL for a value that does not fit, or filter such rows out first.',
  memory: 'Aggregate or filter earlier in the SQL, or give the engine more memory.',
  timeout:
    'Make the SQL do less: aggregate before joining, and check the join for rows that multiply.',
  disk: 'Free space on the disk, then run the same command again: what was built is kept.',
}

function buildError({ model }: PlannedModel, failure: SqlFailure, shift: number): ProductError {
  const { file, map, sql } = model
  const at = (failure.at ?? 0) - shift
  const hint = hints[failure.kind]
  return new ProductError('MODEL_BUILD_FAILED', {
    message: `"${file.name}" could not be built: ${sentence(failure.message)} Nothing was published.`,
    ...(hint === undefined ? {} : { hint }),
    at: map(at > 0 ? at : Math.max(0, sql.search(/\S/))),
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
