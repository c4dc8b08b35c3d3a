import type { z } from 'zod'
import type { Key, ObjectStore } from '../contracts/ports/object-store.ts'
import { encode, putDocument } from './document-io.ts'
import { kindOf } from './listing/kinds.ts'
import { markDocument } from './listing/mark-document.ts'

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
  if (kind !== undefined) await markDocument(store, kind, key)
  return putDocument(store, key, schema, value, body)
}
