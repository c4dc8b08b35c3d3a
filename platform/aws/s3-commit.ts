import { randomUUID } from 'node:crypto'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { PutResult } from '../../contracts/ports/object-store.ts'
import type { S3Bucket } from './s3-bucket.ts'
import { s3Error } from './s3-errors.ts'
import { etagOf, quoted, type S3Version, versionOf } from './s3-etag.ts'
import { versionsOf } from './s3-list.ts'
import { troubleOf } from './s3-trouble.ts'

/** The condition of a write, as the headers of its request. */
export type Condition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string }

export interface ConditionalWrite {
  readonly key: string
  /** Kept with the object, so that its writer knows it again. */
  readonly token: string
  /** The version that is to be replaced; none when there must be no object. */
  readonly replaces?: S3Version
  /** Sends the request that makes the object, once. */
  readonly send: (
    condition: Condition,
  ) => Promise<{ readonly ETag?: string | undefined; readonly VersionId?: string | undefined }>
}

const refused: PutResult = Object.freeze({ kind: 'refused' })
const tokenName = 'millrace-write'

export const newToken = (): string => randomUUID()
export const tokenMetadata = (token: string): Record<string, string> => ({ [tokenName]: token })

/** As `PutResult`, or `gone`: the multipart upload does not exist any more and nothing was written. */
export type CommitResult = PutResult | { readonly kind: 'gone' }

/**
 * Makes a conditional write and finds out for certain whether it was this one that won. A request that was answered badly
 * or not at all may have been carried out; its repetition is then refused because of itself. So a refusal after such a
 * request is believed only when the token is on no version that is newer than the one to be replaced.
 */
export async function commit(bucket: S3Bucket, write: ConditionalWrite): Promise<CommitResult> {
  const patience = bucket.patience()
  let condition = firstCondition(write)
  let doubt = false
  for (;;) {
    try {
      return await written(bucket, write, versionOf(await write.send(condition)))
    } catch (error) {
      const trouble = troubleOf(error)
      const isAnswered = trouble === 'refused' || trouble === 'absent' || trouble === 'gone'
      doubt ||= trouble === 'passing'
      const verdict = isAnswered ? await judge(bucket, write, doubt, trouble) : undefined
      if (verdict !== undefined && verdict !== 'free') return verdict
      if (verdict === 'free') condition = await conditionOfFreeKey(bucket, write.key, condition)
      const patient = isAnswered ? patience.wait(error) : patience.again(error)
      const late = await patient.catch((last) => lastLook(bucket, write, last, doubt))
      if (late !== undefined) return late
    }
  }
}

const firstCondition = ({ replaces }: ConditionalWrite): Condition =>
  replaces === undefined ? { IfNoneMatch: '*' } : { IfMatch: quoted(replaces.tag) }

/** What a refusal means; `free` when there is no object although the server said there is. */
async function judge(
  bucket: S3Bucket,
  write: ConditionalWrite,
  doubt: boolean,
  trouble: 'refused' | 'absent' | 'gone',
): Promise<CommitResult | 'free'> {
  const { key, token, replaces } = write
  if (replaces !== undefined && !doubt && trouble !== 'gone') return refused
  const current = await bucket.head(key)
  if (current?.Metadata?.[tokenName] === token)
    return await written(bucket, write, versionOf(current))
  const ours = doubt ? await amongVersions(bucket, write) : undefined
  if (ours !== undefined) return { kind: 'written', etag: etagOf(ours) }
  const unchanged = current && versionOf(current).version
  if (unchanged !== replaces?.version) return refused
  return trouble === 'gone' ? { kind: 'gone' } : replaces === undefined ? 'free' : refused
}

/** The attempts are used up. If one of them may have been carried out, it is looked for once more. */
async function lastLook(
  bucket: S3Bucket,
  write: ConditionalWrite,
  error: unknown,
  doubt: boolean,
): Promise<PutResult> {
  const ours = doubt ? await amongVersions(bucket, write).catch(() => undefined) : undefined
  if (ours !== undefined) return { kind: 'written', etag: etagOf(ours) }
  const changed = doubt
    ? 'Whether it was written is not known; it was written whole or not at all, so the work can be run again.'
    : 'Nothing was written.'
  throw s3Error(bucket.call('PutObject', write.key, changed), error)
}

/** Our write may have won and been replaced since: then it is one of the versions after the one it replaced. */
async function amongVersions(
  bucket: S3Bucket,
  { key, token, replaces }: ConditionalWrite,
): Promise<S3Version | undefined> {
  for (const { version } of (await versionsOf(bucket, key)).versions) {
    if (version.version === replaces?.version) return undefined
    const head = await bucket.head(key, version.version)
    if (head?.Metadata?.[tokenName] === token) return version
  }
  return undefined
}

/**
 * The key is free and the server says it is taken. Either it was deleted just now, or the server (versitygw) counts the
 * mark of a deletion as an object with the tag of what was deleted: then that mark is what is replaced.
 */
async function conditionOfFreeKey(
  bucket: S3Bucket,
  key: string,
  last: Condition,
): Promise<Condition> {
  if ('IfMatch' in last) return { IfNoneMatch: '*' }
  const { deleted, versions } = await versionsOf(bucket, key)
  const buried = versions[0]
  return deleted && buried !== undefined
    ? { IfMatch: quoted(buried.version.tag) }
    : { IfNoneMatch: '*' }
}

async function written(
  bucket: S3Bucket,
  write: ConditionalWrite,
  version: S3Version,
): Promise<PutResult> {
  if (version.version !== 'null') return { kind: 'written', etag: etagOf(version) }
  // The repeated completion of an upload may be answered without its version, and before it is there.
  const head = await bucket.head(write.key)
  const isOurs = head?.Metadata?.[tokenName] === write.token
  const found = isOurs ? versionOf(head) : await amongVersions(bucket, write)
  if (found === undefined) throw notThere()
  if (found.version === 'null') throw unversioned(bucket, write.key)
  return { kind: 'written', etag: etagOf(found) }
}

const notThere = (): Error =>
  Object.assign(new Error('it was reported written and is not there yet'), {
    name: 'InternalError',
  })

const unversioned = (bucket: S3Bucket, key: string): ProductError =>
  new ProductError('LAKE_BUCKET_UNVERSIONED', {
    message: `The bucket "${bucket.name}" does not keep versions, by which a lake tells equal contents apart. s3://${bucket.name}/${key} was written.`,
    hint: `Turn versioning on: aws s3api put-bucket-versioning --bucket ${bucket.name} --versioning-configuration Status=Enabled`,
    data: { bucket: bucket.name, key },
  })
