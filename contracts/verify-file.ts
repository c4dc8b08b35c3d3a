import { createHash } from 'node:crypto'
import { ProductError } from './errors/product-error.ts'
import type { Key, ObjectStore } from './ports/object-store.ts'

/** What was recorded of a file when it was written. */
export interface RecordedFile {
  readonly key: Key
  readonly bytes: number
  /** Lower-case hexadecimal SHA-256 of its bytes. */
  readonly sha256: string
}

export interface Verification {
  /** What the file is of, for messages: `the table "raw_review" (version 12ab)`. */
  readonly of: string
  /** What to do about a file that is not as recorded. */
  readonly hint: string
  /** size: only its size is looked at. content: its bytes are held against the digest, once a process for as long as it stays. @default content */
  readonly care?: 'size' | 'content'
}

/** Etags under which files were found sound. */
const sound = new WeakMap<ObjectStore, Map<Key, string>>()

/**
 * Holds a file against its record: a bit that flipped on a disk, or another file put in its place, would otherwise be read as
 * if nothing had happened. Throws LAKE_OBJECT_MISSING, LAKE_FILE_DAMAGED.
 */
export async function verifyFile(
  store: ObjectStore,
  file: RecordedFile,
  { of, hint, care = 'content' }: Verification,
): Promise<void> {
  const { key } = file
  const head = await store.head(key)
  if (head === undefined) {
    throw new ProductError('LAKE_OBJECT_MISSING', {
      message: `The file ${key} of ${of} is not in the lake ${store.root}.`,
      hint,
      data: { key },
    })
  }
  if (head.bytes !== file.bytes) {
    const sizes = `${head.bytes.toLocaleString('en')} bytes, not the ${file.bytes.toLocaleString('en')} that were written`
    throw damaged(key, of, `has ${sizes}`, hint)
  }
  if (care === 'size' || sound.get(store)?.get(key) === head.etag) return
  if ((head.sha256 ?? (await digest(store, key))) !== file.sha256)
    throw damaged(key, of, 'does not hold what was written', hint)
  foundSound(store, key, head.etag)
}

/** Notes that the object of this etag holds what its record will say, as its writer knows: it is not read for that again. */
export function foundSound(store: ObjectStore, key: Key, etag: string): void {
  sound.set(store, (sound.get(store) ?? new Map()).set(key, etag))
}

async function digest(store: ObjectStore, key: Key): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of store.stream(key)) hash.update(piece)
  return hash.digest('hex')
}

const damaged = (key: Key, of: string, problem: string, hint: string) =>
  new ProductError('LAKE_FILE_DAMAGED', {
    message: `The file ${key} of ${of} ${problem}. It was not read.`,
    hint,
    data: { key },
  })
