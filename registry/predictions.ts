import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import {
  type PredictionPlan,
  type PredictionSet,
  predictionPlan,
  predictionSet,
} from '../contracts/records/prediction.ts'
import { createDocument, readDocument } from './documents.ts'
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

/** Publishes a run's predictions: from now on readers see them. What was published first stands and is returned. */
export async function recordPredictionSet(
  store: ObjectStore,
  set: PredictionSet,
): Promise<PredictionSet> {
  const key = registryKeys.predictionSet(set.project, set.run_id)
  const { value } = await createDocument(store, key, predictionSet, set)
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
