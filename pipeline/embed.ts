import { shardListKey, vectorPrefix } from '../contracts/lake-layout.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import { type EmbedPlan, type TextShardEntry, textShard } from '../contracts/records/encoder.ts'
import {
  embedMissing,
  embedShard,
  planEmbedding,
  type SavedEncoder,
  type TextShard,
} from '../features/index.ts'
import { readEmbedPlan, recordEmbedPlan } from '../registry/index.ts'
import { championOf } from './champion.ts'
import { encoderForTraining, encoderOf, openEncoder } from './encoders.ts'
import { requirePipeline, viewForTraining } from './feature-view.ts'
import { behind, type TablesOptions, tablesOf, withTables } from './read-environment.ts'
import { type RunContext, runMoment, type Step, type StepOutputs } from './run-context.ts'
import { keepShardList, readShardList } from './shard-list.ts'

/** Texts become vectors: with the encoder to be trained with, or with the champion's where nothing is trained. */
export const embedStep: Step<'embed'> = {
  name: 'embed',
  title: 'text vectors',
  run: (context) =>
    withEncoder(context, async (bench) => finishEmbedding(bench, await planShards(bench))),
  shared: {
    async plan(context) {
      const { platform, run } = context
      const known = await readEmbedPlan(platform.store, run.project, run.run_id)
      const { shards } = known ?? (await withEncoder(context, planShards))
      return { shards, list: listKey(context) }
    },
    perform: (context, index) =>
      withEncoder(
        context,
        async (bench) => {
          const shard = (await readList(context))[index]
          return { rows: await embedShard(embedRequest(bench), shardOf(shard)) }
        },
        'size',
      ),
    finish: (context) =>
      withEncoder(context, async (bench) => finishEmbedding(bench, await planShards(bench))),
  },
}

/** What embedding works with; without an encoder there is nothing to embed. */
interface Bench {
  readonly context: RunContext
  readonly session: SqlSession | undefined
  readonly encoder: SavedEncoder | undefined
}

/** Opens the tables and the encoder: the one the run settled on, else the one to settle on. */
async function withEncoder<T>(
  context: RunContext,
  work: (bench: Bench) => Promise<T>,
  care?: TablesOptions['care'],
): Promise<T> {
  const { platform, project, run } = context
  const { features, encoder: settings } = requirePipeline(project)
  const plan = await readEmbedPlan(platform.store, project.name, run.run_id)
  const nothing = features.text === undefined || settings === undefined || plan?.encoder === null
  if (nothing) return work({ context, session: undefined, encoder: undefined })
  const tables = behind(await tablesOf(context), [features.model])
  const withSession = async (session: SqlSession) => {
    const encoder = await (plan?.encoder
      ? openEncoder(platform, plan.encoder)
      : chooseEncoder(context, session))
    try {
      return await work({ context, session, encoder })
    } finally {
      await encoder?.close()
    }
  }
  const readable = [vectorPrefix('')]
  return withTables(platform, project.name, tables, withSession, { readable, care })
}

async function planShards(bench: Bench): Promise<EmbedPlan> {
  const { context, encoder } = bench
  const { platform, run } = context
  const known = await readEmbedPlan(platform.store, run.project, run.run_id)
  if (known !== undefined) return known
  const planned = encoder === undefined ? undefined : await planEmbedding(embedRequest(bench))
  const list = await keepShardList(
    platform.store,
    listKey(context),
    textShard,
    (planned?.shards ?? []).map(entryOf),
  )
  return recordEmbedPlan(platform.store, {
    kind: 'embed_plan',
    project: run.project,
    run_id: run.run_id,
    encoder: encoder === undefined ? null : { name: encoder.name, version: encoder.version },
    texts: planned?.texts ?? 0,
    missing: list.reduce((sum, shard) => sum + shard.texts, 0),
    shards: list.length,
  })
}

async function finishEmbedding(bench: Bench, plan: EmbedPlan): Promise<StepOutputs['embed']> {
  const { encoder, texts, missing } = plan
  const left = { encoder, embedded: missing, texts }
  if (bench.encoder === undefined) return left
  const { platform } = bench.context
  const task = platform.progress.task(`Embedding texts (${bench.encoder.name})`)
  const shown = `of ${missing.toLocaleString('en')}`
  let done = 0
  try {
    for (const shard of await readList(bench.context)) {
      const before = done
      await embedShard(embedRequest(bench), shardOf(shard), (n) => task.update(before + n, shown))
      done += shard.texts
    }
  } catch (error) {
    task.fail()
    throw error
  }
  const had = (texts - missing).toLocaleString('en')
  task.done(`${missing.toLocaleString('en')} new, ${had} had a vector`)
  return left
}

/** Texts of a part that a function can encode in its time: a network takes some hundred times as long for each. */
const partTexts = { lsa: 50_000, onnx: 5_000 } as const

function embedRequest({ context, session, encoder }: Bench) {
  const { text, model } = requirePipeline(context.project).features
  if (session === undefined || encoder === undefined || text === undefined)
    throw new Error('a run without an encoder has no shards of texts')
  return {
    ...{ session, encoder, relation: model, column: text },
    store: context.platform.store,
    partTexts: partTexts[encoder.type],
  }
}

const listKey = ({ run }: RunContext) => shardListKey(run.project, run.run_id, 'embed')
const readList = (context: RunContext) =>
  readShardList(context.platform.store, listKey(context), textShard)

const shardOf = (entry: TextShardEntry): TextShard => ({
  index: entry.index,
  firstDigest: entry.first_digest,
  lastDigest: entry.last_digest,
  texts: entry.texts,
})
const entryOf = (shard: TextShard): TextShardEntry => ({
  index: shard.index,
  first_digest: shard.firstDigest,
  last_digest: shard.lastDigest,
  texts: shard.texts,
})

async function chooseEncoder(
  context: RunContext,
  session: SqlSession,
): Promise<SavedEncoder | undefined> {
  const { platform, project, run } = context
  const pipeline = requirePipeline(project)
  const { text, model } = pipeline.features
  const learns = run.steps.includes('train') || run.steps.includes('retrain')
  if (!learns) {
    const champion = await championOf(platform, project.name)
    return champion && encoderOf(platform, champion)
  }
  if (pipeline.encoder === undefined || text === undefined) return undefined
  const tables = await tablesOf(context)
  return encoderForTraining(platform, session, {
    project: project.name,
    settings: pipeline.encoder,
    pipeline,
    view: { ...viewForTraining(pipeline), text },
    featureVersion: tables.get(model)?.version ?? '',
    at: runMoment(context),
  })
}

/** Embeds the distinct texts of a relation that have no vector yet, with progress. */
export async function embedTexts(
  platform: Platform,
  session: SqlSession,
  encoder: SavedEncoder,
  relation: string,
  column: string,
  where?: string,
): Promise<{ readonly texts: number; readonly embedded: number }> {
  const task = platform.progress.task(`Embedding texts (${encoder.name})`)
  try {
    const result = await embedMissing({
      ...{ session, store: platform.store, encoder, relation, column, where },
      partTexts: partTexts[encoder.type],
      onProgress: (done, total) => task.update(done, `of ${total.toLocaleString('en')}`),
    })
    const had = result.texts - result.embedded
    task.done(
      `${result.embedded.toLocaleString('en')} new, ${had.toLocaleString('en')} had a vector`,
    )
    return result
  } catch (error) {
    task.fail()
    throw error
  }
}
