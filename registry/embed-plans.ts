import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type EmbedPlan, embedPlan } from '../contracts/records/encoder.ts'
import { createDocument, readDocument } from './documents.ts'

/** Fixes what a run is going to embed. The plan that was made first stands and is returned. */
export const recordEmbedPlan = async (store: ObjectStore, plan: EmbedPlan): Promise<EmbedPlan> => {
  const key = registryKeys.embedPlan(plan.project, plan.run_id)
  return (await createDocument(store, key, embedPlan, plan)).value
}

export const readEmbedPlan = (
  store: ObjectStore,
  project: string,
  runId: string,
): Promise<EmbedPlan | undefined> =>
  readDocument(store, registryKeys.embedPlan(project, runId), embedPlan)
