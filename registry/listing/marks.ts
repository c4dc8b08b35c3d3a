import { registryTailPrefix } from '../../contracts/lake-layout.ts'
import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import { type DocumentKind, kindPrefix } from './kinds.ts'

/** Characters of a folder or file name that every store takes. */
const longestName = 200

/** An empty object whose name is the name of a document that no index may have yet. */
export function markOf(kind: DocumentKind, key: Key): Key {
  const name = encodeURIComponent(key.slice(kindPrefix(kind).length))
  const pieces = name.match(new RegExp(`.{1,${longestName}}`, 'g')) ?? []
  return `${registryTailPrefix(kind)}${pieces.join('/')}`
}

/** The document that a mark is for. */
const markedBy = (kind: DocumentKind, mark: Key): Key =>
  kindPrefix(kind) +
  decodeURIComponent(mark.slice(registryTailPrefix(kind).length).replaceAll('/', ''))

/**
 * Says that a document is about to be created. Whoever lists the kind from now on looks for the document itself, until an
 * index has it; so this comes before the document.
 */
export async function markDocument(
  store: ObjectStore,
  kind: DocumentKind,
  key: Key,
): Promise<void> {
  const mark = markOf(kind, key)
  try {
    await store.putIfAbsent(mark, new Uint8Array())
  } catch (error) {
    // A write whose answer was lost counts when it arrived.
    if ((await store.head(mark)) === undefined) throw error
  }
}

export interface Mark {
  readonly mark: Key
  /** The document it is for, which may not be there yet. */
  readonly key: Key
}

export async function listMarks(store: ObjectStore, kind: DocumentKind): Promise<Mark[]> {
  const marks: Mark[] = []
  for await (const { key } of store.list(registryTailPrefix(kind)))
    marks.push({ mark: key, key: markedBy(kind, key) })
  return marks
}
