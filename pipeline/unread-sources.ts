import { identify } from '../contracts/digest.ts'
import { landingPrefix } from '../contracts/lake-layout.ts'
import type { ObjectHead } from '../contracts/ports/object-store.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import { sourceRelation } from '../contracts/project/names.ts'
import type { SourceDeclaration } from '../contracts/project/sources-file.ts'
import type { Arrival } from '../contracts/records/arrival.ts'
import type { Project } from '../engine/index.ts'
import { contractOf } from '../engine/sources/index.ts'
import { listArrivals, readEnvironment } from '../registry/index.ts'
import { placeOf, sourceVersionId } from './arrive.ts'
import { digestStream } from './digest-stream.ts'
import { isHidden } from './landing.ts'

type Deps = Pick<Platform, 'store' | 'env'>

/**
 * Sources whose landing is not what the environment shows: files came, went or changed, or the contract did.
 * `landing` is a digest of all that lies there. A source that never had a file is not behind.
 */
export async function unreadSources(
  { store, env }: Deps,
  project: Project,
): Promise<{ readonly behind: readonly string[]; readonly landing: string }> {
  const tables = (await readEnvironment(store, env))?.projects[project.name]?.tables ?? {}
  const behind: string[] = []
  const places: string[][] = []
  for (const declaration of project.sources) {
    const source = await lookAt(store, project.name, declaration)
    places.push(source.places)
    const shown = tables[sourceRelation(declaration.name)]
    const untouched = shown === undefined && source.places.length === 0
    const isShown = source.version !== undefined && source.version === shown
    if (!untouched && !isShown) behind.push(declaration.name)
  }
  return { behind, landing: identify(places) }
}

/** What lies in a source's landing, and the version it makes; undefined while a file was not read. */
async function lookAt(
  store: Deps['store'],
  project: string,
  declaration: SourceDeclaration,
): Promise<{ readonly places: string[]; readonly version: string | undefined }> {
  const contract = contractOf(declaration)
  const known = (await listArrivals(store, project, declaration.name)).filter(
    (arrival) => arrival.contract === contract,
  )
  const digests = new Map(known.map((arrival) => [placeOf(arrival), arrival.digest]))
  const places: string[] = []
  const read: (string | undefined)[] = []
  for await (const landed of store.list(landingPrefix(project, declaration.name))) {
    if (isHidden(landed.key)) continue
    places.push(placeOf(landed))
    read.push(digests.get(placeOf(landed)) ?? (await digestOfCopy(store, landed, known)))
  }
  const version = read.every((digest) => digest !== undefined)
    ? sourceVersionId(contract, [...new Set(read)].sort())
    : undefined
  return { places, version }
}

/** A copy of a file that was read has no record of its own. Only what is as long as one of them can be one, and is looked into. */
async function digestOfCopy(
  store: Deps['store'],
  { key, bytes }: ObjectHead,
  known: readonly Arrival[],
): Promise<string | undefined> {
  if (!known.some((arrival) => arrival.bytes === bytes)) return undefined
  const digest = await digestStream(store.stream(key))
  return known.some((arrival) => arrival.digest === digest) ? digest : undefined
}
