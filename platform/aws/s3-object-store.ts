import { createHash } from 'node:crypto'
import {
  DeleteObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { isProductError, ProductError } from '../../contracts/errors/product-error.ts'
import { checkKey, checkPrefix, keyInvalid } from '../../contracts/object-key.ts'
import type {
  Body,
  Key,
  ObjectHead,
  ObjectStore,
  PutResult,
  StoredObject,
} from '../../contracts/ports/object-store.ts'
import { S3Bucket } from './s3-bucket.ts'
import { type CommitResult, commit, newToken, tokenMetadata } from './s3-commit.ts'
import { etagOf, parseEtag, type S3Version, versionOf } from './s3-etag.ts'
import { currentObjects } from './s3-list.ts'
import { copyParts, type MultipartWrite, sha256, writeParts } from './s3-multipart.ts'
import type { RetryPolicy } from './s3-patience.ts'
import { partsOf } from './s3-pieces.ts'
import { openObject } from './s3-read.ts'

export interface S3ObjectStoreOptions {
  /** A bucket that keeps versions. */
  readonly bucket: string
  /** Prefix of every key, without "/" at either end. @default the whole bucket */
  readonly prefix?: string
  /** Made by `s3Client`. */
  readonly client: S3Client
  readonly retry?: RetryPolicy
  /** Bodies over this size are written in parts of it; at least 5 MiB. @default 8 MiB */
  readonly partBytes?: number
  /** Parts of one body that are under way, and in memory, at a time. @default 4 */
  readonly partsAtOnce?: number
  /** Size of the parts that `adopt` has the server copy, at most 5 GiB. @default 512 MiB */
  readonly copyBytes?: number
}

const MiB = 1024 * 1024
const longestKey = 1024

/**
 * A lake in an S3 bucket that keeps versions. Conditional writes are S3's own (`If-None-Match`, `If-Match`); each carries a
 * token, by which a writer whose answer was lost finds out whether it won (docs/decisions/0009-s3-object-store.md).
 *
 * @example
 * const store = new S3ObjectStore({ bucket: 'lake', prefix: 'prod', client: s3Client({ region: 'eu-west-1' }) })
 * await store.putIfAbsent('registry/note.json', Buffer.from('{}'))
 */
export class S3ObjectStore implements ObjectStore {
  readonly root: string
  readonly #bucket: S3Bucket
  readonly #prefix: string
  readonly #options: Required<Pick<S3ObjectStoreOptions, 'partBytes' | 'partsAtOnce' | 'copyBytes'>>

  constructor(options: S3ObjectStoreOptions) {
    const { bucket, prefix = '', client, retry = {}, ...sizes } = options
    this.root = prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`
    this.#prefix = prefix === '' ? '' : `${prefix}/`
    this.#options = { partBytes: 8 * MiB, partsAtOnce: 4, copyBytes: 512 * MiB, ...sizes }
    const refresh = () => client.config.credentials({ forceRefresh: true })
    this.#bucket = new S3Bucket({ bucket, client, retry, refresh })
  }

  async get(key: Key): Promise<StoredObject | undefined> {
    const opened = await openObject(this.#bucket, this.#name(key))
    if (opened === undefined) return undefined
    const pieces: Uint8Array[] = []
    for await (const piece of opened.pieces) pieces.push(piece)
    return { body: Buffer.concat(pieces), etag: etagOf(opened.version) }
  }

  async head(key: Key): Promise<ObjectHead | undefined> {
    const head = await this.#bucket.head(this.#name(key))
    if (head === undefined) return undefined
    const sha256 = wholeDigest(head)
    return {
      ...{ key, bytes: head.ContentLength ?? 0, etag: etagOf(versionOf(head)) },
      ...(sha256 !== undefined && { sha256 }),
    }
  }

  async *stream(
    key: Key,
    range?: { readonly start: number; readonly end: number },
  ): AsyncIterable<Uint8Array> {
    const name = this.#name(key)
    if (range !== undefined && range.end <= range.start) {
      if ((await this.#bucket.head(name)) === undefined) throw this.#missing(key)
      return
    }
    const opened = await openObject(this.#bucket, name, range)
    if (opened === undefined) throw this.#missing(key)
    yield* opened.pieces
  }

  async *list(prefix: string): AsyncIterable<ObjectHead> {
    checkPrefix(prefix)
    for await (const { key, bytes, version } of currentObjects(this.#bucket, this.#prefix + prefix))
      yield { key: key.slice(this.#prefix.length), bytes, etag: etagOf(version) }
  }

  async putIfAbsent(key: Key, body: Body): Promise<PutResult> {
    return await this.#put(this.#name(key), body)
  }

  async putIfMatch(key: Key, body: Body, etag: string): Promise<PutResult> {
    const name = this.#name(key)
    const replaces = parseEtag(etag)
    if (replaces === undefined) return refused
    const current = await this.#bucket.head(name)
    if (current === undefined || etagOf(versionOf(current)) !== etag) return refused
    return await this.#put(name, body, replaces)
  }

  async adopt(from: Key, to: Key): Promise<PutResult> {
    const source = this.#name(from)
    const key = this.#name(to)
    const result = await repeated(async () => {
      const found = await this.#bucket.head(source)
      if (found === undefined) throw this.#missing(from)
      const bytes = found.ContentLength ?? 0
      if (bytes === 0) return await this.#putWhole(key, new Uint8Array(0))
      const copied = { key: source, version: versionOf(found), bytes }
      return await copyParts(this.#bucket, this.#write(key), copied, this.#options.copyBytes)
    })
    if (result.kind === 'gone') throw this.#conflict(to)
    if (result.kind === 'written') await this.#removeAdopted(source)
    return result
  }

  async delete(key: Key): Promise<void> {
    const name = this.#name(key)
    // Deleting what is not there would leave a mark of it in the bucket's history.
    if ((await this.#bucket.head(name)) !== undefined) await this.#remove(name)
  }

  location(key: Key): string {
    return `s3://${this.#bucket.name}/${this.#name(key)}`
  }

  async #put(key: string, body: Body, replaces?: S3Version): Promise<PutResult> {
    const attempt = () => this.#putOnce(key, body, replaces)
    // A stream has been read when its upload turns out to be gone.
    const result = await (body instanceof Uint8Array ? repeated(attempt) : attempt())
    if (result.kind === 'gone') throw this.#conflict(key)
    return result
  }

  async #putOnce(key: string, body: Body, replaces?: S3Version): Promise<CommitResult> {
    const parts = partsOf(body, (part) => partSize(this.#options.partBytes, part))
    const [first, second] = [await parts.next(), await parts.next()]
    const isShort = second.done === true && !isSame(first.value, replaces)
    if (isShort) return await this.#putWhole(key, first.value ?? Buffer.alloc(0), replaces)
    // Nobody waits for an upload of gigabytes to be told that the key was taken all along.
    if (replaces === undefined && (await this.#bucket.head(key)) !== undefined) return refused
    return await writeParts(
      this.#bucket,
      this.#write(key, replaces),
      chained([first, second], parts),
    )
  }

  async #putWhole(key: string, Body: Uint8Array, replaces?: S3Version): Promise<CommitResult> {
    const token = newToken()
    const content = { Body, ContentLength: Body.length, ChecksumSHA256: sha256(Body) }
    const at = { Bucket: this.#bucket.name, Key: key, Metadata: tokenMetadata(token) }
    return await commit(this.#bucket, {
      key,
      token,
      ...(replaces === undefined ? {} : { replaces }),
      send: (condition) =>
        this.#bucket.send(new PutObjectCommand({ ...at, ...content, ...condition })),
    })
  }

  #write(key: string, replaces?: S3Version): MultipartWrite {
    const write = { key, hands: this.#options.partsAtOnce }
    return replaces === undefined ? write : { ...write, replaces }
  }

  async #remove(name: string): Promise<void> {
    const request = { Bucket: this.#bucket.name, Key: name }
    await this.#bucket.find(this.#bucket.call('DeleteObject', name), () =>
      this.#bucket.send(new DeleteObjectCommand(request)),
    )
  }

  /** The object has its new name; what is left of the old one harms nobody and is removed by the bucket's lifecycle. */
  async #removeAdopted(source: string): Promise<void> {
    await this.#remove(source).catch((error: unknown) => {
      if (!isProductError(error, 'LAKE_UNREACHABLE')) throw error
    })
  }

  #name(key: Key): string {
    checkKey(key)
    const name = this.#prefix + key
    if (Buffer.byteLength(name) > longestKey)
      throw keyInvalid(key, `with the prefix of the lake it is longer than ${longestKey} bytes`)
    return name
  }

  #missing(key: Key): ProductError {
    return new ProductError('LAKE_OBJECT_MISSING', {
      message: `"${key}" is not in the lake ${this.root}.`,
      data: { key },
    })
  }

  #conflict(key: string): ProductError {
    return new ProductError('LAKE_WRITE_CONFLICT', {
      message: `The upload of "${key}" to ${this.root} was ended by another request. Nothing was written.`,
      data: { key },
    })
  }
}

const refused: PutResult = Object.freeze({ kind: 'refused' })

/** What S3 computed of the whole object when it took it; of one that came in parts it knows a digest of digests only. */
const wholeDigest = ({ ChecksumSHA256, ChecksumType }: HeadObjectCommandOutput) =>
  ChecksumSHA256 === undefined || ChecksumType === 'COMPOSITE' || ChecksumSHA256.includes('-')
    ? undefined
    : Buffer.from(ChecksumSHA256, 'base64').toString('hex')

/** S3 takes 10,000 parts: they double after each thousand, so that a stream of any size fits. */
const partSize = (smallest: number, part: number): number =>
  smallest * 2 ** Math.floor(part / 1_000)

/**
 * Whether a whole write would leave the object's tag as it is, so that a second writer's condition would hold as well. As an
 * upload of one part the same bytes have another tag.
 */
const isSame = (body: Uint8Array | undefined, replaces: S3Version | undefined): boolean =>
  replaces !== undefined &&
  createHash('md5')
    .update(body ?? '')
    .digest('hex') === replaces.tag

/** The results that were taken from an iterator already, and then the rest of it. */
async function* chained<T>(
  taken: readonly IteratorResult<T, unknown>[],
  rest: AsyncIterable<T>,
): AsyncGenerator<T> {
  for (const item of taken) if (item.done !== true) yield item.value
  yield* rest
}

/** Tries again from the start while the upload disappears before it is complete. */
async function repeated(attempt: () => Promise<CommitResult>): Promise<CommitResult> {
  for (let left = 3; ; left--) {
    const result = await attempt()
    if (result.kind !== 'gone' || left === 1) return result
  }
}
