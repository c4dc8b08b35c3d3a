import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectStore, PutResult } from '../../../contracts/ports/object-store.ts'
import { S3ObjectStore } from '../../../platform/aws/s3-object-store.ts'
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts'
import { required, s3 } from '../world.ts'
import { makeBucket, testClient } from './bucket.ts'

const writers = 8
const text = (body: Uint8Array | undefined) => body && Buffer.from(body).toString()

/** Exactly one writer was told that it won, and it is the one whose content is there. */
async function expectOneWinner(
  store: ObjectStore,
  key: string,
  results: readonly PutResult[],
): Promise<string> {
  const winners = results.flatMap((result, n) => (result.kind === 'written' ? [{ n, result }] : []))
  expect(winners).toHaveLength(1)
  const { n, result } = winners[0]!
  const stored = await store.get(key)
  expect(text(stored?.body)).toContain(`writer ${n} `)
  expect(stored?.etag).toBe(result.etag)
  return result.etag
}

describe.skipIf(s3.kind === 'missing')('eight writers with clients of their own', () => {
  let bucket = ''
  let proxy: FaultProxy
  const storesOf = (endpoint?: string): readonly S3ObjectStore[] =>
    Array.from({ length: writers }, () => {
      const retry = { attempts: 12, firstMs: 2, longestMs: 20 }
      return new S3ObjectStore({ bucket, client: testClient(endpoint), retry })
    })
  beforeAll(async () => {
    bucket = await makeBucket(testClient())
    proxy = await startFaultProxy(required(s3).endpoint)
  })
  afterAll(() => proxy.stop())

  async function createRounds(stores: readonly S3ObjectStore[], rounds: number, name: string) {
    for (let round = 0; round < rounds; round++) {
      const key = `${name}/${round}`
      const body = (n: number) => Buffer.from(`writer ${n} of round ${round}`)
      const results = await Promise.all(stores.map((store, n) => store.putIfAbsent(key, body(n))))
      await expectOneWinner(stores[0]!, key, results)
    }
  }

  async function swapRounds(stores: readonly S3ObjectStore[], rounds: number, key: string) {
    const first = await stores[0]!.putIfAbsent(key, Buffer.from('the beginning'))
    let etag = first.kind === 'written' ? first.etag : ''
    for (let round = 0; round < rounds; round++) {
      const body = (n: number) => Buffer.from(`writer ${n} of round ${round}`)
      const results = await Promise.all(
        stores.map((store, n) => store.putIfMatch(key, body(n), etag)),
      )
      etag = await expectOneWinner(stores[0]!, key, results)
    }
  }

  async function adoptRounds(stores: readonly S3ObjectStore[], rounds: number, name: string) {
    for (let round = 0; round < rounds; round++) {
      const from = (n: number) => `staging/${name}/${round}/${n}`
      await Promise.all(
        stores.map((store, n) => store.putIfAbsent(from(n), Buffer.from(`writer ${n} `))),
      )
      const to = `${name}/${round}`
      const results = await Promise.all(stores.map((store, n) => store.adopt(from(n), to)))
      await expectOneWinner(stores[0]!, to, results)
    }
  }

  test('200 rounds of create-once have one winner each', async () => {
    await createRounds(storesOf(), 200, 'create')
  })

  test('200 rounds of compare-and-swap have one winner each', async () => {
    await swapRounds(storesOf(), 200, 'swap')
  })

  test('25 rounds of adoption have one winner each', async () => {
    await adoptRounds(storesOf(), 25, 'adopt')
  })

  test('all of them write what is there already: still one winner each round', async () => {
    const stores = storesOf()
    const same = Buffer.from('the same')
    const first = await stores[0]!.putIfAbsent('same', same)
    let etag = first.kind === 'written' ? first.etag : ''
    for (let round = 0; round < 50; round++) {
      const results = await Promise.all(stores.map((store) => store.putIfMatch('same', same, etag)))
      const won = results.filter((result) => result.kind === 'written')
      expect(won).toHaveLength(1)
      expect(won[0]?.etag).toBe((await stores[0]!.head('same'))?.etag)
      etag = won[0]?.etag ?? ''
    }
  })

  describe('behind a proxy that loses a third of the answers to writes', () => {
    const lossy = [
      { method: 'PUT', share: 1 / 3, fault: { kind: 'drop-after' } },
      { method: 'POST', share: 1 / 3, fault: { kind: 'drop-after' } },
    ] as const
    const answersLost = () => proxy.seen().filter(({ fault }) => fault === 'drop-after').length

    test('50 rounds of create-once: each writer knows whether it won', async () => {
      proxy.inject(...lossy)
      await createRounds(storesOf(proxy.endpoint), 50, 'lossy-create')
      console.log(`create-once: ${answersLost()} answers lost`)
      expect(answersLost()).toBeGreaterThan(50)
    })

    test('50 rounds of compare-and-swap: each writer knows whether it won', async () => {
      proxy.inject(...lossy)
      await swapRounds(storesOf(proxy.endpoint), 50, 'lossy-swap')
      console.log(`compare-and-swap: ${answersLost()} answers lost`)
      expect(answersLost()).toBeGreaterThan(50)
    })

    test('10 rounds of adoption: each adopter knows whether it won', async () => {
      proxy.inject(...lossy)
      await adoptRounds(storesOf(proxy.endpoint), 10, 'lossy-adopt')
      console.log(`adoption: ${answersLost()} answers lost`)
      expect(answersLost()).toBeGreaterThan(20)
    })

    test('a counter raised by eight writers loses no step', async () => {
      proxy.inject(...lossy)
      const stores = storesOf(proxy.endpoint)
      await stores[0]!.putIfAbsent('counter', Buffer.from('0'))
      const raise = async (store: S3ObjectStore): Promise<void> => {
        const { body, etag } = (await store.get('counter'))!
        const next = Buffer.from(String(Number(text(body)) + 1))
        if ((await store.putIfMatch('counter', next, etag)).kind === 'refused') await raise(store)
      }
      await Promise.all(
        stores.map(async (store) => {
          for (let step = 0; step < 10; step++) await raise(store)
        }),
      )
      expect(text((await stores[0]!.get('counter'))?.body)).toBe(String(10 * writers))
    })
  })
})
