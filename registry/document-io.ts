import type { z } from 'zod'
import { canonicalJson } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import type { Key, ObjectStore, PutResult } from '../contracts/ports/object-store.ts'

/** Gets that a listing keeps under way at once. */
const parallelGets = 32

/**
 * JSON for people and digests alike: sorted keys, two spaces, a line end. Equal values give equal bytes. A value that could
 * not be read back (NaN, say) is a bug of the caller and throws before anything is written.
 */
export const encode = <T>(schema: z.ZodType<T>, value: T): Uint8Array =>
  new TextEncoder().encode(
    `${JSON.stringify(JSON.parse(canonicalJson(schema.parse(value))), null, 2)}\n`,
  )

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/** Reads the bytes of a document as a value. Throws LAKE_DOCUMENT_INVALID, naming the key and what is wrong. */
function decode<T>(key: Key, body: Uint8Array, schema: z.ZodType<T>): T {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(body))
  } catch (cause) {
    throw invalid(key, 'it is not JSON', cause)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const place = issue.path.join('.') || 'the document'
  throw invalid(key, `${place}: ${issue.message}`, parsed.error)
}

const invalid = (key: Key, problem: string, cause: unknown) =>
  new ProductError('LAKE_DOCUMENT_INVALID', {
    message: `The registry document ${key} cannot be used: ${problem}. Nothing was changed.`,
    cause,
    data: { key },
  })

/**
 * Writes with a condition and tells whether the lake now holds `body`. A refusal or a lost response is settled by reading
 * back: a write that arrived counts as written, whatever its answer was.
 */
async function settle(
  store: ObjectStore,
  key: Key,
  body: Uint8Array,
  write: () => Promise<PutResult>,
): Promise<{ written: boolean; stored: Uint8Array | undefined }> {
  let failure: unknown
  try {
    if ((await write()).kind === 'written') return { written: true, stored: body }
  } catch (error) {
    failure = error
  }
  const stored = (await store.get(key))?.body
  const arrived = stored !== undefined && sameBytes(stored, body)
  if (failure !== undefined && !arrived) throw failure
  return { written: failure !== undefined, stored }
}

/** Writes an encoded document to a key that must be free; when it is taken, the value that stands there is returned. */
export async function putDocument<T>(
  store: ObjectStore,
  key: Key,
  schema: z.ZodType<T>,
  value: T,
  body: Uint8Array,
): Promise<{ readonly created: boolean; readonly value: T }> {
  const { written, stored } = await settle(store, key, body, () => store.putIfAbsent(key, body))
  if (stored === undefined) {
    throw new ProductError('LAKE_OBJECT_MISSING', {
      message: `The lake ${store.root} says that ${key} exists, but it cannot be read.`,
    })
  }
  return { created: written, value: written ? value : decode(key, stored, schema) }
}

/** The document, or undefined when there is none. */
export async function readDocument<T>(
  store: ObjectStore,
  key: Key,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const object = await store.get(key)
  return object && decode(key, object.body, schema)
}

/** A movable document with the etag that `moveDocument` asks for, or undefined when there is none. */
export async function readMovable<T>(
  store: ObjectStore,
  key: Key,
  schema: z.ZodType<T>,
): Promise<{ readonly value: T; readonly etag: string } | undefined> {
  const object = await store.get(key)
  return object && { value: decode(key, object.body, schema), etag: object.etag }
}

/**
 * Replaces a movable document if it still has `etag` (undefined: if there is none yet). False when somebody else was first;
 * true as well when the document holds exactly `value` already.
 */
export async function moveDocument<T>(
  store: ObjectStore,
  key: Key,
  schema: z.ZodType<T>,
  value: T,
  etag: string | undefined,
): Promise<boolean> {
  const body = encode(schema, value)
  const { stored } = await settle(store, key, body, () =>
    etag === undefined ? store.putIfAbsent(key, body) : store.putIfMatch(key, body, etag),
  )
  return stored !== undefined && sameBytes(stored, body)
}

/** Every document under a prefix, in the order of the keys. Objects that are not `.json` are passed over. */
export async function* listDocuments<T>(
  store: ObjectStore,
  prefix: string,
  schema: z.ZodType<T>,
): AsyncIterable<{ readonly key: Key; readonly value: T }> {
  const read = async (key: Key) => ({ key, value: await readDocument(store, key, schema) })
  const underWay: ReturnType<typeof read>[] = []
  for await (const { key } of store.list(prefix)) {
    if (!key.endsWith('.json')) continue
    const entry = read(key)
    // A failure is met when its turn comes; until then it must not count as unhandled.
    entry.catch(() => {})
    underWay.push(entry)
    if (underWay.length >= parallelGets) yield* present(await underWay.shift())
  }
  for (const entry of underWay) yield* present(await entry)
}

function* present<T>(entry: { key: Key; value: T | undefined } | undefined) {
  if (entry?.value !== undefined) yield { key: entry.key, value: entry.value }
}

/** Every value under a prefix, in the order of the keys. */
export async function readDocuments<T>(
  store: ObjectStore,
  prefix: string,
  schema: z.ZodType<T>,
): Promise<T[]> {
  const values: T[] = []
  for await (const { value } of listDocuments(store, prefix, schema)) values.push(value)
  return values
}
