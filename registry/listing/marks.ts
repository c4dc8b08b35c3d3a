import { registryTailPrefix } from '../../contracts/lake-layout.ts'
import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import { type DocumentKind, kindPrefix } from './kinds.ts'

/** Characters of a folder or file name that every store takes. */
const longestName = 200

/** An empty object whose name is the name of a document that no index may have yet. */
export function markOf(kind: DocumentKind, generation: number, key: Key): Key {
  const name = encodeURIComponent(key.slice(kindPrefix(kind).length))
  const pieces = name.match(new RegExp(`.{1,${longestName}}`, 'g')) ?? []
  return registryTailPrefix(kind, generation) + pieces.join('/')
}

/** Writes the mark of a document that is about to be created. */
export async function writeMark(
  store: ObjectStore,
  kind: DocumentKind,
  generation: number,
  key: Key,
): Promise<void> {
  const mark = markOf(kind, generation, key)
  try {
    await store.putIfAbsent(mark, new Uint8Array())
  } catch (error) {
    // A write whose answer was lost counts when it arrived.
    if ((await store.head(mark)) === undefined) throw error
  }
}

/** Names (keys below the kind's prefix) of the documents that are marked in a generation. They may not be there yet. */
export async function listMarked(
  store: ObjectStore,
  kind: DocumentKind,
  generation: number,
): Promise<string[]> {
  const prefix = registryTailPrefix(kind, generation)
  const names: string[] = []
  for await (const { key } of store.list(prefix))
    names.push(decodeURIComponent(key.slice(prefix.length).replaceAll('/', '')))
  return names
}
