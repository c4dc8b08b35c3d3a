import { ProductError } from '../contracts/errors/product-error.ts'
import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import {
  type PredictionPlan,
  type PredictionSet,
  predictionPlan,
  predictionSet,
  scoringFrontier,
} from '../contracts/records/prediction.ts'
import {
  createDocument,
  ensureDocument,
  moveDocument,
  readDocument,
  readMovable,
} from './documents.ts'
import { recordEvent } from './events.ts'
import { below, listKind } from './listing/read-listing.ts'
import { newestFirst } from './newest-first.ts'
import { readRun } from './runs.ts'

/** Fixes what a run is going to score. The plan that was made first stands and is returned. */
export const recordPredictionPlan = async (
  store: ObjectStore,
  plan: PredictionPlan,
): Promise<PredictionPlan> => {
  const key = registryKeys.predictionPlan(plan.project, plan.run_id)
  return (await createDocument(store, key, predictionPlan, plan)).value
}

export const readPredictionPlan = (
  store: ObjectStore,
  project: string,
  runId: string,
): Promise<PredictionPlan | undefined> =>
  readDocument(store, registryKeys.predictionPlan(project, runId), predictionPlan)

/** Times a publication tries again because another run published first. */
const mostAttempts = 1000

/**
 * Publishes a run's predictions after all that were published before: `make` is given those, and leaves out what they have
 * already. When others publish meanwhile it is asked again, so no two runs publish without knowing of each other. What the
 * run published first stands and is returned.
 */
export async function publishPredictions(
  store: ObjectStore,
  { project, env, run_id }: Pick<PredictionSet, 'project' | 'env' | 'run_id'>,
  make: (published: readonly PredictionSet[]) => Promise<PredictionSet>,
): Promise<PredictionSet> {
  const key = registryKeys.scoringFrontier(project, env)
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const frontier = await readMovable(store, key, scoringFrontier)
    // A process that died after it was accepted left the record to whoever comes next.
    if (frontier !== undefined) await recordPredictionSet(store, frontier.value.last, true)
    const known = await readPredictionSet(store, project, run_id)
    if (known !== undefined) return known
    const last = await make(await listPredictionSets(store, project, env))
    const next = { kind: 'scoring_frontier', project, env, last } as const
    if (await moveDocument(store, key, scoringFrontier, next, frontier?.etag))
      return recordPredictionSet(store, last)
  }
  throw new ProductError('REGISTRY_PREDICTIONS_BUSY', {
    message: `Other runs of "${project}" published predictions in environment "${env}" ${mostAttempts} times while run "${run_id}" was to publish its own. They were not published.`,
  })
}

/** Records a run's predictions: from now on readers see them. What was published first stands and is returned. */
export async function recordPredictionSet(
  store: ObjectStore,
  set: PredictionSet,
  again = false,
): Promise<PredictionSet> {
  const key = registryKeys.predictionSet(set.project, set.run_id)
  const create = again ? ensureDocument : createDocument
  const { value } = await create(store, key, predictionSet, set)
  const run = await readRun(store, value.project, value.run_id)
  await recordEvent(store, {
    type: 'OTHER',
    job: `predictions.${value.env}`,
    project: value.project,
    at: value.scored_at,
    who: run?.who ?? 'unknown',
    why: value.scope === 'new' ? 'rows not scored before' : 'every row',
    runId: value.run_id,
    facts: { env: value.env, rows: value.rows, encoder_version: value.encoder_version },
    again,
    inputs: [
      { name: 'model', version: value.model_version },
      { name: 'features', version: value.feature_version },
    ],
    outputs: [{ name: 'predictions', version: value.run_id }],
  })
  return value
}

export const readPredictionSet = (
  store: ObjectStore,
  project: string,
  runId: string,
): Promise<PredictionSet | undefined> =>
  readDocument(store, registryKeys.predictionSet(project, runId), predictionSet)

/** Published predictions of a project (or of all) in an environment (or in all), newest first. */
export const listPredictionSets = async (
  store: ObjectStore,
  project?: string,
  env?: string,
): Promise<PredictionSet[]> => {
  const sets = await listKind(store, 'predictions', below(project))
  return newestFirst(
    sets.filter((set) => env === undefined || set.env === env),
    (set) => set.scored_at,
    (set) => set.run_id,
  )
}
