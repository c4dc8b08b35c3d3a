import { lstatSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { keyInvalid } from '../../contracts/object-key.ts'
import { syncFolders } from './aside-file.ts'
import { hasCode } from './fs-errors.ts'
import { etagOf } from './fs-file.ts'
import { isFolder, makeFolder, removeEmptyFolders, statsOf } from './fs-paths.ts'
import {
  appendDeletion,
  appendGeneration,
  beganWith,
  beginChain,
  type Generation,
  lastGeneration,
  linkUnlessTaken,
  showLastGeneration,
} from './generations.ts'

/** Where one object lies. */
export interface Place {
  readonly key: string
  /** Where people and the SQL engine see the object. */
  readonly file: string
  /** The folder of its generations, once it has been replaced. */
  readonly chain: string
  /** Folder for files that have no name yet. */
  readonly aside: string
}

export interface Current {
  readonly path: string
  readonly etag: string
}

/** The file that holds the object now. Without a chain that is the file at the key; with one, its end decides. */
export function currentFile(place: Place): Current | undefined {
  const last = lastGeneration(place.chain)
  if (last?.deleted) return undefined
  const path = last?.path ?? place.file
  const stats = statsOf(path)
  return stats?.isFile() ? { path, etag: etagOf(stats) } : undefined
}

/** Gives a finished file the name of an object that does not exist; the new etag, or undefined when another was first. */
export async function claim(place: Place, finished: string): Promise<string | undefined> {
  const changed = makeParent(place)
  const linked = linkFree(place, finished)
  const last = lastGeneration(place.chain)
  // The chain may have begun with this very file since it was linked; any other chain knows nothing of it.
  const won =
    last === undefined || (linked && beganWith(place.chain, finished))
      ? linked
      : revive(place, last, finished)
  if (!won) return undefined
  const etag = etagOf(lstatSync(finished, { bigint: true }))
  await syncFolders([...changed, dirname(place.file), ...(last === undefined ? [] : [place.chain])])
  return etag
}

function makeParent(place: Place): readonly string[] {
  try {
    return makeFolder(dirname(place.file))
  } catch (error) {
    if (!hasCode(error, 'EEXIST', 'ENOTDIR')) throw error
    throw keyInvalid(place.key, 'an object has the name of one of its folders', error)
  }
}

function linkFree(place: Place, finished: string): boolean {
  for (;;) {
    const result = linkUnlessTaken(finished, place.file)
    if (result === 'linked') return true
    if (result === 'missing') remakeParent(place, finished)
    else if (!isFolder(place.file)) return false
    else if (!removeEmptyFolders(place.file))
      throw keyInvalid(place.key, `there are objects below "${place.key}/"`)
  }
}

/** The folder went, cleared as empty by a writer of its name; or the file to be adopted did. */
function remakeParent(place: Place, finished: string): void {
  if (statsOf(finished) === undefined)
    throw new ProductError('LAKE_OBJECT_MISSING', {
      message: `The file for "${place.key}" was gone before it could be put in place: another process took it.`,
    })
  makeParent(place)
}

function revive(place: Place, last: Generation, finished: string): boolean {
  const won = last.deleted && appendGeneration(place.chain, last, finished)
  showLastGeneration(place.chain, place.file, place.aside)
  return won
}

/** Replaces the object if it still has the etag; the new etag, or undefined when it has not. */
export async function replace(
  place: Place,
  finished: string,
  etag: string,
): Promise<string | undefined> {
  const changed = beginChain(place.chain, place.file)
  const last = lastGeneration(place.chain)
  if (last === undefined || currentFile(place)?.etag !== etag) return undefined
  if (last.deleted || !appendGeneration(place.chain, last, finished)) return undefined
  await syncFolders([...changed, place.chain])
  showLastGeneration(place.chain, place.file, place.aside)
  return etagOf(lstatSync(finished, { bigint: true }))
}

/** Removes the object. First the name, then the chain: whoever begins a chain meanwhile is seen, or finds no file. */
export function remove(place: Place): void {
  unlinkFile(place.file)
  for (;;) {
    const last = lastGeneration(place.chain)
    if (last === undefined) return
    if (last.deleted || appendDeletion(place.chain, last)) break
  }
  showLastGeneration(place.chain, place.file, place.aside)
}

function unlinkFile(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR') && !isFolder(path)) throw error
  }
}
