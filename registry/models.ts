import { ProductError } from '../contracts/errors/product-error.ts'
import { registryKeys } from '../contracts/lake-layout.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type ModelVersion, modelVersion } from '../contracts/records/model-version.ts'
import { createDocument, readDocument } from './documents.ts'
import { recordEvent } from './events.ts'
import { below, listKind } from './listing/read-listing.ts'
import { newestFirst } from './newest-first.ts'
import { readRun } from './runs.ts'

/** Registers a model version. The record that was made first stands and is returned. */
export async function recordModelVersion(
  store: ObjectStore,
  version: ModelVersion,
): Promise<ModelVersion> {
  const key = registryKeys.modelVersion(version.project, version.version)
  const { value } = await createDocument(store, key, modelVersion, version)
  await recordRegistration(store, value)
  return value
}

async function recordRegistration(store: ObjectStore, model: ModelVersion): Promise<void> {
  const run = await readRun(store, model.project, model.run_id)
  await recordEvent(store, {
    type: 'OTHER',
    job: 'model.register',
    project: model.project,
    at: model.created_at,
    who: run?.who ?? 'unknown',
    why: model.gate.passed ? 'the gate was passed' : 'kept aside: the gate was not passed',
    runId: model.run_id,
    facts: { env: model.env, algorithm: model.algorithm },
    inputs: [
      { name: model.feature_model, version: model.feature_version },
      ...(model.encoder === null ? [] : [model.encoder]),
    ],
    outputs: [{ name: 'model', version: model.version }],
  })
}

/** The model version, or undefined. */
const readModelVersion = (
  store: ObjectStore,
  project: string,
  version: string,
): Promise<ModelVersion | undefined> =>
  readDocument(store, registryKeys.modelVersion(project, version), modelVersion)

/** The model version. Throws REGISTRY_MODEL_UNKNOWN. */
export async function requireModelVersion(
  store: ObjectStore,
  project: string,
  version: string,
): Promise<ModelVersion> {
  const found = await readModelVersion(store, project, version)
  if (found !== undefined) return found
  const names = (await listModelVersions(store, project)).map((model) => model.version)
  throw new ProductError('REGISTRY_MODEL_UNKNOWN', {
    message: `Project "${project}" has no model version "${version}".${didYouMean(version, names)} Nothing was changed.`,
  })
}

/** Model versions of a project, or of all, newest first. */
export const listModelVersions = async (
  store: ObjectStore,
  project?: string,
): Promise<ModelVersion[]> =>
  newestFirst(
    await listKind(store, 'models', below(project)),
    (model) => model.created_at,
    (model) => model.version,
  )
