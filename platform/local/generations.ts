import { randomUUID } from 'node:crypto'
import { type Dirent, linkSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hasCode } from './fs-errors.ts'
import { makeFolder, statsOf } from './fs-paths.ts'

/** One life stage of an object that was replaced or is gone: a file with its content, or a folder where it was deleted. */
export interface Generation {
  readonly number: number
  readonly path: string
  readonly deleted: boolean
}

const nameOf = (number: number) => `${String(number).padStart(9, '0')}.generation`
const namePattern = /^\d{9}\.generation$/

/** Names that no segment of a key may have, because a chain uses them. */
export const isGenerationName = (segment: string): boolean => namePattern.test(segment)

/** The last generation in a chain, or undefined when the object was never replaced. */
export function lastGeneration(chain: string): Generation | undefined {
  const entries = readChain(chain).filter((entry) => namePattern.test(entry.name))
  if (entries.length === 0) return undefined
  const last = entries.reduce((a, b) => (a.name > b.name ? a : b))
  const number = Number.parseInt(last.name, 10)
  return { number, path: join(chain, last.name), deleted: last.isDirectory() }
}

function readChain(chain: string): readonly Dirent[] {
  // Most objects have no chain, and looking first costs a tenth of an error.
  if (statsOf(chain) === undefined) return []
  try {
    return readdirSync(chain, { withFileTypes: true })
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}

/** Begins the chain with the file at the key, if there is one, as generation 1. Returns the folders to be synced. */
export function beginChain(chain: string, file: string): readonly string[] {
  if (lastGeneration(chain) !== undefined) return []
  if (statsOf(file) === undefined) return []
  const changed = makeFolder(chain)
  linkUnlessTaken(file, join(chain, nameOf(1)))
  return changed
}

/** Makes the finished file the generation after `last`; false when another writer was first. */
export const appendGeneration = (chain: string, last: Generation, file: string): boolean =>
  linkUnlessTaken(file, join(chain, nameOf(last.number + 1))) === 'linked'

/** Marks the object deleted after `last`; false when another writer was first. */
export function appendDeletion(chain: string, last: Generation): boolean {
  try {
    mkdirSync(join(chain, nameOf(last.number + 1)))
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Whether a chain began with this very file. */
export function beganWith(chain: string, file: string): boolean {
  const first = statsOf(join(chain, nameOf(1)))
  return first !== undefined && first.ino === statsOf(file)?.ino
}

/**
 * Shows the last generation at the key's own path, for people and for the SQL engine; the store itself goes by the chain.
 * A slower writer may show an older one after a faster: so each looks again after it has shown.
 */
export function showLastGeneration(chain: string, file: string, aside: string): void {
  for (;;) {
    const last = lastGeneration(chain)
    if (last === undefined || isShown(last, file)) return
    if (last.deleted) rmSync(file, { force: true })
    else replaceByLink(last.path, file, aside)
  }
}

function isShown(last: Generation, file: string): boolean {
  const shown = statsOf(file)
  // A folder of that name holds objects that came after the deletion.
  if (last.deleted) return shown?.isFile() !== true
  return shown?.ino === statsOf(last.path)?.ino
}

function replaceByLink(from: string, to: string, aside: string): void {
  const temporary = join(aside, randomUUID())
  makeFolder(dirname(to))
  makeFolder(aside)
  linkSync(from, temporary)
  renameSync(temporary, to)
  // Renaming a link over another link of the same file leaves both.
  rmSync(temporary, { force: true })
}

/** The one atomic step of every write: the name is taken by exactly one writer. */
export function linkUnlessTaken(from: string, to: string): 'linked' | 'taken' | 'missing' {
  try {
    linkSync(from, to)
    return 'linked'
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return 'taken'
    if (hasCode(error, 'ENOENT')) return 'missing'
    throw error
  }
}
