import { type BigIntStats, constants, fstatSync, openSync, read, readSync } from 'node:fs'
import { promisify } from 'node:util'
import { hasCode } from './fs-errors.ts'

const readSome = promisify(read)
const pieceBytes = 256 * 1024

export interface FoundFile {
  /** An open descriptor, to be closed by whoever asked for it. */
  readonly file: number
  readonly bytes: number
  readonly etag: string
}

/** Which content a name stands for: no two files of one key have inode, time to the microsecond and size in common. */
export const etagOf = (stats: BigIntStats): string =>
  `${stats.ino.toString(36)}-${stats.mtimeNs.toString(36)}-${stats.size.toString(36)}`

/** Opens a regular file, or gives undefined when there is none. */
export function openFile(path: string): FoundFile | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    const stats = fstatSync(file, { bigint: true })
    return { file, bytes: Number(stats.size), etag: etagOf(stats) }
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}

/** The whole content. Small files are read at once: a turn through the thread pool costs more than the read. */
export async function readWhole(found: FoundFile): Promise<Uint8Array> {
  const body = Buffer.allocUnsafeSlow(found.bytes)
  let filled = 0
  for (let got = -1; filled < body.length && got !== 0; filled += got)
    got =
      body.length <= pieceBytes
        ? readSync(found.file, body, filled, body.length - filled, filled)
        : (await readSome(found.file, body, filled, body.length - filled, filled)).bytesRead
  return body.subarray(0, filled)
}

/** The bytes from `start` to before `end`, as far as there are any, in pieces. */
export async function* readRange(
  found: FoundFile,
  range: { readonly start: number; readonly end: number } | undefined,
): AsyncIterable<Uint8Array> {
  const end = Math.min(range?.end ?? found.bytes, found.bytes)
  for (let at = range?.start ?? 0; at < end; ) {
    const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, end - at))
    const { bytesRead } = await readSome(found.file, piece, 0, piece.length, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield piece.subarray(0, bytesRead)
  }
}
