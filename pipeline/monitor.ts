import { z } from 'zod'
import { ProductError } from '../contracts/errors/product-error.ts'
import { vectorPrefix } from '../contracts/lake-layout.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import type { TextEncoder } from '../contracts/ports/text-encoder.ts'
import type { PipelineFile } from '../contracts/project/pipeline-file.ts'
import type { ModelVersion } from '../contracts/records/model-version.ts'
import type { MonitorRecord, ReferenceProfile } from '../contracts/records/monitoring.ts'
import type { PredictionSet } from '../contracts/records/prediction.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import { mountAll } from '../engine/index.ts'
import { textDigestSql, vectorRelation } from '../features/index.ts'
import {
  type Batch,
  compare,
  measureCentre,
  measureColumns,
  profileColumns,
  profileVectors,
} from '../monitoring/index.ts'
import {
  knownStep,
  readEncoder,
  readMonitor,
  readPredictionSet,
  readReferenceProfile,
  recordMonitor,
  recordReferenceProfile,
  requireModelVersion,
  tableAncestry,
} from '../registry/index.ts'
import { withSession } from './open-session.ts'
import { predictionsSql } from './predictions-relation.ts'
import { behind } from './read-environment.ts'
import { verifyPredictions, verifyTables } from './verify-files.ts'

/** Scratch views of a session; no model can have such a name. */
const rowsView = '_watched_rows'
const vectorsView = '_watched_vectors'

type Encoder = Pick<TextEncoder, 'version' | 'dimensions'>

export interface ReferenceRequest {
  readonly project: string
  readonly modelVersion: string
  readonly featureVersion: string
  readonly pipeline: PipelineFile
  /** A session in which the feature model is mounted and `vectors/` may be read. */
  readonly session: SqlSession
  /** The encoder of the text column; undefined without one. */
  readonly encoder: Encoder | undefined
  /** Share of each predicted class on held-out rows. */
  readonly classShares: readonly number[]
  /** Held-out rows. @default the labelled rows times the shares of the validation and test splits */
  readonly classRows?: number
}

/** Keeps how the labelled rows of a training look, for later batches to be held against. Doing it again changes nothing. */
export async function profileReference(
  { store }: Pick<Platform, 'store'>,
  request: ReferenceRequest,
): Promise<ReferenceProfile> {
  const { project, modelVersion, pipeline, session, encoder } = request
  const known = await readReferenceProfile(store, project, modelVersion)
  if (known !== undefined) return known
  const { features, label, split } = pipeline
  const labelled = `select * from ${quoteIdentifier(features.model)} where ${quoteIdentifier(label.column)} is not null`
  await session.execute(`create or replace view ${quoteIdentifier(rowsView)} as ${labelled}`)
  const [counted] = await session.rows(`select count(*) as n from ${quoteIdentifier(rowsView)}`)
  const rows = Number(counted['n'])
  const vectors = await mountVectors(store, session, features.text, encoder)
  return recordReferenceProfile(store, {
    kind: 'reference_profile',
    project,
    model_version: modelVersion,
    feature_version: request.featureVersion,
    rows,
    columns: await profileColumns(session, rowsView, features),
    vectors: vectors && (await profileVectors(session, vectors)),
    class_shares: [...request.classShares],
    class_rows: request.classRows ?? Math.round(rows * (split.validation + split.test)),
  })
}

/** The vectors of the watched rows as a view; null where there is no text or no encoder. */
async function mountVectors(
  store: Platform['store'],
  session: SqlSession,
  text: string | undefined,
  encoder: Encoder | undefined,
) {
  if (text === undefined || encoder === undefined) return null
  const cached = await vectorRelation(session, store, encoder)
  await session.execute(
    `create or replace view ${quoteIdentifier(vectorsView)} as
     select cached.vector from ${quoteIdentifier(rowsView)} as watched
     inner join ${cached} as cached on cached.text_digest = ${textDigestSql(`watched.${quoteIdentifier(text)}`)}`,
  )
  return { relation: vectorsView, column: 'vector', dimensions: encoder.dimensions }
}

export interface MonitorRequest {
  readonly project: string
  readonly env: string
  /** The run that scored. */
  readonly runId: string
  readonly settings: PipelineFile['monitoring']
  /** What arrived and what was tested in that run. @default what its steps recorded */
  readonly quality?: MonitorRecord['quality']
  /** When the record is dated. @default now */
  readonly at?: string
}

/**
 * Holds what a run scored against the reference profile of the model that scored it, and records the verdict. A run that was
 * watched before keeps its record. Throws REGISTRY_PREDICTIONS_UNKNOWN, REGISTRY_PROFILE_UNKNOWN.
 */
export async function monitorRun(
  platform: Pick<Platform, 'store' | 'engine' | 'clock'>,
  request: MonitorRequest,
): Promise<MonitorRecord> {
  const { store } = platform
  const { project, env, runId, settings } = request
  const known = await readMonitor(store, project, runId)
  if (known !== undefined) return known
  const set = await readPredictionSet(store, project, runId)
  if (set === undefined || set.env !== env) throw notPublished(request)
  const model = await requireModelVersion(store, project, set.model_version)
  const reference = await readReferenceProfile(store, project, set.model_version)
  if (reference === undefined) throw notProfiled(model)
  const batch = await measureBatch(
    platform,
    { set, model, reference },
    await qualityOf(store, request),
  )
  const classes = model.classes.map(({ name }) => name)
  return recordMonitor(store, {
    kind: 'monitor',
    ...{ project, env, run_id: runId },
    model_version: set.model_version,
    feature_version: set.feature_version,
    rows: set.rows,
    needs_review: set.needs_review,
    quality: batch.quality,
    ...compare({ reference, batch, classes, settings }),
    monitored_at: request.at ?? platform.clock.now().toISOString(),
  })
}

interface Scored {
  readonly set: PredictionSet
  readonly model: ModelVersion
  readonly reference: ReferenceProfile
}

async function measureBatch(
  { store, engine }: Pick<Platform, 'store' | 'engine'>,
  { set, model, reference }: Scored,
  quality: Batch['quality'],
): Promise<Batch> {
  const counts = { rows: set.rows, classCounts: set.class_counts, quality }
  if (set.rows === 0) return { ...counts, columns: [], vectors: null }
  const { project } = set
  const ancestry = await tableAncestry(store, project, model.feature_model, set.feature_version)
  const byRelation = new Map(ancestry.map((table) => [table.relation, table]))
  const tables = behind(byRelation, [model.feature_model])
  await verifyTables({ store }, tables)
  await verifyPredictions({ store }, [set])
  const readable = [`tables/${project}/`, `predictions/${project}/`, vectorPrefix('')]
  return withSession(engine, { readable }, async (session) => {
    await mountAll(session, tables)
    const entity = quoteIdentifier(set.entity)
    await session.execute(
      `create view ${quoteIdentifier(rowsView)} as
       select features.* from ${quoteIdentifier(model.feature_model)} as features
       semi join (${predictionsSql(session, [set])}) as scored on cast(features.${entity} as varchar) = scored.${entity}`,
    )
    const { columns } = await measureColumns(session, rowsView, reference.columns)
    return { ...counts, columns, vectors: await measureVectors(store, session, model) }
  })
}

async function measureVectors(
  store: Platform['store'],
  session: SqlSession,
  model: ModelVersion,
): Promise<Batch['vectors']> {
  if (model.encoder === null) return null
  const text = model.signature.inputs.find(({ role }) => textRoles.has(role))?.column
  const encoder = await readEncoder(store, model.encoder.name, model.encoder.version)
  const vectors = await mountVectors(store, session, text, encoder)
  return vectors && ((await measureCentre(session, vectors)) ?? null)
}

const textRoles: ReadonlySet<string> = new Set(['vector', 'ngram_ids', 'ngram_weights'])

const count = z.number().catch(0)
const arriveOutput = z
  .object({ accepted: count, rejected: count })
  .catch({ accepted: 0, rejected: 0 })
const transformOutput = z
  .object({ tests: z.object({ failed: count, warned: count }) })
  .catch({ tests: { failed: 0, warned: 0 } })

async function qualityOf(
  store: Platform['store'],
  { project, runId, quality }: MonitorRequest,
): Promise<MonitorRecord['quality']> {
  if (quality !== undefined) return quality
  const arrive = await knownStep(store, project, runId, 'arrive')
  const transform = await knownStep(store, project, runId, 'transform')
  const { accepted, rejected } = arriveOutput.parse(arrive?.output)
  const { failed, warned } = transformOutput.parse(transform?.output).tests
  return { accepted, rejected, tests_failed: failed, tests_warned: warned }
}

const notPublished = ({ project, env, runId }: MonitorRequest) =>
  new ProductError('REGISTRY_PREDICTIONS_UNKNOWN', {
    message: `Run "${runId}" of "${project}" has published no predictions in environment "${env}", so there is nothing to watch.`,
  })

const notProfiled = ({ project, version }: ModelVersion) =>
  new ProductError('REGISTRY_PROFILE_UNKNOWN', {
    message: `Model version ${version} of "${project}" has no reference profile in the lake. Its predictions stand; they were not compared with anything.`,
  })
