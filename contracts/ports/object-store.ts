/** A lake-relative name of an object: segments parted by "/", none of them empty, "." or "..". */
export type Key = string

export interface ObjectHead {
  readonly key: Key
  /** Size in bytes. */
  readonly bytes: number
  /** Changes whenever the content is replaced; never used twice for one key. */
  readonly etag: string
  /** Lower-case hexadecimal SHA-256 of the bytes, where the store computed it from them when it took them and tells it. */
  readonly sha256?: string
}

export interface StoredObject {
  readonly body: Uint8Array
  readonly etag: string
}

/** Bytes to be written, whole or as a stream. */
export type Body = Uint8Array | AsyncIterable<Uint8Array>

export type PutResult =
  | { readonly kind: 'written'; readonly etag: string }
  /** The condition did not hold: the object exists already, or has another etag. Nothing was written. */
  | { readonly kind: 'refused' }

/**
 * The lake as a set of objects. Writes are whole or not at all: a reader sees the old object or the new one, also after a
 * crash. The two conditional writes are atomic against every other process.
 */
export interface ObjectStore {
  /** The root as a person writes it, for messages: a folder or `s3://bucket/prefix`. */
  readonly root: string
  get(key: Key): Promise<StoredObject | undefined>
  head(key: Key): Promise<ObjectHead | undefined>
  /** Reads an object in pieces, from byte `start` (inclusive) to `end` (exclusive) when given. Throws LAKE_OBJECT_MISSING. */
  stream(
    key: Key,
    range?: { readonly start: number; readonly end: number },
  ): AsyncIterable<Uint8Array>
  /** Objects whose key starts with `prefix`, in order of their keys (by UTF-8 bytes). */
  list(prefix: string): AsyncIterable<ObjectHead>
  /** Creates the object; of any number of writers exactly one succeeds. */
  putIfAbsent(key: Key, body: Body): Promise<PutResult>
  /** Replaces the object if it still has `etag`; of any number of writers exactly one succeeds. */
  putIfMatch(key: Key, body: Body, etag: string): Promise<PutResult>
  /** Moves a finished object to a key that must be free; refused when it is taken, and `from` is then left. */
  adopt(from: Key, to: Key): Promise<PutResult>
  /** Removes the object; removing what is not there is no error. Only `gc` and staging clean-up call it. */
  delete(key: Key): Promise<void>
  /** Where the SQL engine finds the object: an absolute path or an s3:// address. */
  location(key: Key): string
}
