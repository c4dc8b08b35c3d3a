import { TextDecoder } from 'node:util'
import { ProductError } from '../../contracts/errors/product-error.ts'

export type Encoding = 'utf-8' | 'utf-16' | 'latin-1'

/** The encoding that a byte order mark tells, and the mark's length. */
export function byteOrderMark(
  head: Uint8Array,
): { readonly label: string; readonly bytes: number } | undefined {
  const [a, b, c, d] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return { label: 'utf-8', bytes: 3 }
  if (a === 0xff && b === 0xfe && !(c === 0 && d === 0 && head.length >= 4))
    return { label: 'utf-16le', bytes: 2 }
  if (a === 0xfe && b === 0xff) return { label: 'utf-16be', bytes: 2 }
  return undefined
}

/**
 * The text in UTF-8 without a byte order mark. A mark says more than a declaration. UTF-8 is handed on as it is, right or wrong;
 * UTF-16 that is damaged throws SOURCE_ENCODING_INVALID. Latin-1 is read as Windows-1252, which holds all its printable characters.
 */
export async function* transcode(
  bytes: AsyncIterable<Uint8Array>,
  declared: Encoding | undefined,
  file: string,
): AsyncGenerator<Uint8Array> {
  let label: string | undefined
  let decoder: TextDecoder | undefined
  for await (const piece of withHead(bytes)) {
    let rest = piece
    if (label === undefined) {
      const mark = byteOrderMark(piece)
      label = mark?.label ?? decoderLabels[declared ?? 'utf-8']
      rest = piece.subarray(mark?.bytes ?? 0)
      if (label !== 'utf-8') decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true })
    }
    yield decoder === undefined ? rest : Buffer.from(decode(decoder, rest, file))
  }
  if (decoder !== undefined) yield Buffer.from(decode(decoder, undefined, file))
}

const decoderLabels = { 'utf-8': 'utf-8', 'utf-16': 'utf-16le', 'latin-1': 'windows-1252' } as const

function decode(decoder: TextDecoder, bytes: Uint8Array | undefined, file: string): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
  } catch (cause) {
    throw new ProductError('SOURCE_ENCODING_INVALID', {
      message: `${file} is not valid ${decoder.encoding.toUpperCase()}. Nothing of it was taken in.`,
      cause,
    })
  }
}

/** The same bytes, with at least four in the first piece if there are that many. */
async function* withHead(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0)
  for await (const piece of bytes) {
    if (head === undefined) yield piece
    else {
      head = Buffer.concat([head, piece])
      if (head.length < 4) continue
      yield head
      head = undefined
    }
  }
  if (head !== undefined && head.length > 0) yield head
}
