import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { compactKind, leaveIt, longTail } from './compact.ts'
import { type DocumentKind, type DocumentOf, kindPrefix } from './kinds.ts'
import { readManifest } from './manifest.ts'
import { listMarks } from './marks.ts'
import { listKeys, readLines } from './read-lines.ts'
import type { Line } from './segment.ts'
import { newestOf, readPacked, SegmentLost } from './segments.ts'

/** What a listing is made of. */
export interface Parts {
  /** By segment, oldest first: documents, or folded runs when these were asked for. */
  readonly indexed: readonly (readonly Line[])[]
  /** Documents that no index may have yet. */
  readonly tail: readonly Line[]
}

interface Wanted {
  readonly kind: DocumentKind
  /** How the names begin. */
  readonly prefix: string
  readonly form: 'lines' | 'folded'
}

/**
 * Every document of a kind whose name begins with `prefix`, by its name; whatever was created before this is called is there.
 * Marks are read before the manifest: a mark that is gone was cleared after a manifest with its document had been published.
 */
export const readParts = (store: ObjectStore, wanted: Wanted): Promise<Parts> =>
  readOnce(store, wanted)
    // Somebody may just have put other segments in the place of one that is gone.
    .catch(whenLost(() => readOnce(store, wanted)))
    .catch(whenLost(() => readAnew(store, wanted)))
    .catch(whenLost(() => readDirectly(store, wanted)))

const whenLost = (read: () => Promise<Parts>) => (error: unknown) => {
  if (!(error instanceof SegmentLost)) throw error
  return read()
}

async function readAnew(store: ObjectStore, wanted: Wanted): Promise<Parts> {
  await compactKind(store, wanted.kind, true).catch(leaveIt)
  return readOnce(store, wanted)
}

async function readOnce(store: ObjectStore, wanted: Wanted): Promise<Parts> {
  const { kind, prefix, form } = wanted
  let marks = await listMarks(store, kind)
  if (marks.length >= longTail) {
    await compactKind(store, kind).catch(leaveIt)
    marks = await listMarks(store, kind)
  }
  const manifest = await readManifest(store, kind)
  if (manifest === undefined) return readWithoutIndex(store, wanted)
  const segments = manifest.value.segments.filter(
    ({ shelf }) => shelf.startsWith(prefix) || prefix.startsWith(shelf),
  )
  const keys = marks
    .map(({ key }) => key)
    .filter((key) => key.startsWith(kindPrefix(kind) + prefix))
  const [tail, indexed] = await Promise.all([
    readLines(store, kind, keys),
    Promise.all(
      segments.map((one) =>
        readPacked(store, (form === 'folded' && one.folded) || one.lines, prefix),
      ),
    ),
  ])
  return { indexed, tail }
}

async function readWithoutIndex(store: ObjectStore, wanted: Wanted): Promise<Parts> {
  const { kind, prefix } = wanted
  const keys = await listKeys(store, kind, prefix)
  if (keys.length < longTail) return { indexed: [], tail: await readLines(store, kind, keys) }
  await compactKind(store, kind).catch(leaveIt)
  return (await readManifest(store, kind)) === undefined
    ? { indexed: [], tail: await readLines(store, kind, keys) }
    : readOnce(store, wanted)
}

const readDirectly = async (store: ObjectStore, { kind, prefix }: Wanted): Promise<Parts> => ({
  indexed: [],
  tail: await readLines(store, kind, await listKeys(store, kind, prefix)),
})

/**
 * Every document of a kind, in the order of the keys: all of them, or those whose key below the kind's prefix begins with
 * `prefix`.
 *
 * @example const runs = await listKind(store, 'models', 'reviews/')
 */
export async function listKind<Kind extends DocumentKind>(
  store: ObjectStore,
  kind: Kind,
  prefix = '',
): Promise<DocumentOf<Kind>[]> {
  const { indexed, tail } = await readParts(store, { kind, prefix, form: 'lines' })
  // Lines were checked against the schema when they were read from their documents.
  return newestOf([...indexed, tail]).map(({ json }) => JSON.parse(json) as DocumentOf<Kind>)
}

/** How the names of a project's documents begin, or of all. */
export const below = (project: string | undefined): string =>
  project === undefined ? '' : `${project}/`
