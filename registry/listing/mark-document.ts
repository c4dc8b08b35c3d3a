import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import type { DocumentKind } from './kinds.ts'
import { readManifest } from './manifest.ts'
import { writeMarks } from './marks.ts'

/** The generation that was open when somebody last looked. Only where to try first: it is looked up again after each mark. */
const lastSeen = new WeakMap<ObjectStore, Map<DocumentKind, number>>()

const open = async (store: ObjectStore, kind: DocumentKind): Promise<number> =>
  (await readManifest(store, kind)).value.generation

interface Looks {
  running: Promise<unknown>
  /** Has not begun: whoever finds it here may take what it will see. */
  next: Promise<number> | undefined
}

const looks = new WeakMap<ObjectStore, Map<DocumentKind, Looks>>()

/** The generation that is open after this was called. Those who ask while a look is under way share the next one. */
function openFromNow(store: ObjectStore, kind: DocumentKind): Promise<number> {
  const ofStore = looks.get(store) ?? new Map<DocumentKind, Looks>()
  looks.set(store, ofStore)
  const state = ofStore.get(kind) ?? { running: Promise.resolve(), next: undefined }
  ofStore.set(kind, state)
  if (state.next !== undefined) return state.next
  const look = state.running.then(() => {
    state.next = undefined
    return open(store, kind)
  })
  state.next = look
  state.running = look.catch(() => {})
  return look
}

/**
 * Says that documents are about to be created: whoever lists the kind from now on looks for them. A mark counts only if its
 * generation is still open after it was written, for who takes a generation into the index seals it before looking at it.
 */
export async function markDocuments(
  store: ObjectStore,
  kind: DocumentKind,
  keys: readonly Key[],
): Promise<void> {
  const seen = lastSeen.get(store) ?? new Map<DocumentKind, number>()
  lastSeen.set(store, seen)
  let generation = seen.get(kind) ?? (await open(store, kind))
  for (;;) {
    await writeMarks(store, kind, generation, keys)
    const now = await openFromNow(store, kind)
    seen.set(kind, now)
    if (now === generation) return
    generation = now
  }
}
