import { mapAtOnce } from '../../contracts/at-once.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { compactKind, leaveIt, longTail, tailOf } from './compact.ts'
import type { DocumentKind, DocumentOf } from './kinds.ts'
import { type IndexManifest, readManifest, tailGenerations } from './manifest.ts'
import { listNames, readLines } from './read-lines.ts'
import type { Line } from './segment.ts'
import { newestOf, readPacked, SegmentLost } from './segments.ts'

/** What a listing is made of. */
export interface Parts {
  /** By segment, oldest first: documents, or folded runs when these were asked for. */
  readonly indexed: readonly (readonly Line[])[]
  /** Documents that the index does not have yet. */
  readonly tail: readonly Line[]
}

interface Wanted {
  readonly kind: DocumentKind
  /** How the names begin. */
  readonly prefix: string
  readonly form: 'lines' | 'folded'
}

/** Every document of a kind whose name begins with `prefix`; whatever was created before this is called is there. */
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
  const { value } = await readManifest(store, kind)
  if (value.taken < 0) return readWithoutIndex(store, wanted)
  const segments = value.segments.filter(
    ({ shelf }) => shelf.startsWith(prefix) || prefix.startsWith(shelf),
  )
  const [indexed, tail] = await Promise.all([
    mapAtOnce(segments, (one) =>
      readPacked(store, (form === 'folded' && one.folded) || one.lines, prefix),
    ),
    readTail(store, wanted, value),
  ])
  return { indexed, tail }
}

async function readTail(
  store: ObjectStore,
  { kind, prefix }: Wanted,
  manifest: IndexManifest,
): Promise<Line[]> {
  const marked = await tailOf(store, kind, tailGenerations(manifest))
  const names = new Set([...manifest.awaited, ...marked])
  const lines = await readLines(
    store,
    kind,
    [...names].filter((name) => name.startsWith(prefix)),
  )
  if (marked.length >= longTail) await compactKind(store, kind).catch(leaveIt)
  return lines
}

async function readWithoutIndex(store: ObjectStore, wanted: Wanted): Promise<Parts> {
  const { kind, prefix } = wanted
  const names = await listNames(store, kind, prefix)
  if (names.length < longTail) return { indexed: [], tail: await readLines(store, kind, names) }
  await compactKind(store, kind).catch(leaveIt)
  return (await readManifest(store, kind)).value.taken < 0
    ? { indexed: [], tail: await readLines(store, kind, names) }
    : readOnce(store, wanted)
}

const readDirectly = async (store: ObjectStore, { kind, prefix }: Wanted): Promise<Parts> => ({
  indexed: [],
  tail: await readLines(store, kind, await listNames(store, kind, prefix)),
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

/** Which documents there are, without reading those that an index does not have. */
export interface Ledger {
  /** The document's JSON, or undefined when there was none. */
  readonly find: (name: string) => Promise<string | undefined>
}

/** A look at all documents whose names begin with `prefix`: whatever was created before this is called is found by it. */
export async function openLedger(
  store: ObjectStore,
  kind: DocumentKind,
  prefix: string,
): Promise<Ledger> {
  const { indexed, tail } = await namesOnce(store, kind, prefix).catch((error: unknown) => {
    if (!(error instanceof SegmentLost)) throw error
    return directNames(store, kind, prefix)
  })
  return {
    async find(name) {
      if (!tail.has(name)) return indexed.get(name)
      const [line] = await readLines(store, kind, [name])
      return line?.json
    },
  }
}

interface Names {
  /** name → JSON */
  readonly indexed: ReadonlyMap<string, string>
  readonly tail: ReadonlySet<string>
}

const directNames = async (
  store: ObjectStore,
  kind: DocumentKind,
  prefix: string,
): Promise<Names> => ({
  indexed: new Map(),
  tail: new Set(await listNames(store, kind, prefix)),
})

async function namesOnce(store: ObjectStore, kind: DocumentKind, prefix: string): Promise<Names> {
  const { value } = await readManifest(store, kind)
  if (value.taken < 0) return directNames(store, kind, prefix)
  const segments = value.segments.filter(
    ({ shelf }) => shelf.startsWith(prefix) || prefix.startsWith(shelf),
  )
  const [lists, marked] = await Promise.all([
    mapAtOnce(segments, (one) => readPacked(store, one.lines, prefix)),
    tailOf(store, kind, tailGenerations(value)),
  ])
  const indexed = new Map(lists.flat().map(({ name, json }) => [name, json]))
  return { indexed, tail: new Set([...value.awaited, ...marked]) }
}
