import { createReadStream, type Dirent } from 'node:fs'
import { access, constants, readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { Files, OutsideFile, Scratch } from '../../contracts/ports/files.ts'
import { decompress } from './decompress.ts'
import { hasCode } from './fs-errors.ts'
import { openScratch, sweepScratch } from './scratch.ts'

const pieceBytes = 256 * 1024

/** Files of this machine outside the lake. Symbolic links are followed: whoever handed over the path chose them. */
export class LocalFiles implements Files {
  #swept = false

  async find(path: string): Promise<readonly OutsideFile[]> {
    const absolute = resolve(path)
    const stats = await reading(absolute, () => stat(absolute))
    if (stats.isFile()) return [await this.#readable(absolute, stats.size)]
    if (!stats.isDirectory()) throw unreadable(absolute, 'it is neither a file nor a folder')
    return await this.#inFolder(absolute)
  }

  async *read(path: string): AsyncIterable<Uint8Array> {
    try {
      yield* createReadStream(path, { highWaterMark: pieceBytes })
    } catch (error) {
      throw readFailure(path, error)
    }
  }

  async text(path: string): Promise<string | undefined> {
    try {
      return utf8(path, await readFile(path))
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined
      throw readFailure(path, error)
    }
  }

  async tree(folder: string): Promise<readonly string[]> {
    const entries = await visible(folder)
    const paths = await Promise.all(entries.map((entry) => this.#below(folder, entry)))
    return paths.flat().sort()
  }

  decompress(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    return decompress(bytes)
  }

  async scratch(): Promise<Scratch> {
    if (!this.#swept) await sweepScratch()
    this.#swept = true
    return await openScratch()
  }

  async #inFolder(folder: string): Promise<readonly OutsideFile[]> {
    const files: OutsideFile[] = []
    for (const { name } of await reading(folder, () => visible(folder))) {
      const path = join(folder, name)
      const stats = await stat(path).catch(() => undefined)
      if (stats?.isFile()) files.push(await this.#readable(path, stats.size))
    }
    return files.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async #below(folder: string, entry: Dirent): Promise<readonly string[]> {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return (await this.tree(path)).map((inner) => `${entry.name}/${inner}`)
    const stats = await stat(path).catch(() => undefined)
    return stats?.isFile() ? [entry.name] : []
  }

  async #readable(path: string, bytes: number): Promise<OutsideFile> {
    await reading(path, () => access(path, constants.R_OK))
    return Object.freeze({ path, name: basename(path), bytes })
  }
}

const visible = async (folder: string) => {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter(({ name }) => !name.startsWith('.'))
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw readFailure(folder, error)
  }
}

async function reading<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw readFailure(path, error)
  }
}

function utf8(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw unreadable(path, 'it is not text in UTF-8', error)
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links lead in a circle',
  EIO: 'the disk reported a fault',
  ENAMETOOLONG: 'its name is longer than the file system allows',
}

/** What a failed read means to a person; errors of other kinds come back as they are. */
function readFailure(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  if (hasCode(error, 'ENOENT', 'ENOTDIR'))
    return new ProductError('SOURCE_FILE_MISSING', {
      message: `There is no file or folder "${path}".`,
      cause: error,
    })
  const reason = reasons[String(error.code)]
  return reason === undefined ? error : unreadable(path, reason, error)
}

const unreadable = (path: string, reason: string, cause?: unknown) =>
  new ProductError('SOURCE_FILE_UNREADABLE', {
    message: `"${path}" cannot be read: ${reason}.`,
    cause,
  })
