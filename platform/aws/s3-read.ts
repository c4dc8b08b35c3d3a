import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { S3Bucket } from './s3-bucket.ts'
import { s3Error } from './s3-errors.ts'
import { type S3Version, versionOf } from './s3-etag.ts'
import { statusOf } from './s3-trouble.ts'

export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** An object that was opened: its version, the first byte wanted and the byte after the last, and what has come so far. */
export interface Opened {
  readonly version: S3Version
  readonly start: number
  readonly end: number
  readonly pieces: AsyncIterable<Uint8Array>
}

/** Opens an object, or a range of it; undefined when it is not there. */
export async function openObject(
  bucket: S3Bucket,
  key: string,
  range?: ByteRange,
): Promise<Opened | undefined> {
  const answer = await bucket.find(bucket.call('GetObject', key), () => ask(bucket, key, range))
  if (answer === undefined) return undefined
  const version = versionOf(answer)
  const length = answer.ContentLength ?? 0
  const start = range?.start ?? 0
  const opened = { version, start, end: start + length }
  return { ...opened, pieces: piecesOf(bucket, key, opened, answer) }
}

/** What lies between a range's ends; past the end of the object there is nothing. */
async function ask(
  bucket: S3Bucket,
  key: string,
  range: ByteRange | undefined,
  pinned: { VersionId?: string; IfMatch?: string } = {},
): Promise<GetObjectCommandOutput> {
  const at = { Bucket: bucket.name, Key: key, ...pinned }
  if (range === undefined)
    return await bucket.send(new GetObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
  try {
    const Range = `bytes=${range.start}-${range.end - 1}`
    return await bucket.send(new GetObjectCommand({ ...at, Range }))
  } catch (error) {
    if (statusOf(error) !== 416) throw error
    return { ContentLength: 0, $metadata: {} }
  }
}

/** The pieces of one version. A body that is cut goes on where it stopped, in the same version. */
async function* piecesOf(
  bucket: S3Bucket,
  key: string,
  { version, start, end }: Omit<Opened, 'pieces'>,
  first: GetObjectCommandOutput,
): AsyncGenerator<Uint8Array> {
  const patience = bucket.patience()
  let answer: GetObjectCommandOutput | undefined = first
  let at = start
  for (;;) {
    try {
      answer ??= await ask(bucket, key, { start: at, end }, pin(version))
      for await (const piece of bodyOf(answer)) {
        at += piece.length
        patience.renew()
        yield piece
      }
      if (at === end) return
      throw Object.assign(new Error('the body ended too early'), { code: 'ECONNRESET' })
    } catch (error) {
      if (at === end) throw damaged(bucket, key, error)
      await patience.again(error).catch((last) => {
        throw s3Error(bucket.call('GetObject', key), last)
      })
      answer = undefined
    }
  }
}

const bodyOf = (answer: GetObjectCommandOutput): AsyncIterable<Uint8Array> =>
  (answer.Body ?? noBytes()) as AsyncIterable<Uint8Array>

async function* noBytes(): AsyncGenerator<Uint8Array> {}

const pin = ({ tag, version }: S3Version) =>
  version === 'null' ? { IfMatch: `"${tag}"` } : { VersionId: version, IfMatch: `"${tag}"` }

const damaged = (bucket: S3Bucket, key: string, cause: unknown): ProductError =>
  new ProductError('LAKE_FILE_DAMAGED', {
    message: `s3://${bucket.name}/${key} does not have the checksum it was stored with.`,
    cause,
    data: { key },
  })
