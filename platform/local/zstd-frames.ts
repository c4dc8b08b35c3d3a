import type { ByteReader } from './byte-reader.ts'

/** The data does not follow the Zstandard format (RFC 8878). */
export class ZstdFormatError extends Error {
  override readonly name = 'ZstdFormatError'
}

export const isZstdFrame = ([a, b, c, d]: Uint8Array): boolean =>
  a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd
export const isSkippableFrame = ([a, b, c, d]: Uint8Array): boolean =>
  a !== undefined && a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18

/**
 * Moves to the next frame that has content; false at the end. A file may be any number of frames one after another, and
 * Node's decompressor silently stops after the first.
 */
export async function nextFrame(reader: ByteReader): Promise<boolean> {
  for (;;) {
    const magic = await reader.upTo(4)
    if (magic.length === 0) return false
    if (isSkippableFrame(magic)) {
      await skip(reader, littleEndian(await exactly(reader, 4)))
    } else if (isZstdFrame(magic)) {
      reader.unread(magic)
      return true
    } else throw new ZstdFormatError('something else follows the compressed data')
  }
}

/** The bytes of one frame, from its magic number to its checksum. Ends early where the stream does. */
export async function* frameBytes(reader: ByteReader): AsyncIterable<Uint8Array> {
  const start = await reader.upTo(5)
  yield start
  const descriptor = start[4] ?? 0
  yield* reader.take(headerLength(descriptor))
  for (let last = false; !last; ) {
    const header = await reader.upTo(3)
    yield header
    if (header.length < 3) return
    yield* reader.take(blockLength(littleEndian(header)))
    last = (header[0]! & 1) === 1
  }
  if ((descriptor >> 2) & 1) yield* reader.take(4)
}

/** Length of the window descriptor, the dictionary id and the content size that follow the descriptor byte. */
function headerLength(descriptor: number): number {
  const isSingleSegment = (descriptor >> 5) & 1
  const dictionaryId = [0, 1, 2, 4][descriptor & 3]!
  const contentSize = [isSingleSegment, 2, 4, 8][descriptor >> 6]!
  return 1 - isSingleSegment + dictionaryId + contentSize
}

/** A block of one repeated byte holds that byte only; the others hold as many bytes as they say. */
function blockLength(header: number): number {
  const repeated = 1
  return ((header >> 1) & 3) === repeated ? 1 : header >> 3
}

async function exactly(reader: ByteReader, length: number): Promise<Uint8Array> {
  const bytes = await reader.upTo(length)
  if (bytes.length < length) throw new ZstdFormatError('unexpected end of file')
  return bytes
}

async function skip(reader: ByteReader, length: number): Promise<void> {
  let skipped = 0
  for await (const piece of reader.take(length)) skipped += piece.length
  if (skipped < length) throw new ZstdFormatError('unexpected end of file')
}

const littleEndian = (bytes: Uint8Array): number =>
  bytes.reduce((number, byte, index) => number + byte * 256 ** index, 0)
