import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import { readDocument } from '../documents.ts'
import { mapAtOnce } from './at-once.ts'
import { type DocumentKind, documentKinds, kindPrefix } from './kinds.ts'
import type { Line } from './segment.ts'

/** The documents at these keys, as lines; keys without one are passed over. Throws LAKE_DOCUMENT_INVALID. */
export async function readLines(
  store: ObjectStore,
  kind: DocumentKind,
  keys: readonly Key[],
): Promise<Line[]> {
  const lines = await mapAtOnce(keys, async (key) => {
    const value = await readDocument<unknown>(store, key, documentKinds[kind])
    return value === undefined ? [] : [{ name: nameOf(kind, key), json: JSON.stringify(value) }]
  })
  return lines.flat()
}

/** Keys of every document of a kind whose name begins with the prefix. */
export async function listKeys(
  store: ObjectStore,
  kind: DocumentKind,
  prefix = '',
): Promise<Key[]> {
  const keys: Key[] = []
  for await (const { key } of store.list(kindPrefix(kind) + prefix))
    if (key.endsWith('.json')) keys.push(key)
  return keys
}

/** A document's key below the prefix of its kind. */
export const nameOf = (kind: DocumentKind, key: Key): string => key.slice(kindPrefix(kind).length)
