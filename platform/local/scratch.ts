import { lstat, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { Scratch } from '../../contracts/ports/files.ts'
import type { Body } from '../../contracts/ports/object-store.ts'
import { scratchReason } from './fs-errors.ts'

const leftoverAge = 24 * 60 * 60 * 1000
const folderPattern = /^millrace-(\d+)-/

/** A new folder in the system's folder for temporary files, named after this process. */
export async function openScratch(): Promise<Scratch> {
  const folder = await writing(() => mkdtemp(join(tmpdir(), `millrace-${process.pid}-`)))
  return Object.freeze({
    folder,
    write: (name: string, body: Body) => writeFile(folder, name, body),
    remove: () => rm(folder, { recursive: true, force: true }),
  })
}

async function writeFile(folder: string, name: string, body: Body): Promise<string> {
  if (name !== basename(name) || name === '' || name === '.' || name === '..')
    throw new Error(`"${name}" is not the name of a file in a scratch folder`)
  const path = join(folder, name)
  const file = await writing(() => open(path, 'w'))
  try {
    for await (const piece of body instanceof Uint8Array ? [body] : body)
      await writing(() => file.writeFile(piece))
  } finally {
    await file.close()
  }
  return path
}

async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const reason = scratchReason(error)
    if (reason === undefined) throw error
    throw new ProductError('LAKE_NOT_WRITABLE', {
      message: `Scratch space in ${tmpdir()} could not be written: ${reason}. The lake was not changed.`,
      hint: 'Make room there, or set TMPDIR to a folder with more.',
      cause: error,
    })
  }
}

/** Removes scratch folders that processes no longer alive left more than a day ago. */
export async function sweepScratch(): Promise<void> {
  const limit = Date.now() - leftoverAge
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const process = folderPattern.exec(name)?.[1]
    if (process === undefined || isAlive(Number(process))) continue
    const path = join(tmpdir(), name)
    const stats = await lstat(path).catch(() => undefined)
    // Another user's folder cannot be removed and is left to them.
    if (stats?.isDirectory() && stats.mtimeMs < limit)
      await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    // EPERM: it is alive and someone else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
