import { TextDecoder } from 'node:util'
import type { Files } from '../contracts/ports/files.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import type { Arrival } from '../contracts/records/arrival.ts'

/** Bytes of a record shown at most, and bytes of a file read at most to find it. */
const shownBytes = 4000
const readBytes = 2 ** 30

const lf = 0x0a
const cr = 0x0d

/**
 * The text of a record as it landed, from the physical line it starts on; null for Parquet, and where the record cannot be told
 * apart (several JSON objects on one line) or lies more than 1 GiB into the file. Cut at 4,000 bytes.
 */
export async function sourceLine(
  { store, files }: { readonly store: ObjectStore; readonly files: Pick<Files, 'decompress'> },
  arrival: Pick<Arrival, 'key' | 'format' | 'dialect'>,
  line: number,
): Promise<string | null> {
  if (arrival.format === 'parquet') return null
  const lineEnd = arrival.dialect.includes('lines end in CR') ? cr : lf
  const text = utf8(files.decompress(store.stream(arrival.key)))
  const bytes = await bytesFrom(text, line - 1, lineEnd)
  if (bytes === undefined) return null
  const record =
    arrival.format === 'csv'
      ? { start: 0, end: csvEnd(bytes, arrival.dialect, lineEnd) }
      : firstObject(bytes)
  return record && shown(bytes.subarray(record.start), record.end - record.start)
}

/** The text in UTF-8 where its first bytes say that it is UTF-16; any other bytes as they are, without a byte order mark. */
async function* utf8(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined
  let first = true
  for await (const piece of bytes) {
    const [a, b, c] = piece
    const mark = first && a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0
    if (first && a === 0xfe && b === 0xff) decoder = new TextDecoder('utf-16be')
    else if (first && ((a === 0xff && b === 0xfe) || b === 0)) decoder = new TextDecoder('utf-16le')
    first = false
    yield decoder === undefined
      ? Buffer.from(piece.subarray(mark))
      : Buffer.from(decoder.decode(piece, { stream: true }))
  }
}

/** What follows the given number of line ends, as far as it is shown. */
async function bytesFrom(
  pieces: AsyncIterable<Buffer>,
  linesBefore: number,
  lineEnd: number,
): Promise<Buffer | undefined> {
  let left = linesBefore
  let read = 0
  let found = Buffer.alloc(0)
  for await (const piece of pieces) {
    let at = 0
    for (; left > 0; left--) {
      const end = piece.indexOf(lineEnd, at)
      if (end === -1) break
      at = end + 1
    }
    if (left === 0) found = Buffer.concat([found, piece.subarray(at)])
    read += piece.length
    if (found.length > shownBytes || read > readBytes) break
  }
  return found.length === 0 ? undefined : found
}

/** The first line end outside quotes. */
function csvEnd(bytes: Buffer, dialect: string, lineEnd: number): number {
  const quote = /\bquote "(\\?.)"/.exec(dialect)?.[1].at(-1)?.charCodeAt(0)
  const backslash = dialect.includes('escape "\\\\"') ? 0x5c : undefined
  let quoted = false
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === backslash) at++
    else if (bytes[at] === quote) quoted = !quoted
    else if (bytes[at] === lineEnd && !quoted) return at
  }
  return bytes.length
}

/** Where the first object lies; null when a second one starts on the line on which it ends. */
function firstObject(bytes: Buffer): { readonly start: number; readonly end: number } | null {
  const text = bytes.toString('latin1')
  const start = text.indexOf('{')
  if (start === -1) return null
  const end = objectEnd(text, start)
  const rest = text.slice(end).split('\n', 1)[0]
  return rest.includes('{') ? null : { start, end }
}

function objectEnd(text: string, start: number): number {
  let depth = 0
  let inText = false
  for (let at = start; at < text.length; at++) {
    if (inText) {
      if (text[at] === '\\') at++
      else if (text[at] === '"') inText = false
    } else if (text[at] === '"') inText = true
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at + 1
  }
  return text.length
}

function shown(bytes: Buffer, end: number): string {
  const kept = bytes.subarray(0, Math.min(end, shownBytes))
  const text = decode(kept).replace(/\r$/, '')
  return end > shownBytes ? `${text.replace(/\uFFFD$/, '')}…` : text
}

/** UTF-8, or else Windows-1252, in which every byte is a character. */
function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  const damaged = text.slice(0, -1).includes('\uFFFD')
  return damaged ? new TextDecoder('windows-1252').decode(bytes) : text
}
