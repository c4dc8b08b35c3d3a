import { type BigIntStats, lstatSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { keyInvalid } from '../../contracts/object-key.ts'
import { hasCode } from './fs-errors.ts'

/** Folders of the store itself, at the root; no key lies in them. */
export const asideFolder = '.tmp'
export const generationsFolder = '.generations'

/**
 * The path of a key below a folder of the root. Symbolic links are not followed, wherever they lead: through one, two keys
 * could be one object, or an object could lie outside the lake.
 */
export function pathBelow(root: string, key: string): string {
  let path = root
  for (const segment of key.split('/')) {
    path = join(path, segment)
    const stats = statsOf(path)
    if (stats?.isSymbolicLink())
      throw keyInvalid(key, `${path} is a symbolic link, which a lake does not follow`)
    if (stats === undefined || stats.isFile()) break
  }
  return join(root, key)
}

/** Creates the folder if need be. Returns the folders whose entries changed, to be synced. */
export function makeFolder(folder: string): readonly string[] {
  const first = mkdirSync(folder, { recursive: true })
  if (first === undefined) return []
  const changed = [dirname(first)]
  for (let path = dirname(folder); path.length >= first.length; path = dirname(path))
    changed.push(path)
  return changed
}

/** Removes folders that hold nothing but folders; false when a file is in them. */
export function removeEmptyFolders(folder: string): boolean {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (!entry.isDirectory() || !removeEmptyFolders(join(folder, entry.name))) return false
    rmdirSync(folder)
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) return false
    throw error
  }
}

/** What lies at the path itself, or undefined when nothing does. */
export function statsOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false })
  } catch (error) {
    if (hasCode(error, 'ENOTDIR')) return undefined
    throw error
  }
}

export const isFolder = (path: string): boolean => statsOf(path)?.isDirectory() === true
