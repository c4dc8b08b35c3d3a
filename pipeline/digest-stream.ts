import { createHash } from 'node:crypto'

/** Lower-case hexadecimal SHA-256 of a stream. */
export async function digestStream(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of bytes) hash.update(piece)
  return hash.digest('hex')
}

/** Passes a stream through, and throws what `wrong` makes at its end when it does not have the digest. */
export async function* withDigest(
  bytes: AsyncIterable<Uint8Array>,
  digest: string,
  wrong: () => Error,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const piece of bytes) {
    hash.update(piece)
    yield piece
  }
  if (hash.digest('hex') !== digest) throw wrong()
}
