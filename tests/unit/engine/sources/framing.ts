import type { CsvDialect } from '../../../../engine/sources/csv-dialect.ts'
import { type FrameCounts, frameCsv, noCounts } from '../../../../engine/sources/frame-csv.ts'
import { frameJson } from '../../../../engine/sources/frame-json.ts'
import type { Reject } from '../../../../engine/sources/reject.ts'

export const commaDialect: CsvDialect = {
  delimiter: ',',
  quote: '"',
  escape: '"',
  newline: 'lf',
  header: true,
  skip: 0,
}

export interface Framed {
  /** Line and text of each record. */
  readonly records: readonly (readonly [line: number, text: string])[]
  readonly rejects: readonly Reject[]
  readonly counts: FrameCounts
}

/** Pieces of a text, `size` bytes each. */
export async function* pieces(text: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export async function framedCsv(
  text: string | Buffer,
  width: number,
  dialect: Partial<CsvDialect> = {},
  pieceSize = 1 << 20,
): Promise<Framed> {
  const full = { ...commaDialect, ...dialect }
  return collect(full.delimiter, (counts, reject) =>
    frameCsv(pieces(text, pieceSize), { dialect: full, width, counts, reject }),
  )
}

export async function framedJson(text: string | Buffer, pieceSize = 1 << 20): Promise<Framed> {
  return collect('\t', (counts, reject) => frameJson(pieces(text, pieceSize), { counts, reject }))
}

async function collect(
  delimiter: string,
  frame: (counts: FrameCounts, reject: (row: Reject) => undefined) => AsyncIterable<Uint8Array>,
): Promise<Framed> {
  const counts = noCounts()
  const rejects: Reject[] = []
  const blocks: Uint8Array[] = []
  const reject = (row: Reject): undefined => {
    rejects.push(row)
  }
  for await (const block of frame(counts, reject)) blocks.push(Buffer.from(block))
  return { records: readFrames(Buffer.concat(blocks), delimiter, counts.records), rejects, counts }
}

/** Reads frames back by their offsets, which are thereby checked. */
function readFrames(bytes: Buffer, delimiter: string, count: number): [number, string][] {
  const records: [number, string][] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    const lineEnd = bytes.indexOf(delimiter, at)
    const line = Number(bytes.toString('latin1', at, lineEnd))
    const offsetEnd = bytes.indexOf(delimiter, lineEnd + 1)
    const offset = Number(bytes.toString('latin1', lineEnd + 1, offsetEnd))
    if (offset !== offsetEnd + 1) throw new Error(`offset ${offset} at ${offsetEnd + 1}`)
    const end =
      delimiter === '\t' && bytes[offset] === 0x7b
        ? bytes.indexOf(0x0a, offset)
        : recordEnd(bytes, offset, line)
    records.push([line, bytes.toString('utf8', offset, end)])
    at = end + 1
  }
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes left over`)
  return records
}

/** The line feed outside double quotes; the text that is framed here uses no other quote. */
function recordEnd(bytes: Buffer, from: number, line: number): number {
  let quoted = false
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === 0x22) quoted = !quoted
    else if (bytes[at] === 0x0a && !quoted) return at
  }
  throw new Error(`the record of line ${line} does not end`)
}
