import { createCipheriv, createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ObjectStore, PutResult } from '../../contracts/ports/object-store.ts'

export interface StoreUnderTest {
  readonly store: ObjectStore
  /** A further client of the same lake, as another process would have. @default the same client again */
  readonly another?: () => ObjectStore
  readonly cleanup: () => Promise<void>
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (body: Uint8Array | undefined): string | undefined =>
  body && new TextDecoder().decode(body)

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
const readAll = async (pieces: AsyncIterable<Uint8Array>) => Buffer.concat(await collect(pieces))
const keys = async (store: ObjectStore, prefix: string) =>
  (await collect(store.list(prefix))).map(({ key }) => key)

const writtenEtag = (result: PutResult): string => {
  if (result.kind !== 'written') throw new Error('the write was refused')
  return result.etag
}

/** Repeatable bytes that do not compress and differ everywhere. */
const noise = (length: number): Buffer =>
  createCipheriv('aes-256-ctr', Buffer.alloc(32, 7), Buffer.alloc(16)).update(Buffer.alloc(length))

async function* inPieces(body: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size)
}

// biome-ignore lint/correctness/useYield: a body that breaks before its first byte
async function* broken(): AsyncIterable<Uint8Array> {
  throw new Error('the source broke')
}
async function* brokenAfter(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
  yield* broken()
}

const badKeys: Readonly<Record<string, string>> = {
  'is empty': '',
  'begins with a slash': '/a',
  'ends with a slash': 'a/',
  'has an empty segment': 'a//b',
  'climbs out': '../a',
  'climbs out further down': 'a/../../b',
  'ends in two dots': 'a/..',
  'has a segment of one dot': 'a/./b',
  'has a backslash': 'a\\b',
  'has a NUL': 'a\u0000b',
  'has a line break': 'a\nb',
  'has a delete character': 'a\u007fb',
  'has half a surrogate pair': 'a\ud800b',
  'has a segment of 256 bytes': 'x'.repeat(256),
  'has a segment of 256 bytes in fewer characters': 'é'.repeat(128),
  'is longer than 1,024 bytes': Array(6).fill('x'.repeat(200)).join('/'),
}

const strangeKeys = [
  'plain',
  'with spaces/and more of them.txt',
  'run_date=2026-01-01/run_id=a+b%20c&d#e?f.json',
  'quotes \' and " and `/semi;colon',
  'ümläut/ひらがな/🦆.json',
  '.hidden/.file',
  '...',
  '100%',
  `${'x'.repeat(255)}/${'é'.repeat(127)}`,
]

/** Every object store behaves like this. */
export function objectStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`object store: ${name}`, () => {
    let under: StoreUnderTest
    let store: ObjectStore
    const another = () => under.another?.() ?? store

    beforeEach(async () => {
      under = await make()
      store = under.store
    })
    afterEach(() => under.cleanup())

    describe('reading', () => {
      test('what is not there is undefined, and missing when streamed', async () => {
        expect(await store.get('no/such')).toBeUndefined()
        expect(await store.head('no/such')).toBeUndefined()
        await expect(collect(store.stream('no/such'))).rejects.toMatchObject({
          code: 'LAKE_OBJECT_MISSING',
        })
      })

      test('a part of a key is not an object', async () => {
        await store.putIfAbsent('a/b/c', bytes('1'))
        expect(await store.get('a/b')).toBeUndefined()
        expect(await store.head('a')).toBeUndefined()
        expect(await store.get('a/b/c/d')).toBeUndefined()
      })

      test('get, head, list and the write agree on size and etag', async () => {
        const etag = writtenEtag(await store.putIfAbsent('a/b', bytes('hello')))
        expect((await store.get('a/b'))?.etag).toBe(etag)
        expect(await store.head('a/b')).toMatchObject({ key: 'a/b', bytes: 5, etag })
        expect(await collect(store.list(''))).toEqual([{ key: 'a/b', bytes: 5, etag }])
      })

      test('an empty object is an object', async () => {
        await store.putIfAbsent('empty', new Uint8Array(0))
        expect((await store.get('empty'))?.body.length).toBe(0)
        expect((await store.head('empty'))?.bytes).toBe(0)
        expect((await readAll(store.stream('empty'))).length).toBe(0)
        expect(await keys(store, '')).toEqual(['empty'])
      })

      test('what one client writes another reads at once', async () => {
        const etag = writtenEtag(await store.putIfAbsent('a', bytes('1')))
        expect(text((await another().get('a'))?.body)).toBe('1')
        await another().putIfMatch('a', bytes('2'), etag)
        expect(text((await store.get('a'))?.body)).toBe('2')
        expect((await store.head('a'))?.etag).toBe((await another().head('a'))?.etag)
      })

      test('changing bytes that were read or written does not change the object', async () => {
        const body = bytes('abc')
        await store.putIfAbsent('a', body)
        body[0] = 120
        const read = (await store.get('a'))!.body
        read[1] = 120
        expect(text((await store.get('a'))?.body)).toBe('abc')
      })
    })

    describe('creating', () => {
      test('the first writer wins and the second changes nothing', async () => {
        const first = await store.putIfAbsent('a', bytes('first'))
        expect(first.kind).toBe('written')
        expect(await another().putIfAbsent('a', bytes('second'))).toEqual({ kind: 'refused' })
        expect(text((await store.get('a'))?.body)).toBe('first')
        expect((await store.head('a'))?.etag).toBe(writtenEtag(first))
      })

      test('of many writers at once exactly one wins, and its bytes stay', async () => {
        for (let round = 0; round < 10; round++) {
          const key = `race/${round}`
          const results = await Promise.all(
            Array.from({ length: 16 }, (_, n) => another().putIfAbsent(key, bytes(`writer ${n}`))),
          )
          const winners = results.flatMap(({ kind }, n) => (kind === 'written' ? [n] : []))
          expect(winners).toHaveLength(1)
          const stored = await store.get(key)
          expect(text(stored?.body)).toBe(`writer ${winners[0]}`)
          expect(stored?.etag).toBe(writtenEtag(results[winners[0]!]!))
        }
      })

      test('a stream is stored whole', async () => {
        const body = noise(300_000)
        await store.putIfAbsent('streamed', inPieces(body, 7_001))
        expect(body.equals((await store.get('streamed'))!.body)).toBe(true)
      })

      test('a stream of nothing is an empty object', async () => {
        await store.putIfAbsent('empty', inPieces(new Uint8Array(0), 1))
        expect((await store.head('empty'))?.bytes).toBe(0)
      })

      test('a stream that breaks leaves nothing and passes its error on', async () => {
        await expect(store.putIfAbsent('a', broken())).rejects.toThrow('the source broke')
        await expect(store.putIfAbsent('a', brokenAfter(noise(100_000)))).rejects.toThrow(
          'the source broke',
        )
        expect(await store.get('a')).toBeUndefined()
        expect(await keys(store, '')).toEqual([])
        expect((await store.putIfAbsent('a', bytes('1'))).kind).toBe('written')
      })

      test.each(strangeKeys)('the key %j works', async (key) => {
        await store.putIfAbsent(key, bytes(key))
        expect(text((await store.get(key))?.body)).toBe(key)
        expect(await keys(store, '')).toEqual([key])
        expect(await keys(store, key)).toEqual([key])
        const etag = (await store.head(key))!.etag
        await store.putIfMatch(key, bytes('new'), etag)
        expect(text(await readAll(store.stream(key)))).toBe('new')
        expect(await keys(store, '')).toEqual([key])
        await store.delete(key)
        expect(await keys(store, '')).toEqual([])
      })
    })

    describe('replacing', () => {
      test('the current etag replaces, and a new etag comes of it', async () => {
        const first = writtenEtag(await store.putIfAbsent('a', bytes('1')))
        const second = writtenEtag(await store.putIfMatch('a', bytes('22'), first))
        const third = writtenEtag(await another().putIfMatch('a', bytes('1'), second))
        expect(new Set([first, second, third]).size).toBe(3)
        expect(await store.head('a')).toMatchObject({ key: 'a', bytes: 1, etag: third })
        expect(await collect(store.list(''))).toEqual([{ key: 'a', bytes: 1, etag: third }])
      })

      test('an old etag is refused and changes nothing', async () => {
        const first = writtenEtag(await store.putIfAbsent('a', bytes('1')))
        const second = writtenEtag(await store.putIfMatch('a', bytes('2'), first))
        expect(await another().putIfMatch('a', bytes('3'), first)).toEqual({ kind: 'refused' })
        expect(await store.putIfMatch('a', bytes('3'), 'nonsense')).toEqual({ kind: 'refused' })
        expect(await store.get('a')).toEqual({ body: Buffer.from('2'), etag: second })
      })

      test('what is not there cannot be replaced', async () => {
        const etag = writtenEtag(await store.putIfAbsent('a', bytes('1')))
        expect(await store.putIfMatch('b', bytes('2'), etag)).toEqual({ kind: 'refused' })
        expect(await keys(store, '')).toEqual(['a'])
      })

      test('what was replaced still exists for those who would create it', async () => {
        const etag = writtenEtag(await store.putIfAbsent('a', bytes('1')))
        await store.putIfMatch('a', bytes('2'), etag)
        expect(await store.putIfAbsent('a', bytes('3'))).toEqual({ kind: 'refused' })
        expect(text((await store.get('a'))?.body)).toBe('2')
      })

      test('of many writers with one etag exactly one wins', async () => {
        let etag = writtenEtag(await store.putIfAbsent('a', bytes('start')))
        for (let round = 0; round < 10; round++) {
          const results = await Promise.all(
            Array.from({ length: 16 }, (_, n) => another().putIfMatch('a', bytes(`w${n}`), etag)),
          )
          const winners = results.flatMap(({ kind }, n) => (kind === 'written' ? [n] : []))
          expect(winners).toHaveLength(1)
          expect(text((await store.get('a'))?.body)).toBe(`w${winners[0]}`)
          etag = writtenEtag(results[winners[0]!]!)
        }
      })

      test('a counter raised by eight writers loses no step', async () => {
        const steps = 20
        await store.putIfAbsent('counter', bytes('0'))
        const raise = async (client: ObjectStore) => {
          for (;;) {
            const { body, etag } = (await client.get('counter'))!
            const next = bytes(String(Number(text(body)) + 1))
            if ((await client.putIfMatch('counter', next, etag)).kind === 'written') return
          }
        }
        await Promise.all(
          Array.from({ length: 8 }, async () => {
            const client = another()
            for (let step = 0; step < steps; step++) await raise(client)
          }),
        )
        expect(text((await store.get('counter'))?.body)).toBe(String(8 * steps))
      })

      test('a reader sees one whole content or another while writers replace it', async () => {
        const content = (n: number) => Buffer.alloc(50_000, n)
        let etag = writtenEtag(await store.putIfAbsent('a', content(0)))
        let done = false
        const reader = (async () => {
          const client = another()
          while (!done) {
            const { body } = (await client.get('a'))!
            expect(body.every((byte) => byte === body[0])).toBe(true)
            expect(body.length).toBe(50_000)
            await new Promise((resolve) => setImmediate(resolve))
          }
        })()
        for (let n = 1; n <= 30; n++)
          etag = writtenEtag(await store.putIfMatch('a', content(n), etag))
        done = true
        await reader
      })

      test('a stream that breaks leaves the old object', async () => {
        const etag = writtenEtag(await store.putIfAbsent('a', bytes('old')))
        await expect(store.putIfMatch('a', brokenAfter(noise(100_000)), etag)).rejects.toThrow(
          'the source broke',
        )
        expect(await store.get('a')).toEqual({ body: Buffer.from('old'), etag })
        expect(await keys(store, '')).toEqual(['a'])
      })
    })

    describe('streaming', () => {
      const body = noise(1_000_000)
      const ranges: readonly (readonly [number, number])[] = [
        [0, 1],
        [0, 1_000_000],
        [999_999, 1_000_000],
        [262_143, 262_145],
        [100, 700_000],
        [500_000, 9_000_000],
        [0, 0],
        [7, 7],
        [1_000_000, 1_000_001],
        [2_000_000, 3_000_000],
      ]

      test.each(ranges)('bytes %i to before %i', async (start, end) => {
        await store.putIfAbsent('a', body)
        const part = await readAll(store.stream('a', { start, end }))
        expect(part.equals(body.subarray(start, end))).toBe(true)
      })

      test('twenty megabytes go in and out as streams', { timeout: 120_000 }, async () => {
        const big = noise(20 * 1024 * 1024)
        const digest = createHash('sha256')
        await store.putIfAbsent('big', inPieces(big, 65_536))
        let largest = 0
        for await (const piece of store.stream('big')) {
          digest.update(piece)
          largest = Math.max(largest, piece.length)
        }
        expect(digest.digest('hex')).toBe(createHash('sha256').update(big).digest('hex'))
        expect(largest).toBeLessThanOrEqual(8 * 1024 * 1024)
        expect((await store.head('big'))?.bytes).toBe(big.length)
      })

      test('a reader may stop early', async () => {
        await store.putIfAbsent('a', body)
        for await (const piece of store.stream('a')) {
          expect(piece[0]).toBe(body[0])
          break
        }
        expect((await store.head('a'))?.bytes).toBe(body.length)
      })

      test('a replaced object is streamed in its newest form', async () => {
        const etag = writtenEtag(await store.putIfAbsent('a', bytes('old')))
        await store.putIfMatch('a', bytes('newer'), etag)
        expect(text(await readAll(store.stream('a', { start: 1, end: 4 })))).toBe('ewe')
      })
    })

    describe('listing', () => {
      test('an empty lake lists nothing', async () => {
        expect(await keys(store, '')).toEqual([])
        expect(await keys(store, 'no/such/')).toEqual([])
      })

      test('keys come in the order of their UTF-8 bytes, across folders', async () => {
        const unsorted = [
          'a-b',
          'a/b-c/d',
          'a/b/c',
          'a.b/c',
          'a0',
          'B',
          'a b',
          'é',
          'z/z',
          '\u{ff5e}/x',
          '\u{1f986}/x',
          'a!/x',
          '~',
        ]
        for (const key of unsorted) await store.putIfAbsent(key, bytes(key))
        const sorted = [...unsorted].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        expect(await keys(store, '')).toEqual(sorted)
      })

      test('a prefix may end anywhere in a key', async () => {
        for (const key of ['run/1/a', 'run/10/a', 'run/2/a', 'runs', 'other/run/1'])
          await store.putIfAbsent(key, bytes('x'))
        expect(await keys(store, 'run')).toEqual(['run/1/a', 'run/10/a', 'run/2/a', 'runs'])
        expect(await keys(store, 'run/')).toEqual(['run/1/a', 'run/10/a', 'run/2/a'])
        expect(await keys(store, 'run/1')).toEqual(['run/1/a', 'run/10/a'])
        expect(await keys(store, 'run/1/')).toEqual(['run/1/a'])
        expect(await keys(store, 'run/1/a')).toEqual(['run/1/a'])
        expect(await keys(store, 'run/1/a/')).toEqual([])
        expect(await keys(store, '.')).toEqual([])
      })

      test('replaced objects are listed once, deleted ones not at all', async () => {
        const etag = writtenEtag(await store.putIfAbsent('a/1', bytes('1')))
        await store.putIfAbsent('a/2', bytes('2'))
        const newer = writtenEtag(await store.putIfMatch('a/1', bytes('longer'), etag))
        await store.delete('a/2')
        expect(await collect(store.list('a/'))).toEqual([{ key: 'a/1', bytes: 6, etag: newer }])
        await store.delete('a/1')
        expect(await keys(store, '')).toEqual([])
      })

      test('thousands of keys are listed whole and in order', async () => {
        const names = Array.from({ length: 2_500 }, (_, n) => `many/${String(n).padStart(5, '0')}`)
        for (let at = 0; at < names.length; at += 100)
          await Promise.all(
            names.slice(at, at + 100).map((key) => store.putIfAbsent(key, bytes('x'))),
          )
        expect(await keys(store, 'many/')).toEqual(names)
        expect(await keys(store, 'many/024')).toEqual(names.slice(2_400))
      })

      test.each(['../', '/', 'a/../b', 'a//b', 'a\\', '\u0000'])(
        'the prefix %j is refused',
        async (prefix) => {
          await expect(keys(store, prefix)).rejects.toMatchObject({ code: 'LAKE_KEY_INVALID' })
        },
      )
    })

    describe('adopting', () => {
      test('the object moves and keeps its bytes', async () => {
        await store.putIfAbsent('staging/1', bytes('data'))
        const etag = writtenEtag(await store.adopt('staging/1', 'tables/t/part'))
        expect(await store.get('tables/t/part')).toEqual({ body: Buffer.from('data'), etag })
        expect(await keys(store, '')).toEqual(['tables/t/part'])
      })

      test('a taken key is kept, and so is the object that would have moved', async () => {
        const etag = writtenEtag(await store.putIfAbsent('a', bytes('first')))
        await store.putIfAbsent('staging/1', bytes('second'))
        expect(await store.adopt('staging/1', 'a')).toEqual({ kind: 'refused' })
        expect(await store.get('a')).toEqual({ body: Buffer.from('first'), etag })
        expect(text((await store.get('staging/1'))?.body)).toBe('second')
      })

      test('what is not there cannot be adopted', async () => {
        await expect(store.adopt('no/such', 'a')).rejects.toMatchObject({
          code: 'LAKE_OBJECT_MISSING',
        })
        expect(await keys(store, '')).toEqual([])
      })

      test('of many adopters of one key exactly one wins', async () => {
        const froms = Array.from({ length: 12 }, (_, n) => `staging/${n}`)
        for (const from of froms) await store.putIfAbsent(from, bytes(from))
        const results = await Promise.all(froms.map((from) => another().adopt(from, 'a')))
        const winners = froms.filter((_, n) => results[n]?.kind === 'written')
        expect(winners).toHaveLength(1)
        expect(text((await store.get('a'))?.body)).toBe(winners[0])
        expect((await keys(store, 'staging/')).length).toBe(11)
      })

      test('the newest form of a replaced object moves', async () => {
        const etag = writtenEtag(await store.putIfAbsent('a', bytes('1')))
        await store.putIfMatch('a', bytes('2'), etag)
        await store.adopt('a', 'b')
        expect(await store.get('a')).toBeUndefined()
        expect(text((await store.get('b'))?.body)).toBe('2')
      })
    })

    describe('deleting', () => {
      test('what is deleted is gone, and deleting it again is no error', async () => {
        await store.putIfAbsent('a', bytes('1'))
        await store.delete('a')
        await another().delete('a')
        await store.delete('never/was')
        expect(await store.get('a')).toBeUndefined()
        expect(await store.head('a')).toBeUndefined()
      })

      test('deleting a part of a key removes nothing', async () => {
        await store.putIfAbsent('a/b', bytes('1'))
        await store.delete('a')
        await store.delete('a/b/c')
        expect(await keys(store, '')).toEqual(['a/b'])
      })

      test('an old etag is refused after the object was deleted, also when it was made anew', async () => {
        const etags = new Set<string>()
        for (let n = 0; n < 50; n++) {
          const etag = writtenEtag(await store.putIfAbsent('a', bytes('same')))
          expect(etags.has(etag)).toBe(false)
          etags.add(etag)
          await store.delete('a')
          expect(await store.putIfMatch('a', bytes('x'), etag)).toEqual({ kind: 'refused' })
        }
        await store.putIfAbsent('a', bytes('same'))
        for (const etag of etags)
          expect(await store.putIfMatch('a', bytes('x'), etag)).toEqual({ kind: 'refused' })
      })

      test('a replaced object can be deleted, made anew and replaced again', async () => {
        const first = writtenEtag(await store.putIfAbsent('a', bytes('1')))
        const second = writtenEtag(await store.putIfMatch('a', bytes('2'), first))
        await store.delete('a')
        expect(await store.get('a')).toBeUndefined()
        expect(await store.putIfMatch('a', bytes('x'), second)).toEqual({ kind: 'refused' })
        const third = writtenEtag(await store.putIfAbsent('a', bytes('3')))
        expect(text((await another().get('a'))?.body)).toBe('3')
        await store.putIfMatch('a', bytes('4'), third)
        expect(text((await store.get('a'))?.body)).toBe('4')
        await store.delete('a')
        expect(await keys(store, '')).toEqual([])
      })

      test('of writers who race to make a deleted object anew exactly one wins', async () => {
        for (let round = 0; round < 5; round++) {
          const etag = writtenEtag(await store.putIfAbsent('a', bytes('1')))
          await store.putIfMatch('a', bytes('2'), etag)
          await store.delete('a')
          const results = await Promise.all(
            Array.from({ length: 8 }, (_, n) => another().putIfAbsent('a', bytes(`w${n}`))),
          )
          const winners = results.flatMap(({ kind }, n) => (kind === 'written' ? [n] : []))
          expect(winners).toHaveLength(1)
          expect(text((await store.get('a'))?.body)).toBe(`w${winners[0]}`)
          await store.delete('a')
        }
      })
    })

    describe('keys', () => {
      test.each(Object.entries(badKeys))(
        'a key that %s is refused by every method',
        async (_, key) => {
          const refusal = { code: 'LAKE_KEY_INVALID' }
          await store.putIfAbsent('good', bytes('1'))
          await expect(store.get(key)).rejects.toMatchObject(refusal)
          await expect(store.head(key)).rejects.toMatchObject(refusal)
          await expect(collect(store.stream(key))).rejects.toMatchObject(refusal)
          await expect(store.putIfAbsent(key, bytes('x'))).rejects.toMatchObject(refusal)
          await expect(store.putIfMatch(key, bytes('x'), 'e')).rejects.toMatchObject(refusal)
          await expect(store.adopt(key, 'to')).rejects.toMatchObject(refusal)
          await expect(store.adopt('good', key)).rejects.toMatchObject(refusal)
          await expect(store.delete(key)).rejects.toMatchObject(refusal)
          expect(() => store.location(key)).toThrow(expect.objectContaining(refusal))
          expect(await keys(store, '')).toEqual(['good'])
        },
      )

      test('the location of an object ends in its key', () => {
        expect(store.location('a/b c.parquet').endsWith('/a/b c.parquet')).toBe(true)
      })
    })
  })
}
