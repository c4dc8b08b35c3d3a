import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type ReferenceProfile, referenceProfile } from '../contracts/records/monitoring.ts'
import { createDocument, readDocument } from './documents.ts'

/** Records how the data looked that a model version was trained on. What was recorded first stands and is returned. */
export const recordReferenceProfile = async (
  store: ObjectStore,
  profile: ReferenceProfile,
): Promise<ReferenceProfile> => {
  const key = registryKeys.referenceProfile(profile.project, profile.model_version)
  return (await createDocument(store, key, referenceProfile, profile)).value
}

export const readReferenceProfile = (
  store: ObjectStore,
  project: string,
  modelVersion: string,
): Promise<ReferenceProfile | undefined> =>
  readDocument(store, registryKeys.referenceProfile(project, modelVersion), referenceProfile)
