import type {
  Body,
  Key,
  ObjectHead,
  ObjectStore,
  PutResult,
  StoredObject,
} from '../../contracts/ports/object-store.ts'

export interface Memory {
  /** Whether an object of this key never changes once it is there. */
  readonly isWrittenOnce: (key: Key) => boolean
  /** Bytes kept at most; what was not asked for the longest goes first. @default 64 MiB */
  readonly bytes?: number
  /** Larger objects are not kept. @default 1 MiB */
  readonly largest?: number
}

const MiB = 2 ** 20
/** What an entry takes besides its bytes. */
const overhead = 512

/**
 * A store that keeps what it read or wrote of the objects that are written once, so that a process asks for each of them once.
 * That an object is not there is never kept: somebody may write it at any moment.
 */
export class RememberingStore implements ObjectStore {
  readonly root: string
  readonly #store: ObjectStore
  readonly #memory: Required<Memory>
  readonly #kept = new Map<Key, StoredObject>()
  readonly #coming = new Map<Key, Promise<StoredObject | undefined>>()
  #bytes = 0

  constructor(store: ObjectStore, memory: Memory) {
    this.#store = store
    this.root = store.root
    this.#memory = { bytes: 64 * MiB, largest: MiB, ...memory }
  }

  async get(key: Key): Promise<StoredObject | undefined> {
    const kept = this.#recall(key)
    if (kept !== undefined) return kept
    if (!this.#memory.isWrittenOnce(key)) return this.#store.get(key)
    // Somebody who asked a moment ago may be told that it is not there, which need not be true any more.
    return (await this.#coming.get(key)) ?? (await this.#fetch(key))
  }

  async head(key: Key): Promise<ObjectHead | undefined> {
    const kept = this.#recall(key)
    if (kept === undefined) return this.#store.head(key)
    return { key, bytes: kept.body.length, etag: kept.etag }
  }

  stream(
    key: Key,
    range?: { readonly start: number; readonly end: number },
  ): AsyncIterable<Uint8Array> {
    return this.#store.stream(key, range)
  }

  list(prefix: string): AsyncIterable<ObjectHead> {
    return this.#store.list(prefix)
  }

  async putIfAbsent(key: Key, body: Body): Promise<PutResult> {
    if (this.#recall(key) !== undefined) return { kind: 'refused' }
    const put = await this.#store.putIfAbsent(key, body)
    if (put.kind === 'written' && body instanceof Uint8Array)
      this.#keep(key, { body, etag: put.etag })
    return put
  }

  putIfMatch(key: Key, body: Body, etag: string): Promise<PutResult> {
    this.#forget(key)
    return this.#store.putIfMatch(key, body, etag)
  }

  adopt(from: Key, to: Key): Promise<PutResult> {
    this.#forget(from)
    return this.#store.adopt(from, to)
  }

  delete(key: Key): Promise<void> {
    this.#forget(key)
    return this.#store.delete(key)
  }

  location(key: Key): string {
    return this.#store.location(key)
  }

  async #fetch(key: Key): Promise<StoredObject | undefined> {
    const coming = this.#store.get(key)
    this.#coming.set(key, coming)
    try {
      const found = await coming
      if (found !== undefined) this.#keep(key, found)
      return found
    } finally {
      if (this.#coming.get(key) === coming) this.#coming.delete(key)
    }
  }

  #recall(key: Key): StoredObject | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined) return undefined
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    return kept
  }

  #keep(key: Key, object: StoredObject): void {
    if (!this.#memory.isWrittenOnce(key) || object.body.length > this.#memory.largest) return
    this.#forget(key)
    this.#kept.set(key, object)
    this.#bytes += sizeOf(key, object)
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#memory.bytes) return
      this.#forget(oldest)
    }
  }

  #forget(key: Key): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    this.#kept.delete(key)
    this.#bytes -= sizeOf(key, kept)
  }
}

const sizeOf = (key: Key, { body }: StoredObject): number => body.length + key.length + overhead
