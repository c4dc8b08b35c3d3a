import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import type { Context } from 'aws-lambda'
import { expect, test, vi } from 'vitest'
import type { ObjectStore } from '../../../../contracts/ports/object-store.ts'
import { ObjectStoreIdempotency } from '../../../../platform/aws/object-store-idempotency.ts'
import { MemoryObjectStore } from '../../../fakes/memory-object-store.ts'

interface Change {
  readonly key: string
}

function remembering(store: ObjectStore, work: (change: Change) => Promise<object>, left = 1000) {
  const config = new IdempotencyConfig({ expiresAfterSeconds: 60 })
  config.registerLambdaContext({ getRemainingTimeInMillis: () => left } as Context)
  return makeIdempotent(work, {
    persistenceStore: new ObjectStoreIdempotency(store),
    keyPrefix: 'arrival',
    config,
  })
}

test('equal input is worked on once and answered the same; other input is worked on', async () => {
  const store = new MemoryObjectStore()
  const work = vi.fn(async ({ key }: Change) => ({ key, done: true }))
  const once = remembering(store, work)
  const again = remembering(store, work)
  expect(await once({ key: 'a' })).toEqual({ key: 'a', done: true })
  expect(await again({ key: 'a' })).toEqual({ key: 'a', done: true })
  await again({ key: 'b' })
  expect(work).toHaveBeenCalledTimes(2)
})

test('of many callers at once one works and the others are told to come again', async () => {
  const store = new MemoryObjectStore()
  const work = vi.fn(async () => new Promise<object>((done) => setTimeout(done, 20, { done: 1 })))
  const calls = Array.from({ length: 8 }, () => remembering(store, work)({ key: 'a' }))
  const settled = await Promise.allSettled(calls)
  expect(work).toHaveBeenCalledTimes(1)
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const one of settled)
    if (one.status === 'rejected') expect(one.reason.name).toBe('IdempotencyAlreadyInProgressError')
})

test('work that failed is free to be tried again', async () => {
  const store = new MemoryObjectStore()
  const work = vi.fn(async () => ({ done: true }))
  work.mockRejectedValueOnce(new Error('throttled'))
  await expect(remembering(store, work)({ key: 'a' })).rejects.toThrow('throttled')
  expect(await remembering(store, work)({ key: 'a' })).toEqual({ done: true })
})

test('what a killed process held is taken over once its time is up, by one caller', async () => {
  const store = new MemoryObjectStore()
  const killed = remembering(store, () => new Promise(() => {}), 50)
  void killed({ key: 'a' })
  await new Promise((later) => setTimeout(later, 10))
  const work = vi.fn(async () => ({ done: true }))
  await expect(remembering(store, work)({ key: 'a' })).rejects.toThrow(/in progress/i)
  await new Promise((later) => setTimeout(later, 80))
  await Promise.allSettled(Array.from({ length: 4 }, () => remembering(store, work)({ key: 'a' })))
  expect(work).toHaveBeenCalledTimes(1)
})

test('a write whose answer was lost is not taken for somebody else’s', async () => {
  class Lossy extends MemoryObjectStore {
    override async putIfAbsent(key: string, body: Uint8Array) {
      await super.putIfAbsent(key, body)
      return { kind: 'refused' as const }
    }
  }
  const store = new Lossy()
  const work = vi.fn(async () => ({ done: true }))
  expect(await remembering(store, work)({ key: 'a' })).toEqual({ done: true })
})
