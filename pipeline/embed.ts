import { vectorPrefix } from '../contracts/lake-layout.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import { embedMissing, type SavedEncoder } from '../features/index.ts'
import { championOf } from './champion.ts'
import { encoderForTraining, encoderOf } from './encoders.ts'
import { requirePipeline, viewForTraining } from './feature-view.ts'
import { behind, tablesOf, withTables } from './read-environment.ts'
import { type RunContext, runMoment, type Step } from './run-context.ts'

/** Texts become vectors: with the encoder to be trained with, or with the champion's where nothing is trained. */
export const embedStep: Step<'embed'> = {
  name: 'embed',
  title: 'text vectors',
  async run(context) {
    const { platform, project } = context
    const pipeline = requirePipeline(project)
    const { text } = pipeline.features
    const none = { encoder: null, embedded: 0, texts: 0 }
    if (text === undefined || pipeline.encoder === undefined) return none
    const tables = await tablesOf(context)
    return withTables(
      platform,
      project.name,
      behind(tables, [pipeline.features.model]),
      async (session) => {
        const encoder = await chooseEncoder(context, session)
        if (encoder === undefined) return none
        try {
          const { texts, embedded } = await embedTexts(
            platform,
            session,
            encoder,
            pipeline.features.model,
            text,
          )
          return { encoder: { name: encoder.name, version: encoder.version }, texts, embedded }
        } finally {
          await encoder.close()
        }
      },
      { readable: [vectorPrefix('')] },
    )
  },
}

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
