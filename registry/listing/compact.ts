import { registryIndexKeys } from '../../contracts/lake-layout.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { moveDocument } from '../documents.ts'
import { mapAtOnce } from './at-once.ts'
import { type DocumentKind, kindNames } from './kinds.ts'
import { indexManifest, readManifest } from './manifest.ts'
import { listMarks } from './marks.ts'
import { listKeys, nameOf, readLines } from './read-lines.ts'
import { withLines } from './segments.ts'

/** Marks of a kind, or documents without an index, that are worth an index of their own. */
export const longTail = 256

/**
 * Takes what is marked into the index of a kind, or makes the index from all documents: when there is none, or `anew`. Whoever
 * is killed in between leaves the old index or the new one, and at worst marks of documents that the index has; of several
 * at once one publishes, and the others change nothing.
 */
export async function compactKind(
  store: ObjectStore,
  kind: DocumentKind,
  anew = false,
): Promise<void> {
  const marks = await listMarks(store, kind)
  const manifest = await readManifest(store, kind)
  const whole = anew || manifest === undefined
  const keys = whole ? await listKeys(store, kind) : marks.map(({ key }) => key)
  const lines = await readLines(store, kind, keys)
  if (lines.length === 0) return
  const before = whole ? [] : manifest.value.segments
  const segments = await withLines(store, kind, before, lines)
  const next = { kind: 'index_manifest', of: kind, segments } as const
  const key = registryIndexKeys.manifest(kind)
  if (!(await moveDocument(store, key, indexManifest, next, manifest?.etag))) return
  // A mark goes once its document is in a published index, for a document never changes; before that it never does.
  const indexed = new Set(lines.map(({ name }) => name))
  const done = marks.filter((mark) => indexed.has(nameOf(kind, mark.key)))
  await mapAtOnce(done, ({ mark }) => store.delete(mark))
}

/** Takes long tails into the indexes. Never fails: whoever may not write leaves it to others. */
export async function keepIndexes(store: ObjectStore): Promise<void> {
  await Promise.all(
    kindNames.map(async (kind) => {
      if ((await listMarks(store, kind)).length >= longTail) await compactKind(store, kind)
    }),
  ).catch(leaveIt)
}

/** An index is a help. What is true stands in the documents, and readers find it there. */
export const leaveIt = () => {}
