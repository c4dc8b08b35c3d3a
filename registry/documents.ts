import type { z } from 'zod'
import { mapAtOnce } from '../contracts/at-once.ts'
import type { Key, ObjectStore } from '../contracts/ports/object-store.ts'
import { encode, putDocument, readDocument } from './document-io.ts'
import { kindOf } from './listing/kinds.ts'
import { markDocuments } from './listing/mark-document.ts'

export {
  listDocuments,
  moveDocument,
  readDocument,
  readDocuments,
  readMovable,
} from './document-io.ts'

/**
 * Stores a document once. When the key is taken already, the value that stands there is returned and nothing is changed.
 *
 * @example const { created, value } = await createDocument(store, key, runRecord, run)
 */
export async function createDocument<T>(
  store: ObjectStore,
  key: Key,
  schema: z.ZodType<T>,
  value: T,
): Promise<{ readonly created: boolean; readonly value: T }> {
  const body = encode(schema, value)
  const kind = kindOf(key)
  if (kind !== undefined) await markDocuments(store, kind, [key])
  return putDocument(store, key, schema, value, body)
}

/** The same for many of one kind at a time, in fewer requests. */
export async function createDocuments<T>(
  store: ObjectStore,
  schema: z.ZodType<T>,
  entries: readonly { readonly key: Key; readonly value: T }[],
): Promise<void> {
  const encoded = entries.map(({ key, value }) => ({ key, value, body: encode(schema, value) }))
  const byKind = Map.groupBy(encoded, ({ key }) => kindOf(key))
  for (const [kind, group] of byKind) {
    const keys = group.map(({ key }) => key)
    if (kind !== undefined) await markDocuments(store, kind, keys)
  }
  await mapAtOnce(encoded, ({ key, value, body }) => putDocument(store, key, schema, value, body))
}

/** As `createDocument`, for one that is probably there: it is looked for first. */
export async function ensureDocument<T>(
  store: ObjectStore,
  key: Key,
  schema: z.ZodType<T>,
  value: T,
): Promise<{ readonly created: boolean; readonly value: T }> {
  const found = await readDocument(store, key, schema)
  return found === undefined
    ? createDocument(store, key, schema, value)
    : { created: false, value: found }
}
