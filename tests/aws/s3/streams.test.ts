import { createCipheriv, createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { S3ObjectStore } from '../../../platform/aws/s3-object-store.ts'
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts'
import { required, s3 } from '../world.ts'
import { makeBucket, testClient } from './bucket.ts'

const MiB = 1024 * 1024

/** Bytes that differ everywhere, made a piece at a time. */
async function* noise(length: number, pieceBytes = 1 * MiB): AsyncGenerator<Buffer> {
  const cipher = createCipheriv('aes-256-ctr', Buffer.alloc(32, 3), Buffer.alloc(16))
  for (let left = length; left > 0; left -= pieceBytes)
    yield cipher.update(Buffer.alloc(Math.min(left, pieceBytes)))
}

async function digestOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}

async function readAll(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

/** The most memory that was in use beyond the start while the work ran, in MiB. */
async function peakMemory(work: () => Promise<void>): Promise<number> {
  globalThis.gc?.()
  const start = process.memoryUsage().rss
  let peak = start
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 5)
  await work()
  clearInterval(watch)
  return (peak - start) / MiB
}

describe.skipIf(s3.kind === 'missing')('streams and listings of a lake in S3', () => {
  let bucket = ''
  let proxy: FaultProxy
  const retry = { attempts: 5, firstMs: 1, longestMs: 4 }
  const open = (prefix: string, endpoint?: string) =>
    new S3ObjectStore({ bucket, prefix, client: testClient(endpoint), retry })
  beforeAll(async () => {
    bucket = await makeBucket(testClient())
    proxy = await startFaultProxy(required(s3).endpoint)
  })
  afterAll(() => proxy.stop())

  test('100 MB go up and down as streams in little memory', async () => {
    const bytes = 100 * MiB
    const store = open('large')
    const expected = await digestOf(noise(bytes))
    const up = performance.now()
    const upPeak = await peakMemory(async () => {
      await store.putIfAbsent('noise', noise(bytes))
    })
    const down = performance.now()
    let digest = ''
    const downPeak = await peakMemory(async () => {
      digest = await digestOf(store.stream('noise'))
    })
    const end = performance.now()
    console.log(
      `100 MB up: ${((down - up) / 1000).toFixed(1)} s, ${upPeak.toFixed(0)} MiB; ` +
        `down: ${((end - down) / 1000).toFixed(1)} s, ${downPeak.toFixed(0)} MiB of memory`,
    )
    expect(digest).toBe(expected)
    // Five parts of 8 MiB, their copies in the client, and what the collector has not cleared yet.
    expect(upPeak).toBeLessThan(130)
    expect(downPeak).toBeLessThan(64)
  })

  test('a body that is cut again and again is read whole, going on where it stopped', async () => {
    const content = await readAll(noise(3 * MiB))
    await open('cut').putIfAbsent('a', content)
    proxy.inject({ method: 'GET', times: 12, fault: { kind: 'cut-answer', share: 0.3 } })
    const read = await readAll(
      open('cut', proxy.endpoint).stream('a', { start: 5, end: 3_000_000 }),
    )
    expect(read.equals(content.subarray(5, 3_000_000))).toBe(true)
    expect(proxy.seen()).toHaveLength(13)
    proxy.inject({ method: 'GET', times: 3, fault: { kind: 'cut-answer', share: 0.9 } })
    expect(content.equals((await open('cut', proxy.endpoint).get('a'))!.body)).toBe(true)
  })

  test('an object that is replaced while it is read comes in its old form to the end', async () => {
    const [older, newer] = [Buffer.alloc(2 * MiB, 'old'), Buffer.alloc(2 * MiB, 'new')]
    const written = await open('replaced').putIfAbsent('a', older)
    proxy.inject({ method: 'GET', fault: { kind: 'cut-answer' } })
    const read: Uint8Array[] = []
    for await (const piece of open('replaced', proxy.endpoint).stream('a')) {
      if (read.length === 0 && written.kind === 'written')
        await open('replaced').putIfMatch('a', newer, written.etag)
      read.push(piece)
    }
    expect(Buffer.concat(read).equals(older)).toBe(true)
    expect(newer.equals((await open('replaced').get('a'))!.body)).toBe(true)
  })

  test('a body that stops coming is fetched from there on over a new connection', async () => {
    const content = await readAll(noise(1 * MiB))
    await open('stalled').putIfAbsent('a', content)
    proxy.inject({ method: 'GET', times: 2, fault: { kind: 'stall-answer' } })
    const client = testClient(proxy.endpoint, 500)
    const store = new S3ObjectStore({ bucket, prefix: 'stalled', client, retry })
    expect(content.equals((await store.get('a'))!.body)).toBe(true)
    expect(proxy.seen()).toHaveLength(3)
  })

  test('a body that never comes whole ends in an error and not in half an object', async () => {
    await open('hopeless').putIfAbsent('a', Buffer.alloc(1 * MiB))
    proxy.inject({
      method: 'GET',
      times: Number.POSITIVE_INFINITY,
      fault: { kind: 'cut-answer', share: 0 },
    })
    await expect(readAll(open('hopeless', proxy.endpoint).stream('a'))).rejects.toMatchObject({
      code: 'LAKE_UNREACHABLE',
    })
  })

  test('a moved object of several parts is the same to the byte', async () => {
    const client = testClient()
    const store = new S3ObjectStore({ bucket, prefix: 'parts', client, copyBytes: 5 * MiB })
    await store.putIfAbsent('staging/a', noise(17 * MiB + 11))
    expect((await store.adopt('staging/a', 'table/a')).kind).toBe('written')
    expect(await digestOf(store.stream('table/a'))).toBe(await digestOf(noise(17 * MiB + 11)))
    expect(await store.head('staging/a')).toBeUndefined()
  })

  test('10,000 objects are listed in order, a page at a time', async () => {
    const store = open('many')
    const keys = Array.from({ length: 10_000 }, (_, n) => `runs/${String(n).padStart(5, '0')}.json`)
    const hands = Array.from({ length: 32 }, async (_, hand) => {
      for (let n = hand; n < keys.length; n += 32) await store.putIfAbsent(keys[n]!, Buffer.of(1))
    })
    await Promise.all(hands)
    proxy.inject()
    const behind = open('many', proxy.endpoint)
    const begun = performance.now()
    const listed: string[] = []
    for await (const { key } of behind.list('runs/')) listed.push(key)
    console.log(`10,000 objects listed in ${(performance.now() - begun).toFixed(0)} ms`)
    expect(listed).toEqual(keys)
    // A page of the stand-in begins with the last entry of the one before, so that there is an eleventh.
    expect(proxy.seen().length).toBeLessThanOrEqual(11)
    proxy.inject()
    for await (const { key } of behind.list('runs/')) if (key === keys[3]) break
    expect(proxy.seen()).toHaveLength(1)
  })
})
