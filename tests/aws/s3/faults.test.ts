import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isProductError } from '../../../contracts/errors/product-error.ts'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import { S3ObjectStore } from '../../../platform/aws/s3-object-store.ts'
import { type Fault, type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts'
import { required, s3 } from '../world.ts'
import { makeBucket, testClient } from './bucket.ts'

const MiB = 1024 * 1024
const [first, second] = [Buffer.from('the first content'), Buffer.from('a second, longer content')]
const large = Buffer.alloc(5 * MiB + 7, 'large ')

const faults: Readonly<Record<string, Fault>> = {
  '503 instead of the work': { kind: 'answer', status: 503, code: 'SlowDown' },
  '500 instead of the work': { kind: 'answer', status: 500, code: 'InternalError' },
  '409 instead of the work': { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' },
  '500 after the work': { kind: 'answer-after', status: 500, code: 'InternalError' },
  '503 after the work': { kind: 'answer-after', status: 503, code: 'ServiceUnavailable' },
  'a connection that breaks before the work': { kind: 'drop' },
  'a connection that breaks after the work': { kind: 'drop-after' },
  'a request that is cut in the middle': { kind: 'cut-request' },
  'an answer that is cut in the middle': { kind: 'cut-answer' },
  'an answer that stops in the middle': { kind: 'stall-answer' },
  'silence after the work': { kind: 'silence' },
  'a delay': { kind: 'delay', ms: 50 },
}

async function* pieces(body: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += 65_536) yield body.subarray(at, at + 65_536)
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Every operation of the store once; each step may find that it was done by an earlier run. */
async function script(store: ObjectStore): Promise<readonly string[]> {
  const told: string[] = []
  told.push((await store.putIfAbsent('document', first)).kind)
  const document = (await store.get('document'))!
  if (document.body.length === first.length)
    told.push((await store.putIfMatch('document', second, document.etag)).kind)
  told.push((await store.putIfAbsent('large', pieces(large))).kind)
  if ((await store.head('adopted')) === undefined) {
    told.push((await store.putIfAbsent('staging/1', first)).kind)
    told.push((await store.adopt('staging/1', 'adopted')).kind)
  }
  await store.delete('staging/1')
  const middle = { start: 1_000, end: 900_000 }
  const read = Buffer.concat(await collect(store.stream('large', middle)))
  told.push(String(read.equals(large.subarray(middle.start, middle.end))))
  told.push((await collect(store.list(''))).map(({ key }) => key).join())
  return told
}

/** What is in the lake: each key with the digest of its content. */
async function contents(store: ObjectStore): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {}
  for (const { key } of await collect(store.list('')))
    found[key] = createHash('sha256')
      .update((await store.get(key))!.body)
      .digest('hex')
  return found
}

describe.skipIf(s3.kind === 'missing')('a fault at every request of every operation', () => {
  let bucket = ''
  let proxy: FaultProxy
  let lakes = 0
  const retry = { attempts: 4, firstMs: 1, longestMs: 4 }
  const open = (prefix: string, endpoint?: string, silenceMs?: number) =>
    new S3ObjectStore({
      bucket,
      prefix,
      client: testClient(endpoint, silenceMs),
      retry,
      partBytes: 5 * MiB,
    })
  const newLake = () => `lake-${lakes++}`
  let told: readonly string[] = []
  let state: Readonly<Record<string, string>> = {}
  let requests = 0

  beforeAll(async () => {
    bucket = await makeBucket(testClient())
    proxy = await startFaultProxy(required(s3).endpoint)
    const lake = newLake()
    told = await script(open(lake, proxy.endpoint))
    requests = proxy.seen().length
    state = await contents(open(lake))
    console.log(`the script sends ${requests} requests`)
  })
  afterAll(() => proxy.stop())

  test('without a fault all is written', () => {
    const [kinds, seen] = [told.slice(0, 5), told.slice(5)]
    expect(kinds).toEqual(Array(5).fill('written'))
    expect(seen).toEqual(['true', 'adopted,document,large'])
  })

  test.each(Object.entries(faults))('%s changes nothing', async (_, fault) => {
    for (let nth = 1; nth <= requests; nth++) {
      const lake = newLake()
      proxy.inject({ fault, nth })
      const isSilent = fault.kind === 'silence' || fault.kind === 'stall-answer'
      const result = await script(open(lake, proxy.endpoint, isSilent ? 1_000 : undefined))
      const hit = proxy.seen().find((request) => request.fault !== undefined)
      expect(result, `${hit?.method} ${hit?.path}`).toEqual(told)
      proxy.inject()
      expect(await contents(open(lake)), `${hit?.method} ${hit?.path}`).toEqual(state)
    }
  })

  test.each([
    'a connection that breaks before the work',
    'a connection that breaks after the work',
    '503 after the work',
  ])(
    '%s, from one request on for good: what is there is whole, and the work can be run again',
    async (name) => {
      const before: Readonly<Record<string, readonly Buffer[]>> = {
        document: [first, second],
        large: [large],
        adopted: [first],
        'staging/1': [first],
      }
      for (let nth = 1; nth <= requests; nth++) {
        const lake = newLake()
        proxy.inject({ fault: faults[name]!, nth, times: Number.POSITIVE_INFINITY })
        const stopped = await script(open(lake, proxy.endpoint)).catch((error: unknown) => error)
        expect(isProductError(stopped, 'LAKE_UNREACHABLE'), String(stopped)).toBe(true)
        proxy.inject()
        for (const { key } of await collect(open(lake).list(''))) {
          const { body } = (await open(lake).get(key))!
          expect(before[key]?.some((whole) => whole.equals(body))).toBe(true)
        }
        await script(open(lake))
        expect(await contents(open(lake))).toEqual(state)
      }
    },
  )
})
