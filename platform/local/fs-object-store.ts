import { closeSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { checkKey, checkPrefix, keyInvalid } from '../../contracts/object-key.ts'
import type {
  Body,
  Key,
  ObjectHead,
  ObjectStore,
  PutResult,
  StoredObject,
} from '../../contracts/ports/object-store.ts'
import { type Guard, sealFile, sweepAside, writeAside } from './aside-file.ts'
import { claim, currentFile, type Place, remove, replace } from './fs-commit.ts'
import { readError, writeError } from './fs-errors.ts'
import { type FoundFile, openFile, readRange, readWhole } from './fs-file.ts'
import { listFolder } from './fs-list.ts'
import { asideFolder, generationsFolder, pathBelow } from './fs-paths.ts'
import { isGenerationName, showLastGeneration } from './generations.ts'

/**
 * A lake in a folder. Every write is one `link` of a finished file to a name that must be free, which exactly one of any
 * number of processes wins; there are no locks. Replaced objects keep a chain of generations in `.generations`
 * (docs/decisions/0005-local-store-generations.md).
 *
 * @example
 * const store = new FsObjectStore('lake')
 * await store.putIfAbsent('registry/note.json', Buffer.from('{}'))
 */
export class FsObjectStore implements ObjectStore {
  readonly root: string
  readonly #folder: string
  readonly #aside: string
  #swept = false

  constructor(root: string) {
    this.root = root
    this.#folder = resolve(root)
    this.#aside = join(this.#folder, asideFolder)
  }

  async get(key: Key): Promise<StoredObject | undefined> {
    const found = this.#open(key)
    if (found === undefined) return undefined
    try {
      return { body: await readWhole(found), etag: found.etag }
    } catch (error) {
      throw readError(this.root, key, error)
    } finally {
      closeSync(found.file)
    }
  }

  async head(key: Key): Promise<ObjectHead | undefined> {
    const found = this.#open(key)
    if (found === undefined) return undefined
    closeSync(found.file)
    return { key, bytes: found.bytes, etag: found.etag }
  }

  async *stream(
    key: Key,
    range?: { readonly start: number; readonly end: number },
  ): AsyncIterable<Uint8Array> {
    const found = this.#open(key)
    if (found === undefined) throw this.#missing(key)
    try {
      yield* readRange(found, range)
    } catch (error) {
      throw readError(this.root, key, error)
    } finally {
      closeSync(found.file)
    }
  }

  async *list(prefix: string): AsyncIterable<ObjectHead> {
    checkPrefix(prefix)
    try {
      yield* listFolder(this.#folder, prefix)
    } catch (error) {
      throw readError(this.root, prefix, error)
    }
  }

  async putIfAbsent(key: Key, body: Body): Promise<PutResult> {
    const place = this.#place(key)
    if (currentFile(place) !== undefined) return refused
    return await this.#put(place, body, (finished) => claim(place, finished))
  }

  async putIfMatch(key: Key, body: Body, etag: string): Promise<PutResult> {
    const place = this.#place(key)
    if (currentFile(place)?.etag !== etag) return refused
    return await this.#put(place, body, (finished) => replace(place, finished, etag))
  }

  async adopt(from: Key, to: Key): Promise<PutResult> {
    const source = this.#place(from)
    const place = this.#place(to)
    const finished = currentFile(source)
    if (finished === undefined) throw this.#missing(from)
    if (currentFile(place) !== undefined) return refused
    return await this.#guard(to)(async () => {
      await sealFile(finished.path)
      const etag = await claim(place, finished.path)
      if (etag !== undefined) remove(source)
      return result(etag)
    })
  }

  async delete(key: Key): Promise<void> {
    const place = this.#place(key)
    await this.#guard(key)(() => remove(place))
  }

  location(key: Key): string {
    const place = this.#place(key)
    try {
      showLastGeneration(place.chain, place.file, place.aside)
      return place.file
    } catch {
      // A lake that may only be read keeps what a killed writer did not show in its chain.
      return currentFile(place)?.path ?? place.file
    }
  }

  #place(key: Key): Place {
    checkKey(key)
    const segments = key.split('/')
    if (segments[0] === asideFolder || segments[0] === generationsFolder)
      throw keyInvalid(key, `"${segments[0]}" belongs to the store itself`)
    if (segments.some(isGenerationName)) throw keyInvalid(key, 'it is named like a generation')
    try {
      const file = pathBelow(this.#folder, key)
      const chain = pathBelow(this.#folder, `${generationsFolder}/${key}`)
      return { key, file, chain, aside: this.#aside }
    } catch (error) {
      throw readError(this.root, key, error)
    }
  }

  #open(key: Key): FoundFile | undefined {
    const place = this.#place(key)
    try {
      const current = currentFile(place)
      return current && openFile(current.path)
    } catch (error) {
      throw readError(this.root, key, error)
    }
  }

  async #put(
    place: Place,
    body: Body,
    commit: (finished: string) => Promise<string | undefined>,
  ): Promise<PutResult> {
    this.#sweepOnce()
    const guard = this.#guard(place.key)
    const finished = await writeAside(this.#aside, body, guard)
    try {
      return result(await guard(() => commit(finished)))
    } finally {
      rmSync(finished, { force: true })
    }
  }

  #sweepOnce(): void {
    if (!this.#swept) sweepAside(this.#aside)
    this.#swept = true
  }

  /** Tells a failure of the disk in words of the lake. */
  #guard(key: Key): Guard {
    return async (work) => {
      try {
        return await work()
      } catch (error) {
        throw writeError(this.root, key, error)
      }
    }
  }

  #missing(key: Key): ProductError {
    return new ProductError('LAKE_OBJECT_MISSING', {
      message: `"${key}" is not in the lake ${this.root}.`,
      data: { key },
    })
  }
}

const refused: PutResult = Object.freeze({ kind: 'refused' })

const result = (etag: string | undefined): PutResult =>
  etag === undefined ? refused : { kind: 'written', etag }
