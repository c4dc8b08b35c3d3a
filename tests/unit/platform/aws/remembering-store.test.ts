import { describe, expect, test } from 'vitest'
import { isWrittenOnce } from '../../../../contracts/lake-layout.ts'
import type { ObjectStore } from '../../../../contracts/ports/object-store.ts'
import { RememberingStore } from '../../../../platform/aws/remembering-store.ts'
import { MemoryObjectStore } from '../../../fakes/memory-object-store.ts'

const record = 'registry/runs/reviews/day-1/run.json'
const alias = 'registry/aliases/prod/reviews/champion.json'

/** A lake, a store that remembers over it, and the requests that reached the lake. */
function lake(memory: { bytes?: number; largest?: number } = {}) {
  const there = new MemoryObjectStore()
  const asked: string[] = []
  const counted = new Proxy<ObjectStore>(there, {
    get(target, name) {
      const member = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => {
        asked.push(`${String(name)} ${String(given[0])}`)
        return member.apply(target, given)
      }
    },
  })
  return { there, asked, store: new RememberingStore(counted, { isWrittenOnce, ...memory }) }
}

describe('a store that remembers', () => {
  test('asks once for what is written once', async () => {
    const { there, asked, store } = lake()
    await there.putIfAbsent(record, Buffer.from('{}'))
    const [first, second] = [await store.get(record), await store.get(record)]
    expect(Buffer.from(first!.body).toString()).toBe('{}')
    expect(second).toEqual(first)
    expect(await store.head(record)).toMatchObject({ bytes: 2, etag: first?.etag })
    expect(await store.putIfAbsent(record, Buffer.from('[]'))).toEqual({ kind: 'refused' })
    expect(asked).toEqual([`get ${record}`])
  })

  test('knows what it wrote itself', async () => {
    const { asked, store } = lake()
    await store.putIfAbsent(record, Buffer.from('{}'))
    expect(await store.get(record)).toMatchObject({ body: Buffer.from('{}') })
    expect(asked).toEqual([`putIfAbsent ${record}`])
  })

  test('sees what others write where it found nothing', async () => {
    const { there, store } = lake()
    expect(await store.get(record)).toBeUndefined()
    await there.putIfAbsent(record, Buffer.from('{}'))
    expect(await store.get(record)).toBeDefined()
  })

  test('reads what moves every time', async () => {
    const { there, store } = lake()
    await there.putIfAbsent(alias, Buffer.from('1'))
    const { etag } = (await store.get(alias))!
    await there.putIfMatch(alias, Buffer.from('2'), etag)
    expect(Buffer.from((await store.get(alias))!.body).toString()).toBe('2')
  })

  test('reads tables and models every time, so that a damaged file is noticed', async () => {
    const { there, asked, store } = lake()
    const part = 'tables/reviews/raw/raw_review/12ab/part-00000.parquet'
    await there.putIfAbsent(part, Buffer.from('rows'))
    await store.get(part)
    await store.head(part)
    expect(asked).toEqual([`get ${part}`, `head ${part}`])
  })

  test('keeps no more than it may, and lets go first of what nobody asked for', async () => {
    const { asked, store } = lake({ bytes: 3000, largest: 1000 })
    const key = (run: number) => `registry/runs/reviews/${run}/run.json`
    for (const run of [1, 2]) await store.putIfAbsent(key(run), Buffer.alloc(800))
    await store.get(key(1))
    await store.putIfAbsent(key(3), Buffer.alloc(800))
    await store.putIfAbsent(key(4), Buffer.alloc(1001))
    asked.length = 0
    for (const run of [1, 2, 3, 4]) await store.get(key(run))
    expect(asked).toContain(`get ${key(2)}`)
    expect(asked).toContain(`get ${key(4)}`)
    expect(asked).not.toContain(`get ${key(1)}`)
  })

  test('forgets what is removed', async () => {
    const { store } = lake()
    await store.putIfAbsent(record, Buffer.from('{}'))
    await store.delete(record)
    expect(await store.get(record)).toBeUndefined()
  })
})

test.each([
  [record, true],
  ['registry/index/runs/0123.lines.zst', true],
  ['registry/tail/runs/00000000/reviews%2Fday-1', true],
  ['registry/index/runs/manifest.json', false],
  [alias, false],
  ['registry/environments/prod.json', false],
  ['registry/queues/prod/reviews.json', false],
  ['registry/scoring_frontiers/prod/reviews.json', false],
  ['registry/retrain_wishes/prod/reviews.json', false],
  ['registry/approval_requests/reviews/day-1.json', false],
  ['tables/reviews/raw/raw_review/12ab/part-00000.parquet', false],
])('whether %s never changes: %s', (key, once) => {
  expect(isWrittenOnce(key)).toBe(once)
})
