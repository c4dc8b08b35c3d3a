import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import type { DocumentKind } from './kinds.ts'
import { readManifest } from './manifest.ts'
import { writeMark } from './marks.ts'

/** The generation that was open when somebody last looked. Only where to try first: it is looked up again after each mark. */
const lastSeen = new WeakMap<ObjectStore, Map<DocumentKind, number>>()

const open = async (store: ObjectStore, kind: DocumentKind): Promise<number> =>
  (await readManifest(store, kind)).value.generation

/**
 * Says that a document is about to be created: whoever lists the kind from now on looks for it. A mark counts only if its
 * generation is still open after it was written, for who takes a generation into the index seals it before looking at it.
 */
export async function markDocument(
  store: ObjectStore,
  kind: DocumentKind,
  key: Key,
): Promise<void> {
  const seen = lastSeen.get(store) ?? new Map<DocumentKind, number>()
  lastSeen.set(store, seen)
  let generation = seen.get(kind) ?? (await open(store, kind))
  for (;;) {
    await writeMark(store, kind, generation, key)
    const now = await open(store, kind)
    seen.set(kind, now)
    if (now === generation) return
    generation = now
  }
}
