import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { s3Client } from '../../../platform/aws/s3-client.ts'
import { S3ObjectStore } from '../../../platform/aws/s3-object-store.ts'
import { type Fault, type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts'
import { freePort } from '../servers/process.ts'
import { required, s3 } from '../world.ts'
import { makeBucket, testClient } from './bucket.ts'

const retry = { attempts: 3, firstMs: 1, longestMs: 2 }
const firstOf = async <T>(items: AsyncIterable<T>): Promise<T | undefined> => {
  for await (const item of items) return item
  return undefined
}
const always = (fault: Fault) => ({ fault, times: Number.POSITIVE_INFINITY })

describe.skipIf(s3.kind === 'missing')('what a lake in S3 says when something is wrong', () => {
  let bucket = ''
  let proxy: FaultProxy
  const behind = () => new S3ObjectStore({ bucket, client: testClient(proxy.endpoint), retry })
  beforeAll(async () => {
    bucket = await makeBucket(testClient())
    proxy = await startFaultProxy(required(s3).endpoint)
  })
  beforeEach(() => proxy.inject())
  afterAll(() => proxy.stop())

  test('a bucket that does not exist is named by every operation', async () => {
    const store = () => new S3ObjectStore({ bucket: 'no-such-bucket', client: testClient(), retry })
    const missing = {
      code: 'LAKE_BUCKET_MISSING',
      message: expect.stringContaining('no-such-bucket'),
    }
    await expect(store().get('a')).rejects.toMatchObject(missing)
    await expect(store().head('a')).rejects.toMatchObject(missing)
    await expect(store().putIfAbsent('a', Buffer.of(1))).rejects.toMatchObject(missing)
    await expect(store().putIfMatch('a', Buffer.of(1), 'a.b')).rejects.toMatchObject(missing)
    await expect(store().adopt('a', 'b')).rejects.toMatchObject(missing)
    await expect(store().delete('a')).rejects.toMatchObject(missing)
    await expect(firstOf(store().list(''))).rejects.toMatchObject(missing)
  })

  test('a bucket without versions is refused with the command that helps', async () => {
    const client = testClient()
    const Bucket = `${bucket}-plain`
    await client.send(new CreateBucketCommand({ Bucket }))
    const store = new S3ObjectStore({ bucket: Bucket, client, retry })
    await expect(store.putIfAbsent('a', Buffer.of(1))).rejects.toMatchObject({
      code: 'LAKE_BUCKET_UNVERSIONED',
      hint: expect.stringContaining(`put-bucket-versioning --bucket ${Bucket}`),
    })
  })

  test('a denied request names the action and the address', async () => {
    proxy.inject(always({ kind: 'answer', status: 403, code: 'AccessDenied' }))
    const store = behind()
    const denied = (action: string) => ({
      code: 'LAKE_ACCESS_DENIED',
      message: expect.stringContaining(`s3:${action} on s3://${bucket}/a`),
    })
    await expect(store.get('a')).rejects.toMatchObject(denied('GetObject'))
    await expect(store.head('a')).rejects.toMatchObject(denied('GetObject'))
    await expect(store.putIfAbsent('a', Buffer.of(1))).rejects.toMatchObject(denied('PutObject'))
    await expect(firstOf(store.list('a'))).rejects.toMatchObject(denied('ListBucketVersions'))
  })

  test('a wrong secret is told from a missing right', async () => {
    const { endpoint, region, accessKeyId } = required(s3)
    const credentials = { accessKeyId, secretAccessKey: 'wrong' }
    const client = s3Client({ endpoint, region, pathStyle: true, credentials })
    const store = new S3ObjectStore({ bucket, client, retry })
    const rejected = { code: 'LAKE_CREDENTIALS_REJECTED' }
    await expect(store.get('a')).rejects.toMatchObject(rejected)
    await expect(store.head('a')).rejects.toMatchObject(rejected)
  })

  test('credentials that run out are fetched anew once, and the work goes on', async () => {
    const { region, accessKeyId, secretAccessKey } = required(s3)
    let fetched = 0
    const credentials = async () => {
      fetched += 1
      return { accessKeyId, secretAccessKey, expiration: new Date(Date.now() + 3_600_000) }
    }
    const client = s3Client({ endpoint: proxy.endpoint, region, pathStyle: true, credentials })
    const store = new S3ObjectStore({ bucket, client, retry })
    await store.putIfAbsent('fresh/0', Buffer.of(1))
    expect(fetched).toBe(1)
    proxy.inject({ fault: { kind: 'answer', status: 400, code: 'ExpiredToken' } })
    expect((await store.putIfAbsent('fresh/1', Buffer.of(1))).kind).toBe('written')
    expect(fetched).toBe(2)
    proxy.inject(
      { method: 'HEAD', fault: { kind: 'answer', status: 400, code: 'ExpiredToken' } },
      { method: 'GET', fault: { kind: 'answer', status: 400, code: 'ExpiredToken' } },
    )
    expect((await store.head('fresh/1'))?.bytes).toBe(1)
    expect(fetched).toBe(3)
    proxy.inject(always({ kind: 'answer', status: 400, code: 'ExpiredToken' }))
    await expect(store.get('fresh/1')).rejects.toMatchObject({ code: 'LAKE_CREDENTIALS_EXPIRED' })
    expect(fetched).toBe(4)
  })

  test('a server that is not there is unreachable, and nothing was written', async () => {
    const client = testClient(`http://127.0.0.1:${await freePort()}`)
    const store = new S3ObjectStore({ bucket, client, retry })
    await expect(store.get('a')).rejects.toMatchObject({ code: 'LAKE_UNREACHABLE' })
  })

  test('a conflict is tried again, a refusal is not', async () => {
    const conflict = { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' } as const
    proxy.inject({ method: 'PUT', times: 2, fault: conflict })
    expect((await behind().putIfAbsent('conflict', Buffer.of(1))).kind).toBe('written')
    expect(proxy.seen().filter(({ method }) => method === 'PUT')).toHaveLength(3)
    const { etag } = (await behind().head('conflict'))!
    const refusal = { kind: 'answer', status: 412, code: 'PreconditionFailed' } as const
    proxy.inject({ method: 'PUT', times: 2, fault: refusal })
    expect((await behind().putIfMatch('conflict', Buffer.of(2), etag)).kind).toBe('refused')
    expect(proxy.seen().filter(({ method }) => method === 'PUT')).toHaveLength(1)
    proxy.inject(always(conflict))
    await expect(behind().putIfAbsent('conflict/b', Buffer.of(1))).rejects.toMatchObject({
      code: 'LAKE_WRITE_CONFLICT',
      message: expect.stringContaining('Nothing was written'),
    })
  })

  test('a writer who never gets an answer is told that nobody knows', async () => {
    proxy.inject({ ...always({ kind: 'drop-after' }) })
    await expect(behind().putIfAbsent('unknown', Buffer.of(1))).rejects.toMatchObject({
      code: 'LAKE_UNREACHABLE',
      message: expect.stringContaining('not known'),
    })
    proxy.inject()
    expect((await behind().get('unknown'))?.body.length).toBe(1)
  })

  test('an upload that fails is not left behind', async () => {
    const parts = { partBytes: 5 * 1024 * 1024, partsAtOnce: 2 }
    const client = testClient(proxy.endpoint)
    const store = new S3ObjectStore({ bucket, client, retry, ...parts })
    async function* breaks() {
      for (let n = 0; n < 4; n++) yield Buffer.alloc(4 * 1024 * 1024)
      throw new Error('the source broke')
    }
    await expect(store.putIfAbsent('half', breaks())).rejects.toThrow('the source broke')
    expect(proxy.seen().at(-1)).toMatchObject({
      method: 'DELETE',
      path: expect.stringContaining('uploadId='),
    })
    expect(await store.head('half')).toBeUndefined()
  })
})
