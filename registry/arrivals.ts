import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type Arrival, arrival } from '../contracts/records/arrival.ts'
import { createDocument, readDocument, readDocuments } from './documents.ts'
import { below, listKind } from './listing/read-listing.ts'

/** Records what became of a landed file. The record that was made first stands and is returned. */
export const recordArrival = async (store: ObjectStore, record: Arrival): Promise<Arrival> => {
  const key = registryKeys.arrival(record.project, record.source, record.contract, record.digest)
  return (await createDocument(store, key, arrival, record)).value
}

/** The record of a file (by digest) that was read under this contract before, or undefined. */
export const knownArrival = (
  store: ObjectStore,
  project: string,
  source: string,
  contract: string,
  digest: string,
): Promise<Arrival | undefined> =>
  readDocument(store, registryKeys.arrival(project, source, contract, digest), arrival)

/** Arrivals of a source (read under any contract), of a project, or of the lake. */
export const listArrivals = (
  store: ObjectStore,
  project?: string,
  source?: string,
): Promise<Arrival[]> =>
  listKind(store, 'arrivals', below(project) + (project === undefined ? '' : below(source)))

/** The arrival whose accepted rows a Parquet part holds, or undefined. */
export async function arrivalOfPart(
  store: ObjectStore,
  project: string,
  source: string,
  part: string,
): Promise<Arrival | undefined> {
  // The part's folder is named after digest and contract, which leads to the record without reading all of them.
  const [, digest, contract] = /\/([0-9a-f]+)-([^/-]+)\/[^/]+$/.exec(part) ?? []
  if (digest !== undefined) {
    const near = registryKeys.arrival(project, source, contract, digest).replace(/\.json$/, '')
    const found = (await readDocuments(store, near, arrival)).find((one) => one.part?.key === part)
    if (found !== undefined) return found
  }
  return (await listArrivals(store, project, source)).find((one) => one.part?.key === part)
}
