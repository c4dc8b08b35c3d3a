import { ProductError } from '../../contracts/errors/product-error.ts'
import { limits } from './limits.ts'

/** Passes a decompressed file through, and throws SOURCE_FILE_TOO_LARGE once it has grown out of all proportion. */
export async function* bounded(
  bytes: AsyncIterable<Uint8Array>,
  file: { readonly name: string; readonly bytes: number },
): AsyncGenerator<Uint8Array> {
  const most = Math.max(limits.inflatedBytes, file.bytes * limits.inflatedRatio)
  let seen = 0
  for await (const piece of bytes) {
    seen += piece.length
    if (seen > most) {
      throw new ProductError('SOURCE_FILE_TOO_LARGE', {
        message: `${file.name} has ${file.bytes} bytes but unpacks to more than ${most}. Nothing of it was taken in.`,
      })
    }
    yield piece
  }
}

/** The start of a stream, at least `size` bytes of it if there are that many; the stream is then left. */
export async function headOf(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
): Promise<{ head: Buffer; whole: boolean }> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of bytes) {
    pieces.push(piece)
    length += piece.length
    if (length >= size) return { head: Buffer.concat(pieces), whole: false }
  }
  return { head: Buffer.concat(pieces), whole: true }
}
