import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type TableVersion, tableVersion } from '../contracts/records/table-version.ts'
import { createDocument, readDocument } from './documents.ts'
import { below, listKind } from './listing/read-listing.ts'

/** Records a table version. The record that was made first stands and is returned. */
export const recordTableVersion = async (
  store: ObjectStore,
  version: TableVersion,
): Promise<TableVersion> => {
  const key = registryKeys.tableVersion(version.project, version.model, version.version)
  return (await createDocument(store, key, tableVersion, version)).value
}

/** The record of a version that exists already, or undefined. */
export const knownTableVersion = (
  store: ObjectStore,
  project: string,
  model: string,
  version: string,
): Promise<TableVersion | undefined> =>
  readDocument(store, registryKeys.tableVersion(project, model, version), tableVersion)

export const listTableVersions = (store: ObjectStore, project?: string): Promise<TableVersion[]> =>
  listKind(store, 'tables', below(project))
