import { partName, predictionPrefix, shardListKey, vectorPrefix } from '../contracts/lake-layout.ts'
import type { LoadedModel } from '../contracts/ports/model-runtime.ts'
import type { Key } from '../contracts/ports/object-store.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { Chunk, SqlSession } from '../contracts/ports/sql-engine.ts'
import type { ModelVersion } from '../contracts/records/model-version.ts'
import {
  type PredictionPlan,
  type PredictionSet,
  type RowShardEntry,
  rowShard,
} from '../contracts/records/prediction.ts'
import type { FileRecord } from '../contracts/records/table-version.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import {
  type FeatureView,
  type SavedEncoder,
  type Shard,
  shardsOf,
  streamDataset,
} from '../features/index.ts'
import { checkSignature, scoreDataset } from '../learning/index.ts'
import {
  listPredictionSets,
  publishPredictions,
  readPredictionPlan,
  readPredictionSet,
  recordPredictionPlan,
  requireModelVersion,
} from '../registry/index.ts'
import { championOf, requireChampion } from './champion.ts'
import { embedTexts } from './embed.ts'
import { encoderOf } from './encoders.ts'
import { requirePipeline, viewForScoring } from './feature-view.ts'
import { loadModel } from './load-model.ts'
import { predictionColumns } from './prediction-columns.ts'
import { predictionChunk } from './prediction-rows.ts'
import { predictionsSql } from './predictions-relation.ts'
import { publishEnvironment } from './publish.ts'
import { requireVersions, type TablesOptions, tablesOf, withTables } from './read-environment.ts'
import { publishedSince, restOf } from './rest-of-predictions.ts'
import { type RunContext, runMoment, type Step, type StepOutputs } from './run-context.ts'
import { keepShardList, readShardList } from './shard-list.ts'
import { verifyPredictions } from './verify-files.ts'

/** The champion scores the rows that were never scored (or all), shard by shard, and publishes them as one result of the run. */
export const scoreStep: Step<'score'> = {
  name: 'score',
  title: 'scoring',
  run: finishScoring,
  shared: {
    async plan(context) {
      const { platform, project, run } = context
      const list = listKey(context)
      const published = await readPredictionSet(platform.store, project.name, run.run_id)
      const plan = published === undefined ? await planScoring(context) : undefined
      if (plan === undefined) return { shards: 0, list }
      return { shards: (await withScoring(context, plan, shardList)).length, list }
    },
    async perform(context, index) {
      const plan = await planScoring(context)
      if (plan === undefined) return { rows: 0 }
      const work = async (scoring: Scoring) =>
        scoreShard(scoring, shardOf((await shardList(scoring))[index]), () => {})
      return { rows: (await withScoring(context, plan, work, 'size')).rows }
    },
    finish: finishScoring,
  },
}

async function finishScoring(context: RunContext): Promise<StepOutputs['score']> {
  const { platform, project, run } = context
  const published = await readPredictionSet(platform.store, project.name, run.run_id)
  const plan = published === undefined ? await planScoring(context) : undefined
  if (published === undefined && plan === undefined) return nothingScored
  const set = published ?? (await scorePlan(context, plan as PredictionPlan))
  await publishEnvironment(platform, project)
  return summary(set, await classNames(context, set))
}

const nothingScored: StepOutputs['score'] = {
  rows: 0,
  needs_review: 0,
  classes: [],
  model_version: null,
  note: 'There is no approved model yet, so nothing was scored. Look at it with `millrace models show` and approve it with `millrace models approve`.',
}

const classNames = async ({ platform, project }: RunContext, set: PredictionSet) => {
  return (await requireModelVersion(platform.store, project.name, set.model_version)).classes.map(
    ({ name }) => name,
  )
}

const summary = (set: PredictionSet, names: readonly string[]): StepOutputs['score'] => ({
  rows: set.rows,
  needs_review: set.needs_review,
  classes: names.map((name, k) => ({ name, rows: set.class_counts[k] ?? 0 })),
  model_version: set.model_version,
  note: set.rows === 0 ? 'Every row had been scored before; `--all` scores them again.' : null,
})

/** What this run is to score, fixed at the first attempt. Undefined when a run that also trains has no approved model yet. */
async function planScoring(context: RunContext): Promise<PredictionPlan | undefined> {
  const { platform, project, run, scope } = context
  const known = await readPredictionPlan(platform.store, project.name, run.run_id)
  if (known !== undefined) return known
  const champion = run.steps.includes('register')
    ? await championOf(platform, project.name)
    : await requireChampion(platform, project.name)
  if (champion === undefined) return undefined
  const tables = await tablesOf(context)
  const table = tables.get(champion.feature_model)
  checkSignature(champion.signature, table?.columns ?? [], champion.feature_model)
  const before =
    scope === 'all' ? [] : await listPredictionSets(platform.store, project.name, platform.env)
  return recordPredictionPlan(platform.store, {
    kind: 'prediction_plan',
    project: project.name,
    env: platform.env,
    run_id: run.run_id,
    scope,
    model_version: champion.version,
    feature_version: table?.version ?? '',
    scored_before: before.filter((set) => set.rows > 0).map((set) => set.run_id),
    shard_rows: requirePipeline(project).scoring.shard_rows,
    scored_at: runMoment(context),
  })
}

/** Everything that scoring a shard needs. */
interface Scoring {
  readonly platform: Platform
  readonly session: SqlSession
  readonly plan: PredictionPlan
  readonly model: ModelVersion
  readonly loaded: LoadedModel
  readonly encoder: SavedEncoder | undefined
  /** This run's embed step has made every vector already. */
  readonly embedded: boolean
  readonly view: FeatureView
  readonly where: string | undefined
  /** Lake prefix of the run's predictions. */
  readonly prefix: string
  /** Key of the run's list of shards. */
  readonly list: Key
}

/** Opens what a plan scores with: the tables, the model and its encoder. */
async function withScoring<T>(
  context: RunContext,
  plan: PredictionPlan,
  work: (scoring: Scoring) => Promise<T>,
  care?: TablesOptions['care'],
): Promise<T> {
  const { platform, project, run } = context
  const model = await requireModelVersion(platform.store, project.name, plan.model_version)
  const tables = await requireVersions(platform, project.name, {
    [model.feature_model]: plan.feature_version,
  })
  const loaded = await loadModel(platform, model)
  const encoder = await encoderOf(platform, model)
  const prefix = predictionPrefix(project.name, run.run_date, run.run_id)
  const withSession = async (session: SqlSession) => {
    const where = await leaveOutScored(platform, session, plan, model, care)
    const view = viewForScoring(requirePipeline(project))
    const embedded = context.outputs.embed?.encoder?.version === model.encoder?.version
    const base = { platform, session, plan, model, loaded, view, where, prefix }
    return work({ ...base, encoder, embedded, list: listKey(context) })
  }
  try {
    const readable = [vectorPrefix(''), 'predictions/']
    return await withTables(platform, project.name, tables, withSession, { readable, care })
  } finally {
    await encoder?.close()
    await loaded.close()
  }
}

const scorePlan = (context: RunContext, plan: PredictionPlan): Promise<PredictionSet> =>
  withScoring(context, plan, async (scoring) => {
    const { platform, session, model } = scoring
    const files = await scoreShards(scoring)
    const { project, env, run_id, scope, feature_version, scored_at } = plan
    const made = { project, env, run_id, run_date: context.run.run_date, entity: model.entity }
    return publishPredictions(platform.store, plan, async (published) => {
      const others = publishedSince(plan, published)
      const rest =
        others.length === 0 ? files : await restOf(platform, session, { ...made, files }, others)
      return {
        ...{ kind: 'prediction_set', ...made, scope, feature_version, scored_at },
        model_version: model.version,
        encoder_version: model.encoder?.version ?? null,
        files: [...rest],
        ...(await countPredictions(session, rest, model)),
      }
    })
  })

const listKey = ({ run }: RunContext) => shardListKey(run.project, run.run_id, 'score')

/** The shards of a run, cut once; every row of them has its vector. */
async function shardList(scoring: Scoring): Promise<readonly RowShardEntry[]> {
  const { platform, session, view, where, plan, encoder, embedded, list } = scoring
  const { store } = platform
  if ((await store.head(list)) !== undefined) return readShardList(store, list, rowShard)
  const shards = await shardsOf(session, view, plan.shard_rows, where)
  if (encoder !== undefined && view.text !== undefined && shards.length > 0 && !embedded) {
    await embedTexts(platform, session, encoder, view.relation, view.text, where)
  }
  return keepShardList(store, list, rowShard, shards.map(entryOf))
}

const shardOf = (entry: RowShardEntry): Shard => ({
  index: entry.index,
  firstKey: entry.first_key,
  lastKey: entry.last_key,
  rows: entry.rows,
})
const entryOf = (shard: Shard): RowShardEntry => ({
  index: shard.index,
  first_key: shard.firstKey,
  last_key: shard.lastKey,
  rows: shard.rows,
})

/** Condition that leaves out entities with a prediction of an earlier run. */
async function leaveOutScored(
  platform: Platform,
  session: SqlSession,
  plan: PredictionPlan,
  model: ModelVersion,
  care?: TablesOptions['care'],
): Promise<string | undefined> {
  if (plan.scored_before.length === 0) return undefined
  const sets = await listPredictionSets(platform.store, plan.project, plan.env)
  const before = sets.filter((set) => plan.scored_before.includes(set.run_id))
  await verifyPredictions(platform, before, care)
  await session.execute(`create view "_scored_before" as ${predictionsSql(session, before)}`)
  const key = quoteIdentifier(model.entity)
  return `cast(${key} as varchar) not in (select ${key} from "_scored_before")`
}

async function scoreShards(scoring: Scoring): Promise<readonly FileRecord[]> {
  const { platform } = scoring
  const shards = (await shardList(scoring)).map(shardOf)
  const total = shards.reduce((sum, shard) => sum + shard.rows, 0)
  const task = platform.progress.task('Scoring', total)
  const files: FileRecord[] = []
  let before = 0
  try {
    for (const shard of shards) {
      files.push(await scoreShard(scoring, shard, (done) => task.update(before + done)))
      before += shard.rows
    }
    if (shards.length === 0) files.push(await writeEmpty(scoring))
  } catch (error) {
    task.fail()
    throw error
  }
  task.done(`${total.toLocaleString('en')} rows`)
  return files
}

/** A shard that an earlier attempt finished is kept as it is. */
async function scoreShard(
  scoring: Scoring,
  shard: Shard,
  onProgress: (rows: number) => void,
): Promise<FileRecord> {
  const { session, prefix, model } = scoring
  const key = `${prefix}${partName(shard.index)}`
  const known = await finishedShard(scoring, key)
  if (known !== undefined) return known
  const { bytes, rows, sha256 } = await session.writeChunks(
    predictedChunks(scoring, shard, onProgress),
    predictionColumns(model.entity),
    key,
  )
  return { key, bytes, rows, sha256 }
}

async function finishedShard(
  { platform, session }: Scoring,
  key: string,
): Promise<FileRecord | undefined> {
  if ((await platform.store.head(key)) === undefined) return undefined
  // The key is taken, so nothing is written: the file there is checked and described.
  const { bytes, rows, sha256 } = await session.write(
    `select * from ${session.parquet([key])}`,
    key,
  )
  return { key, bytes, rows, sha256 }
}

async function* predictedChunks(
  { platform, session, plan, model, loaded, encoder, view, where }: Scoring,
  shard: Shard,
  onProgress: (rows: number) => void,
): AsyncGenerator<Chunk> {
  const withVectors = encoder && { encoder, store: platform.store }
  let done = 0
  for await (const dataset of streamDataset(session, view, { where, range: shard, withVectors })) {
    const probabilities = await scoreDataset(loaded, model.signature, dataset)
    yield predictionChunk(dataset.keys, probabilities, { model, plan })
    done += dataset.rows
    onProgress(done)
  }
}

async function writeEmpty({ session, prefix, model }: Scoring): Promise<FileRecord> {
  const key = `${prefix}${partName(0)}`
  const { bytes, rows, sha256 } = await session.writeChunks(
    [],
    predictionColumns(model.entity),
    key,
  )
  return { key, bytes, rows, sha256 }
}

async function countPredictions(
  session: SqlSession,
  files: readonly FileRecord[],
  model: ModelVersion,
): Promise<Pick<PredictionSet, 'rows' | 'needs_review' | 'class_counts'>> {
  const relation = session.parquet(files.map((file) => file.key))
  const counted = await session.rows(
    `select label, count(*) as n, count(*) filter (where needs_review) as review from ${relation} group by label`,
  )
  const byLabel = new Map(counted.map((row) => [String(row['label']), Number(row['n'])]))
  return {
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    needs_review: counted.reduce((sum, row) => sum + Number(row['review']), 0),
    class_counts: model.classes.map(({ value }) => byLabel.get(String(value)) ?? 0),
  }
}
