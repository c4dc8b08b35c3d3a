import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** One document as a segment holds it: its key below the kind's prefix, and its JSON on one line. */
export interface Line {
  readonly name: string
  readonly json: string
}

/** Bytes that are decompressed at a time: large pieces are put together faster. */
const pieceBytes = 2 ** 20

const lineEnd = 10
const tab = 9

/** Lines as bytes: name, tab, JSON, line end; zstd. Neither keys nor JSON have tabs or line ends of their own. */
export const packLines = (lines: readonly Line[]): Promise<Uint8Array> =>
  compress(Buffer.from(lines.map(({ name, json }) => `${name}\t${json}\n`).join('')))

/** The lines whose names begin with the prefix. */
export async function unpackLines(packed: Uint8Array, prefix = ''): Promise<Line[]> {
  const bytes = await decompress(packed, { chunkSize: pieceBytes })
  const wanted = Buffer.from(prefix)
  const lines: Line[] = []
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(lineEnd, from)
    if (
      prefix === '' ||
      bytes.compare(wanted, 0, wanted.length, from, from + wanted.length) === 0
    ) {
      const at = bytes.indexOf(tab, from)
      lines.push({
        name: bytes.toString('utf8', from, at),
        json: bytes.toString('utf8', at + 1, end),
      })
    }
    from = end + 1
  }
  return lines
}
