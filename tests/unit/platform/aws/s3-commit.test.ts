import { PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { commit, tokenMetadata } from '../../../../platform/aws/s3-commit.ts'
import type { S3Version } from '../../../../platform/aws/s3-etag.ts'
import {
  lostConnection,
  type ScriptedStep,
  s3Failure,
  scriptedS3,
} from '../../../fakes/scripted-s3.ts'

const ours = { Metadata: tokenMetadata('our token') }
const theirs = { Metadata: tokenMetadata('another') }
const version = (tag: string, id: string) => ({ ETag: `"${tag}"`, VersionId: id })
const listed = (tag: string, id: string, isLatest = false) => ({
  Key: 'a',
  Size: 1,
  IsLatest: isLatest,
  ...version(tag, id),
})
const refusal = s3Failure('PreconditionFailed', 412)
const lost: ScriptedStep = { expects: 'PutObject', fails: lostConnection() }
const refused: ScriptedStep = { expects: 'PutObject', fails: refusal }

/** Commits under "a" with the answers laid down: to create it, or to replace a version. */
async function run(steps: readonly ScriptedStep[], replaces?: S3Version) {
  const script = scriptedS3(steps)
  const result = await commit(script.bucket, {
    key: 'a',
    token: 'our token',
    ...(replaces === undefined ? {} : { replaces }),
    send: (condition) =>
      script.bucket.send(new PutObjectCommand({ Bucket: 'lake', Key: 'a', ...condition })),
  }).catch((error: unknown) => error)
  return { ...script, result }
}
const old: S3Version = { tag: 'e1', version: 'v1' }

describe('creating an object', () => {
  test('the write that is answered well is believed', async () => {
    const { result, sent } = await run([{ expects: 'PutObject', answers: version('e', 'v') }])
    expect(result).toEqual({ kind: 'written', etag: 'e.v' })
    expect(sent[0]?.input).toMatchObject({ IfNoneMatch: '*' })
  })

  test('a refusal means another object is there', async () => {
    const { result } = await run([
      refused,
      { expects: 'HeadObject', answers: { ...theirs, ...version('e', 'v') } },
    ])
    expect(result).toEqual({ kind: 'refused' })
  })

  test('a refusal after a lost answer may be by our own object: then we won', async () => {
    const { result, waits } = await run([
      lost,
      refused,
      { expects: 'HeadObject', answers: { ...ours, ...version('e', 'v') } },
    ])
    expect(result).toEqual({ kind: 'written', etag: 'e.v' })
    expect(waits).toHaveLength(1)
  })

  test('our object may have been replaced since: we won all the same, with the version we wrote', async () => {
    const { result } = await run([
      lost,
      refused,
      { expects: 'HeadObject', answers: { ...theirs, ...version('e2', 'v2') } },
      {
        expects: 'ListObjectVersions',
        answers: { Versions: [listed('e2', 'v2', true), listed('e1', 'v1')] },
      },
      { expects: 'HeadObject', answers: { ...theirs, ...version('e2', 'v2') } },
      { expects: 'HeadObject', answers: { ...ours, ...version('e1', 'v1') } },
    ])
    expect(result).toEqual({ kind: 'written', etag: 'e1.v1' })
  })

  test('a lost answer and an object of another that is the first: we lost', async () => {
    const { result } = await run([
      lost,
      refused,
      { expects: 'HeadObject', answers: { ...theirs, ...version('e', 'v') } },
      { expects: 'ListObjectVersions', answers: { Versions: [listed('e', 'v', true)] } },
      { expects: 'HeadObject', answers: { ...theirs, ...version('e', 'v') } },
    ])
    expect(result).toEqual({ kind: 'refused' })
  })

  test('a conflict is tried again and casts no doubt on a later refusal', async () => {
    const { result, waits } = await run([
      { expects: 'PutObject', fails: s3Failure('ConditionalRequestConflict', 409) },
      refused,
      { expects: 'HeadObject', answers: { ...theirs, ...version('e', 'v') } },
    ])
    expect(result).toEqual({ kind: 'refused' })
    expect(waits).toHaveLength(1)
  })

  test('a refusal by the mark of a deletion is met with the tag of what was deleted', async () => {
    const { result, sent } = await run([
      refused,
      { expects: 'HeadObject', fails: s3Failure('NotFound', 404) },
      { expects: 'HeadBucket' },
      {
        expects: 'ListObjectVersions',
        answers: {
          DeleteMarkers: [{ Key: 'a', IsLatest: true }],
          Versions: [listed('dead', 'v0')],
        },
      },
      { expects: 'PutObject', answers: version('e', 'v') },
    ])
    expect(result).toEqual({ kind: 'written', etag: 'e.v' })
    expect(sent.at(-1)?.input).toMatchObject({ IfMatch: '"dead"' })
  })

  test('when the attempts are used up, what may have been written is looked for once more', async () => {
    const { result } = await run([
      ...Array<ScriptedStep>(4).fill(lost),
      { expects: 'ListObjectVersions', answers: { Versions: [listed('e', 'v', true)] } },
      { expects: 'HeadObject', answers: { ...ours, ...version('e', 'v') } },
    ])
    expect(result).toEqual({ kind: 'written', etag: 'e.v' })
  })

  test('an answer without a version is completed by asking for it', async () => {
    const { result } = await run([
      { expects: 'PutObject', answers: { ETag: '"e"' } },
      { expects: 'HeadObject', answers: { ...ours, ...version('e', 'v') } },
    ])
    expect(result).toEqual({ kind: 'written', etag: 'e.v' })
  })
})

describe('a write that is answered without a version', () => {
  const answered: ScriptedStep = { expects: 'PutObject', answers: { ETag: '"e"' } }

  test('and is not there yet is made again', async () => {
    const { result } = await run([
      answered,
      { expects: 'HeadObject', fails: s3Failure('NotFound', 404) },
      { expects: 'HeadBucket' },
      { expects: 'ListObjectVersions', answers: {} },
      { expects: 'PutObject', answers: version('e', 'v') },
    ])
    expect(result).toEqual({ kind: 'written', etag: 'e.v' })
  })

  test('and is there without one is in a bucket that keeps none', async () => {
    const { result } = await run([
      answered,
      { expects: 'HeadObject', answers: { ...ours, ETag: '"e"' } },
    ])
    expect(result).toMatchObject({ code: 'LAKE_BUCKET_UNVERSIONED' })
  })
})

describe('replacing an object', () => {
  test('a refusal without a lost answer needs no further request', async () => {
    const { result, sent } = await run([refused], old)
    expect(result).toEqual({ kind: 'refused' })
    expect(sent[0]?.input).toMatchObject({ IfMatch: '"e1"' })
  })

  test('an object that is gone is a refusal', async () => {
    const { result } = await run(
      [{ expects: 'PutObject', fails: s3Failure('NoSuchKey', 404) }],
      old,
    )
    expect(result).toEqual({ kind: 'refused' })
  })

  test('after a lost answer only versions newer than the replaced one are looked at', async () => {
    const { result, sent } = await run(
      [
        lost,
        refused,
        { expects: 'HeadObject', answers: { ...theirs, ...version('e2', 'v2') } },
        {
          expects: 'ListObjectVersions',
          answers: {
            Versions: [listed('e2', 'v2', true), listed('e1', 'v1'), listed('e0', 'v0')],
          },
        },
        { expects: 'HeadObject', answers: { ...theirs, ...version('e2', 'v2') } },
      ],
      old,
    )
    expect(result).toEqual({ kind: 'refused' })
    expect(sent).toHaveLength(5)
  })

  test('our write that was deleted again was a win', async () => {
    const { result } = await run(
      [
        lost,
        { expects: 'PutObject', fails: s3Failure('NoSuchKey', 404) },
        { expects: 'HeadObject', fails: s3Failure('NotFound', 404) },
        { expects: 'HeadBucket' },
        {
          expects: 'ListObjectVersions',
          answers: {
            DeleteMarkers: [{ Key: 'a', IsLatest: true }],
            Versions: [listed('e2', 'v2'), listed('e1', 'v1')],
          },
        },
        { expects: 'HeadObject', answers: { ...ours, ...version('e2', 'v2') } },
      ],
      old,
    )
    expect(result).toEqual({ kind: 'written', etag: 'e2.v2' })
  })

  test('credentials that ran out are renewed once, without a wait', async () => {
    const expired: ScriptedStep = { expects: 'PutObject', fails: s3Failure('ExpiredToken', 400) }
    const good = await run([expired, { expects: 'PutObject', answers: version('e', 'v') }], old)
    expect(good.result).toEqual({ kind: 'written', etag: 'e.v' })
    expect([good.refreshed(), good.waits.length]).toEqual([1, 0])
    const bad = await run([expired, expired], old)
    expect(bad.result).toMatchObject({ code: 'LAKE_CREDENTIALS_EXPIRED' })
    expect(bad.refreshed()).toBe(1)
  })
})
