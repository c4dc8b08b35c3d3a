import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { type DocumentKind, kindNames } from './kinds.ts'
import { type ManifestNow, moveManifest, readManifest, tailGenerations } from './manifest.ts'
import { listMarked } from './marks.ts'
import { listNames, readLines } from './read-lines.ts'
import { withLines } from './segments.ts'

/** Marked documents, or documents without an index, that are worth taking into an index. */
export const longTail = 256

/**
 * Takes what is marked into the index of a kind, or makes the index from all documents: when there is none, or `anew`. First
 * it seals the generation that is marked in, so that what it then finds marked is all there ever will be. Whoever is killed
 * in between leaves the old index or the new one; of several at once one publishes, and the others change nothing.
 */
export async function compactKind(
  store: ObjectStore,
  kind: DocumentKind,
  anew = false,
): Promise<void> {
  const sealed = await seal(store, kind)
  if (sealed === undefined) return
  const { generation, taken, awaited, segments } = sealed.value
  const generations = tailGenerations(sealed.value).slice(0, -1)
  const lists = await Promise.all(generations.map((one) => listMarked(store, kind, one)))
  const marked = new Set([...awaited, ...lists.flat()])
  const whole = anew || taken < 0
  const names = whole ? await listNames(store, kind) : [...marked]
  const lines = await readLines(store, kind, names)
  const found = new Set(lines.map(({ name }) => name))
  await moveManifest(store, sealed, {
    ...sealed.value,
    taken: generation - 1,
    awaited: [...marked].filter((name) => !found.has(name)),
    segments: await withLines(store, kind, whole ? [] : segments, lines),
  })
}

/** The manifest with a sealed generation that nobody has taken in; undefined when somebody else is at work. */
async function seal(store: ObjectStore, kind: DocumentKind): Promise<ManifestNow | undefined> {
  const now = await readManifest(store, kind)
  // One that died has sealed it already.
  if (now.value.generation > now.value.taken + 1) return now
  const next = { ...now.value, generation: now.value.generation + 1 }
  return (await moveManifest(store, now, next)) ? readManifest(store, kind) : undefined
}

/** Takes long tails into the indexes. Never fails: whoever may not write leaves it to others. */
export async function keepIndexes(store: ObjectStore): Promise<void> {
  await Promise.all(
    kindNames.map(async (kind) => {
      const { value } = await readManifest(store, kind)
      const tail = await tailOf(store, kind, tailGenerations(value))
      if (tail.length >= longTail) await compactKind(store, kind)
    }),
  ).catch(leaveIt)
}

/** Names of the documents that are marked in these generations. */
export const tailOf = async (
  store: ObjectStore,
  kind: DocumentKind,
  generations: readonly number[],
): Promise<string[]> =>
  (await Promise.all(generations.map((one) => listMarked(store, kind, one)))).flat()

/** An index is a help. What is true stands in the documents, and readers find it there. */
export const leaveIt = () => {}
