import { pipeline, Readable, type Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { ByteReader } from './byte-reader.ts'
import {
  frameBytes,
  isSkippableFrame,
  isZstdFrame,
  nextFrame,
  ZstdFormatError,
} from './zstd-frames.ts'

type Bytes = AsyncIterable<Uint8Array>

/** Decompresses gzip and Zstandard, known by their first bytes; anything else passes through as it is. */
export async function* decompress(bytes: Bytes): Bytes {
  const reader = new ByteReader(bytes)
  try {
    const head = await reader.upTo(4)
    reader.unread(head)
    if (isGzip(head)) yield* told('gzip', expand(reader.rest(), createGunzip()))
    else if (isZstdFrame(head) || isSkippableFrame(head)) yield* told('Zstandard', zstd(reader))
    else yield* reader.rest()
  } finally {
    await reader.close()
  }
}

const isGzip = ([a, b]: Uint8Array) => a === 0x1f && b === 0x8b

async function* zstd(reader: ByteReader): Bytes {
  while (await nextFrame(reader)) yield* expand(frameBytes(reader), createZstdDecompress())
}

function expand(bytes: Bytes, decompressor: Transform): Bytes {
  // The callback keeps a failure from being thrown twice: whoever reads the decompressor gets it.
  return pipeline(Readable.from(bytes, { objectMode: false }), decompressor, () => {})
}

async function* told(format: string, bytes: Bytes): Bytes {
  try {
    yield* bytes
  } catch (error) {
    if (!isDamage(error)) throw error
    throw new ProductError('SOURCE_FILE_UNREADABLE', {
      message: `The ${format} data is damaged or cut short: ${error.message}.`,
      cause: error,
    })
  }
}

/** What zlib and Zstandard say of damaged data; a failure to get at the bytes has other codes. */
const isDamage = (error: unknown): error is Error =>
  error instanceof ZstdFormatError ||
  (error instanceof Error && 'code' in error && /^(Z_|ZSTD_)/.test(String(error.code)))
