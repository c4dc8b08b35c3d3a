import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fsync,
  futimesSync,
  lstatSync,
  openSync,
  readdirSync,
  rmSync,
  write,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Body } from '../../contracts/ports/object-store.ts'
import { hasCode } from './fs-errors.ts'
import { makeFolder } from './fs-paths.ts'

const writeSome = promisify(write)
const sync = promisify(fsync)
const leftoverAge = 24 * 60 * 60 * 1000

/** Wraps each access to the disk, so that failures of the disk and failures of a body stay apart. */
export type Guard = <T>(work: () => T | Promise<T>) => Promise<T>

/** Writes a body to a new file in the folder, on the disk to the last byte. A body that throws leaves no file. */
export async function writeAside(folder: string, body: Body, guard: Guard): Promise<string> {
  const path = join(folder, randomUUID())
  const file = await guard(() => openIn(folder, path))
  try {
    for await (const piece of pieces(body)) await guard(() => writeAll(file, piece))
    await guard(() => seal(file))
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
  return path
}

function openIn(folder: string, path: string): number {
  try {
    return openSync(path, 'wx')
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
    makeFolder(folder)
    return openSync(path, 'wx')
  }
}

const pieces = (body: Body): AsyncIterable<Uint8Array> | Iterable<Uint8Array> =>
  body instanceof Uint8Array ? [body] : body

async function writeAll(file: number, piece: Uint8Array): Promise<void> {
  for (let done = 0; done < piece.length; )
    done += (await writeSome(file, piece, done, piece.length - done)).bytesWritten
}

/**
 * Puts the file on the disk, and gives it a time of modification to the microsecond: the kernel's own is as coarse as
 * 4 ms, and an object deleted and made anew within that time could get the same etag.
 */
async function seal(file: number): Promise<void> {
  const now = (performance.timeOrigin + performance.now()) / 1000
  futimesSync(file, now, now)
  await sync(file)
}

export async function sealFile(path: string): Promise<void> {
  const file = openSync(path, 'r+')
  try {
    await seal(file)
  } finally {
    closeSync(file)
  }
}

/** Puts the entries of folders on the disk. */
export async function syncFolders(folders: Iterable<string>): Promise<void> {
  for (const folder of folders) {
    const handle = openSync(folder, 'r')
    try {
      await sync(handle)
    } finally {
      closeSync(handle)
    }
  }
}

/** Removes what writers that were killed left aside more than a day ago. */
export function sweepAside(folder: string): void {
  const limit = Date.now() - leftoverAge
  for (const name of namesIn(folder)) {
    const path = join(folder, name)
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats !== undefined && stats.mtimeMs < limit) rmSync(path, { force: true, recursive: true })
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return []
    throw error
  }
}
