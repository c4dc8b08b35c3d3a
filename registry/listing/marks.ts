import { mapAtOnce } from '../../contracts/at-once.ts'
import { registryTailPrefix } from '../../contracts/lake-layout.ts'
import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import { type DocumentKind, kindPrefix } from './kinds.ts'

/** Characters of a folder or file name that every store takes. */
const longestName = 200

/** Characters of the names that one mark stands for, encoded. */
const longestMark = 600

/** Parts the names of a mark; encoded names hold none. */
const comma = ','

/** An empty object whose name is the names of documents that no index may have yet. */
export function markOf(kind: DocumentKind, generation: number, ...keys: readonly Key[]): Key {
  const names = keys.map((key) => encodedName(kind, key)).join(comma)
  const pieces = names.match(new RegExp(`.{1,${longestName}}`, 'g')) ?? []
  return registryTailPrefix(kind, generation) + pieces.join('/')
}

const encodedName = (kind: DocumentKind, key: Key): string =>
  encodeURIComponent(key.slice(kindPrefix(kind).length))

/** Writes the marks of documents that are about to be created: one for as many names as fit into its own. */
export async function writeMarks(
  store: ObjectStore,
  kind: DocumentKind,
  generation: number,
  keys: readonly Key[],
): Promise<void> {
  const marks = grouped(kind, keys).map((group) => markOf(kind, generation, ...group))
  await mapAtOnce(marks, (mark) => writeMark(store, mark))
}

function grouped(kind: DocumentKind, keys: readonly Key[]): readonly (readonly Key[])[] {
  const groups: Key[][] = []
  let room = 0
  for (const key of keys) {
    const taken = encodedName(kind, key).length + 1
    if (taken > room) {
      groups.push([])
      room = longestMark
    }
    groups.at(-1)?.push(key)
    room -= taken
  }
  return groups
}

async function writeMark(store: ObjectStore, mark: Key): Promise<void> {
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
  for await (const { key } of store.list(prefix)) {
    const encoded = key.slice(prefix.length).replaceAll('/', '')
    names.push(...encoded.split(comma).map(decodeURIComponent))
  }
  return names
}
