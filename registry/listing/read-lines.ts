import { mapAtOnce } from '../../contracts/at-once.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { readDocument } from '../document-io.ts'
import { type DocumentKind, documentKinds, kindPrefix } from './kinds.ts'
import type { Line } from './segment.ts'

/** The documents of these names, as lines; names without one are passed over. Throws LAKE_DOCUMENT_INVALID. */
export async function readLines(
  store: ObjectStore,
  kind: DocumentKind,
  names: readonly string[],
): Promise<Line[]> {
  const lines = await mapAtOnce(names, async (name) => {
    const value = await readDocument<unknown>(store, kindPrefix(kind) + name, documentKinds[kind])
    return value === undefined ? [] : [{ name, json: JSON.stringify(value) }]
  })
  return lines.flat()
}

/** Names (keys below the kind's prefix) of every document of a kind that begin with the prefix. */
export async function listNames(
  store: ObjectStore,
  kind: DocumentKind,
  prefix = '',
): Promise<string[]> {
  const names: string[] = []
  for await (const { key } of store.list(kindPrefix(kind) + prefix))
    if (key.endsWith('.json')) names.push(key.slice(kindPrefix(kind).length))
  return names
}
