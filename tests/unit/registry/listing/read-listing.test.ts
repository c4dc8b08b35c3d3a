import { expect, test } from 'vitest'
import type { Key, ObjectStore } from '../../../../contracts/ports/object-store.ts'
import {
  beginRun,
  finishRun,
  listArrivals,
  recordArrival,
  recordMonitor,
} from '../../../../registry/index.ts'
import { compactKind, longTail } from '../../../../registry/listing/compact.ts'
import { readManifest } from '../../../../registry/listing/manifest.ts'
import { listKind } from '../../../../registry/listing/read-listing.ts'
import { MemoryObjectStore } from '../../../fakes/memory-object-store.ts'
import { eachStore } from '../each-store.ts'
import { sampleArrival, sampleMonitor, sampleOutcome, sampleRun } from '../sample-records.ts'

const record = (store: ObjectStore, id: number) =>
  recordMonitor(store, sampleMonitor({ run_id: `r${id}`, rows: id }))
const ids = async (store: ObjectStore) =>
  (await listKind(store, 'monitors')).map(({ rows }) => rows).sort((a, b) => a - b)
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)
const segments = async (store: ObjectStore) =>
  (await readManifest(store, 'monitors')).value.segments

/** Keys that were read, in order. */
class WatchedStore extends MemoryObjectStore {
  readonly read: Key[] = []
  override get(key: Key) {
    this.read.push(key)
    return super.get(key)
  }
}

eachStore((open) => {
  test('a listing is the same without an index, with one, and with documents that came after', async () => {
    const store = await open()
    for (const id of upTo(5)) await record(store, id)
    expect(await ids(store)).toEqual(upTo(5))
    await compactKind(store, 'monitors')
    expect(await ids(store)).toEqual(upTo(5))
    for (const id of [5, 6]) await record(store, id)
    expect(await ids(store)).toEqual(upTo(7))
  })

  test('an index is made anew when a part of it is gone or damaged', async () => {
    const store = await open()
    for (const id of upTo(4)) await record(store, id)
    for (const harm of ['gone', 'damaged']) {
      await compactKind(store, 'monitors', true)
      await record(store, 4)
      const { key } = (await segments(store))[0].lines
      const etag = (await store.head(key))?.etag ?? ''
      if (harm === 'gone') await store.delete(key)
      else await store.putIfMatch(key, Buffer.from('x'), etag)
      expect(await ids(store), harm).toEqual(upTo(5))
    }
  })

  test('an index that was deleted is not missed', async () => {
    const store = await open()
    for (const id of upTo(4)) await record(store, id)
    await compactKind(store, 'monitors')
    for (const prefix of ['registry/index/', 'registry/tail/'])
      for await (const { key } of store.list(prefix)) await store.delete(key)
    expect(await ids(store)).toEqual(upTo(4))
    await compactKind(store, 'monitors')
    await record(store, 4)
    expect(await ids(store)).toEqual(upTo(5))
  })

  test('a document whose key is longer than a name may be is listed as well', async () => {
    const store = await open()
    const names = ['ü'.repeat(60), 'a b/%2F+?'.replace('/', '-'), 'x'.repeat(230)]
    await compactKind(store, 'arrivals')
    for (const digest of names) await recordArrival(store, sampleArrival({ digest }))
    await record(store, 1)
    const listed = (await listArrivals(store, 'reviews', 'review')).map(({ digest }) => digest)
    expect(listed.sort()).toEqual(names.sort())
  })
})

test('many documents get an index when they are listed, and it is read instead of them', async () => {
  const store = new WatchedStore()
  for (const id of upTo(longTail)) await record(store, id)
  expect(await ids(store)).toEqual(upTo(longTail))
  store.read.length = 0
  expect(await ids(store)).toEqual(upTo(longTail))
  expect(store.read.length).toBeLessThan(5)
})

test('the end of a run takes a long tail into the index', async () => {
  const store = new MemoryObjectStore()
  for (const id of upTo(longTail)) await record(store, id)
  await beginRun(store, sampleRun())
  await finishRun(store, sampleOutcome())
  expect((await segments(store)).map(({ documents }) => documents)).toEqual([longTail])
})

test('segments stay few however often the tail is taken in', async () => {
  const store = new MemoryObjectStore()
  for (const id of upTo(120)) {
    await record(store, id)
    if (id % 2 === 0) await compactKind(store, 'monitors')
  }
  expect((await segments(store)).length).toBeLessThan(9)
  expect(await ids(store)).toEqual(upTo(120))
})

test('what belongs to others is not read', async () => {
  const store = new WatchedStore()
  for (const project of ['reviews', 'support'])
    for (const source of ['review', 'user'])
      await recordArrival(store, sampleArrival({ project, source }))
  await compactKind(store, 'arrivals')
  store.read.length = 0
  expect(await listArrivals(store, 'support', 'user')).toMatchObject([
    { project: 'support', source: 'user' },
  ])
  expect(store.read).toHaveLength(2)
})
