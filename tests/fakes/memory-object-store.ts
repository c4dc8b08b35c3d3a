import { ProductError } from '../../contracts/errors/product-error.ts'
import { checkKey, checkPrefix } from '../../contracts/object-key.ts'
import type {
  Body,
  Key,
  ObjectHead,
  ObjectStore,
  PutResult,
  StoredObject,
} from '../../contracts/ports/object-store.ts'

/** A lake in memory, for tests that need no files. */
export class MemoryObjectStore implements ObjectStore {
  readonly root = 'memory://lake'
  readonly #objects = new Map<Key, StoredObject>()
  #writes = 0

  async get(key: Key): Promise<StoredObject | undefined> {
    const stored = this.#find(key)
    return stored && { ...stored, body: Buffer.from(stored.body) }
  }

  async head(key: Key): Promise<ObjectHead | undefined> {
    const stored = this.#find(key)
    return stored && { key, bytes: stored.body.length, etag: stored.etag }
  }

  async *stream(
    key: Key,
    range?: { readonly start: number; readonly end: number },
  ): AsyncIterable<Uint8Array> {
    const stored = this.#find(key)
    if (stored === undefined) throw missing(key)
    const body = Buffer.from(stored.body.subarray(range?.start, range?.end))
    for (let at = 0; at < body.length; at += 65_536) yield body.subarray(at, at + 65_536)
  }

  async *list(prefix: string): AsyncIterable<ObjectHead> {
    checkPrefix(prefix)
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix))
    keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    for (const key of keys) {
      const stored = this.#objects.get(key)
      if (stored !== undefined) yield { key, bytes: stored.body.length, etag: stored.etag }
    }
  }

  async putIfAbsent(key: Key, body: Body): Promise<PutResult> {
    checkKey(key)
    const bytes = await gather(body)
    return this.#objects.has(key) ? { kind: 'refused' } : this.#set(key, bytes)
  }

  async putIfMatch(key: Key, body: Body, etag: string): Promise<PutResult> {
    checkKey(key)
    const bytes = await gather(body)
    return this.#objects.get(key)?.etag === etag ? this.#set(key, bytes) : { kind: 'refused' }
  }

  async adopt(from: Key, to: Key): Promise<PutResult> {
    checkKey(to)
    const stored = this.#find(from)
    if (stored === undefined) throw missing(from)
    if (this.#objects.has(to)) return { kind: 'refused' }
    this.#objects.delete(from)
    return this.#set(to, stored.body)
  }

  async delete(key: Key): Promise<void> {
    checkKey(key)
    this.#objects.delete(key)
  }

  location(key: Key): string {
    checkKey(key)
    return `${this.root}/${key}`
  }

  #find(key: Key): StoredObject | undefined {
    checkKey(key)
    return this.#objects.get(key)
  }

  #set(key: Key, body: Uint8Array): PutResult {
    const etag = String(++this.#writes)
    this.#objects.set(key, { body, etag })
    return { kind: 'written', etag }
  }
}

async function gather(body: Body): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return Buffer.from(body)
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}

const missing = (key: Key) =>
  new ProductError('LAKE_OBJECT_MISSING', { message: `"${key}" is not in the lake.` })
