import { ProductError } from '../contracts/errors/product-error.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { Row, SqlSession } from '../contracts/ports/sql-engine.ts'
import type { EncoderVersion } from '../contracts/records/encoder.ts'
import type { ModelVersion } from '../contracts/records/model-version.ts'
import type { PredictionSet } from '../contracts/records/prediction.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import { mountAll } from '../engine/index.ts'
import {
  type Approval,
  approvalOf,
  listPredictionSets,
  readEncoder,
  readEnvironment,
  requireModelVersion,
  tableAncestry,
} from '../registry/index.ts'
import { requirePipeline } from './feature-view.ts'
import { openProject } from './open-project.ts'
import { withSession } from './open-session.ts'
import { predictionsSql } from './predictions-relation.ts'
import { type TracedTable, traceTables } from './trace-rows.ts'
import { careOfQuestion, verifyPredictions, verifyTables } from './verify-files.ts'

export interface TraceRequest {
  readonly project: string
  readonly env: string
  readonly key: string
  /** The run whose prediction is traced. @default the newest that scored the key */
  readonly runId?: string
  /** Feature model and entity's column, as `pipeline.yml` declares them. */
  readonly features: { readonly model: string; readonly entity: string }
}

/** One record, followed from the line it landed on to its prediction, through the versions that made it. */
export interface Trace {
  readonly project: string
  readonly env: string
  /** Column that names the record, and its value. */
  readonly entity: string
  readonly key: string
  /** Version of the feature table; null when none was published. */
  readonly feature_version: string | null
  /** Every table on the way, sources first. */
  readonly tables: readonly TracedTable[]
  readonly encoder: Pick<
    EncoderVersion,
    'name' | 'type' | 'version' | 'dimensions' | 'fitted_on'
  > | null
  readonly model: TracedModel | null
  /** Null when the record was never scored. */
  readonly prediction: TracedPrediction | null
}

export interface TracedModel
  extends Pick<
    ModelVersion,
    'version' | 'algorithm' | 'parameters' | 'feature_version' | 'run_id' | 'created_at'
  > {
  /** On the test split. */
  readonly metrics: ModelVersion['metrics']['test']
  readonly baseline: ModelVersion['baseline']['test']
  readonly gate_passed: boolean
  readonly sha256: string
  /** Null when it scored without having been champion. */
  readonly approved: Approval | null
}

export interface TracedPrediction {
  readonly run_id: string
  readonly run_date: string
  readonly scored_at: string
  /** The published row. */
  readonly row: Row
}

type TraceDeps = Pick<Platform, 'store' | 'engine' | 'files'>

/** Traces a record of a project in the platform's environment. Throws REGISTRY_KEY_UNKNOWN. */
export async function traceKey(
  platform: Platform,
  request: { readonly project: string; readonly key: string; readonly runId?: string },
): Promise<Trace> {
  const { features } = requirePipeline(await openProject(platform, request.project))
  return tracePrediction(platform, { ...request, env: platform.env, features })
}

/**
 * Follows one record to its newest published prediction (or that of a run) and back through the versions that made it, not
 * today's. A record that was never scored is followed through the tables of the environment. Throws REGISTRY_KEY_UNKNOWN.
 */
export async function tracePrediction(deps: TraceDeps, request: TraceRequest): Promise<Trace> {
  const { project } = request
  const readable = [`tables/${project}/`, `predictions/${project}/`]
  return withSession(deps.engine, { readable }, (session) => trace(deps, session, request))
}

async function trace(deps: TraceDeps, session: SqlSession, request: TraceRequest): Promise<Trace> {
  const { project, env, key, runId } = request
  const found = await findPrediction(deps, session, request)
  if (found === undefined && runId !== undefined) throw notInRun(request)
  const made = found && (await madeBy(deps, found.set))
  const entity = found?.set.entity ?? request.features.entity
  const model = made?.model.feature_model ?? request.features.model
  const version = found?.set.feature_version ?? (await publishedVersion(deps, request, model))
  const versions =
    version === undefined ? [] : await tableAncestry(deps.store, project, model, version)
  await verifyTables(deps, versions, careOfQuestion(versions))
  await mountAll(session, versions)
  const tables = await traceTables(deps, session, versions, { entity, key })
  if (found === undefined && tables.every(({ total }) => total === 0)) throw unknownKey(request)
  return {
    ...{ project, env, entity, key, tables },
    feature_version: version ?? null,
    encoder: made?.encoder ?? null,
    model: made?.traced ?? null,
    prediction: found?.prediction ?? null,
  }
}

interface FoundPrediction {
  readonly set: PredictionSet
  readonly prediction: TracedPrediction
}

/** Sets of predictions searched by one query. */
const setsAtOnce = 50

async function findPrediction(
  { store }: TraceDeps,
  session: SqlSession,
  { project, env, key, runId }: TraceRequest,
): Promise<FoundPrediction | undefined> {
  const sets = (await listPredictionSets(store, project, env)).filter(
    (set) => set.files.length > 0 && (runId === undefined || set.run_id === runId),
  )
  for (let from = 0; from < sets.length; from += setsAtOnce) {
    const some = sets.slice(from, from + setsAtOnce)
    await verifyPredictions({ store }, some, careOfQuestion(some))
    const rows = await session.rows(
      `select * from (${predictionsSql(session, some)}) where cast(${quoteIdentifier(some[0].entity)} as varchar) = ?`,
      [key],
    )
    const set = some.find(({ run_id }) => rows.some((row) => row['run_id'] === run_id))
    const row = rows.find((candidate) => candidate['run_id'] === set?.run_id)
    if (set === undefined || row === undefined) continue
    const { run_id, run_date, scored_at } = set
    return { set, prediction: { run_id, run_date, scored_at, row } }
  }
  return undefined
}

async function madeBy({ store }: TraceDeps, set: PredictionSet) {
  const { project, env } = set
  const model = await requireModelVersion(store, project, set.model_version)
  const encoder =
    model.encoder && (await readEncoder(store, model.encoder.name, model.encoder.version))
  const approved = await approvalOf(store, { project, env, alias: 'champion' }, model.version, {
    made: model.created_at,
    used: set.scored_at,
  })
  return {
    model,
    traced: describeModel(model, approved),
    encoder: encoder && describeEncoder(encoder),
  }
}

const describeEncoder = ({ name, type, version, dimensions, fitted_on }: EncoderVersion) => ({
  ...{ name, type, version, dimensions, fitted_on },
})

const describeModel = (model: ModelVersion, approved: Approval | undefined): TracedModel => ({
  version: model.version,
  algorithm: model.algorithm,
  parameters: model.parameters,
  feature_version: model.feature_version,
  run_id: model.run_id,
  created_at: model.created_at,
  metrics: model.metrics.test,
  baseline: model.baseline.test,
  gate_passed: model.gate.passed,
  sha256: model.model.sha256,
  approved: approved ?? null,
})

async function publishedVersion(
  { store }: TraceDeps,
  { project, env }: TraceRequest,
  model: string,
): Promise<string | undefined> {
  return (await readEnvironment(store, env))?.projects[project]?.tables[model]
}

const unknownKey = ({ project, env, key, features }: TraceRequest) =>
  new ProductError('REGISTRY_KEY_UNKNOWN', {
    message: `No table and no prediction of project "${project}" in environment "${env}" has a row with ${features.entity} = "${key}".`,
    data: { project, env, key },
  })

const notInRun = ({ project, env, key, runId, features }: TraceRequest) =>
  new ProductError('REGISTRY_KEY_UNKNOWN', {
    message: `Run "${runId}" of project "${project}" published no prediction for ${features.entity} = "${key}" in environment "${env}".`,
    hint: 'Leave out the run to trace the newest prediction of this key.',
    data: { project, env, key, run_id: runId },
  })
