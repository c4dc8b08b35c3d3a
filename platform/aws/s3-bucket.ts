import {
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { type S3Call, s3Error } from './s3-errors.ts'
import { Patience, type RetryPolicy } from './s3-patience.ts'
import { statusOf, troubleOf } from './s3-trouble.ts'

export type S3Sender = Pick<S3Client, 'send'>

export interface S3BucketOptions {
  readonly bucket: string
  readonly client: S3Sender
  readonly retry: RetryPolicy
  /** Fetches fresh credentials, whatever the age of the ones at hand. */
  readonly refresh: () => Promise<unknown>
}

/** One bucket and the way requests to it are repeated. Keys here are whole keys of the bucket. */
export class S3Bucket {
  readonly name: string
  readonly #client: S3Sender
  readonly #options: S3BucketOptions
  #seen = false

  constructor(options: S3BucketOptions) {
    this.name = options.bucket
    this.#client = options.client
    this.#options = options
  }

  /** Sends one request, once. */
  get send(): S3Client['send'] {
    return this.#client.send.bind(this.#client) as S3Client['send']
  }

  patience(): Patience {
    return new Patience(this.#options.retry, this.#options.refresh)
  }

  call(action: string, key: string, changed?: string): S3Call {
    const address = `s3://${this.name}/${key}`
    return changed === undefined ? { action, address } : { action, address, changed }
  }

  /** Work that may be repeated without harm, until it succeeds or there is no hope. Throws ProductErrors. */
  async persist<T>(call: S3Call, work: () => Promise<T>): Promise<T> {
    const patience = this.patience()
    for (;;) {
      try {
        return await work()
      } catch (error) {
        await patience.again(error).catch((last) => {
          throw s3Error(call, last)
        })
      }
    }
  }

  /** The same for an object that may not be there. */
  async find<T>(call: S3Call, work: () => Promise<T>): Promise<T | undefined> {
    return await this.persist(call, async () => {
      try {
        return await work()
      } catch (error) {
        if (troubleOf(error) !== 'absent') throw error
        return undefined
      }
    })
  }

  async head(key: string, version?: string): Promise<HeadObjectCommandOutput | undefined> {
    const at = { Bucket: this.name, Key: key, ChecksumMode: 'ENABLED' } as const
    const which = version === undefined ? at : { ...at, VersionId: version }
    const found = await this.find(this.call('GetObject', key), async () => {
      try {
        return await this.send(new HeadObjectCommand(which))
      } catch (error) {
        throw await this.#spelledOut(which, error)
      }
    })
    if (found === undefined) await this.#checkBucket()
    return found
  }

  /** The answer to a HEAD has no body and so no reason; a read of one byte is refused for the same reason and says it. */
  async #spelledOut(at: { Bucket: string; Key: string }, error: unknown): Promise<unknown> {
    if (![400, 403].includes(statusOf(error) ?? 0)) return error
    return await this.send(new GetObjectCommand({ ...at, Range: 'bytes=0-0' })).then(
      () => error,
      (reason: unknown) => reason,
    )
  }

  /** "Not found" may mean the bucket; asked once, as long as nothing was found in it. */
  async #checkBucket(): Promise<void> {
    if (this.#seen) return
    await this.persist(this.call('ListBucket', ''), async () => {
      try {
        await this.send(new HeadBucketCommand({ Bucket: this.name }))
      } catch (error) {
        if (statusOf(error) === 404)
          throw Object.assign(new Error('no such bucket'), { name: 'NoSuchBucket' })
        // Whoever may not ask for the bucket may still use the objects in it.
        if (statusOf(error) !== 403) throw error
      }
    })
    this.#seen = true
  }
}
