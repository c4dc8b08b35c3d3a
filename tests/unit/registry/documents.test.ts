import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Body, Key, ObjectStore } from '../../../contracts/ports/object-store.ts'
import {
  createDocument,
  listDocuments,
  moveDocument,
  readDocument,
  readMovable,
} from '../../../registry/index.ts'
import { MemoryObjectStore } from '../../fakes/memory-object-store.ts'
import { eachStore } from './each-store.ts'

const note = z.object({ text: z.string(), count: z.number() })
const key = 'registry/notes/a.json'
const first = { text: 'first', count: 1 }

eachStore((open) => {
  test('a document is created once; whoever comes later is given what stands there', async () => {
    const store = await open()
    expect(await createDocument(store, key, note, first)).toEqual({ created: true, value: first })
    const again = await createDocument(store, key, note, { text: 'second', count: 2 })
    expect(again).toEqual({ created: false, value: first })
  })

  test('of many writers at once exactly one creates, and all are given its value', async () => {
    const store = await open()
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, count) =>
        createDocument(store, key, note, { text: 'x', count }),
      ),
    )
    expect(results.filter(({ created }) => created)).toHaveLength(1)
    const winner = results.find(({ created }) => created)
    expect(new Set(results.map(({ value }) => value.count))).toEqual(new Set([winner?.value.count]))
  })

  test('documents are JSON for people: sorted keys, two spaces, a line end', async () => {
    const store = await open()
    await createDocument(store, key, note, first)
    const text = Buffer.from((await store.get(key))!.body).toString()
    expect(text).toBe('{\n  "count": 1,\n  "text": "first"\n}\n')
  })

  test('what is not there is undefined, and what cannot be used is named with its reason', async () => {
    const store = await open()
    expect(await readDocument(store, key, note)).toBeUndefined()
    await store.putIfAbsent(key, Buffer.from('{"text": "x"}'))
    await expect(readDocument(store, key, note)).rejects.toMatchObject({
      code: 'LAKE_DOCUMENT_INVALID',
      message: expect.stringContaining(`${key} cannot be used: count`),
    })
    await store.putIfAbsent('registry/notes/b.json', Buffer.from('{'))
    await expect(readDocument(store, 'registry/notes/b.json', note)).rejects.toMatchObject({
      code: 'LAKE_DOCUMENT_INVALID',
      message: expect.stringContaining('it is not JSON'),
    })
  })

  test('a movable document is moved by whoever saw it last', async () => {
    const store = await open()
    expect(await moveDocument(store, key, note, first, undefined)).toBe(true)
    const seen = await readMovable(store, key, note)
    expect(await moveDocument(store, key, note, { text: 'a', count: 2 }, seen?.etag)).toBe(true)
    expect(await moveDocument(store, key, note, { text: 'b', count: 3 }, seen?.etag)).toBe(false)
    expect(await moveDocument(store, key, note, { text: 'c', count: 4 }, undefined)).toBe(false)
    expect((await readMovable(store, key, note))?.value).toEqual({ text: 'a', count: 2 })
  })

  test('a listing gives every document in the order of the keys, and only JSON', async () => {
    const store = await open()
    for (const count of Array.from({ length: 100 }, (_, i) => (i * 37) % 100))
      await createDocument(store, `registry/notes/${String(count).padStart(3, '0')}.json`, note, {
        text: 'x',
        count,
      })
    await store.putIfAbsent('registry/notes/readme.txt', Buffer.from('hello'))
    const counts: number[] = []
    for await (const { value } of listDocuments(store, 'registry/notes/', note))
      counts.push(value.count)
    expect(counts).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  test('a listing with a damaged document says which', async () => {
    const store = await open()
    await createDocument(store, 'registry/notes/a.json', note, first)
    await store.putIfAbsent('registry/notes/b.json', Buffer.from('[]'))
    const listing = async () => {
      for await (const _ of listDocuments(store, 'registry/notes/', note));
    }
    await expect(listing()).rejects.toMatchObject({
      message: expect.stringContaining('notes/b.json'),
    })
  })
})

test('a value that could not be read back is refused before it is written', async () => {
  const store = new MemoryObjectStore()
  await expect(createDocument(store, key, note, { text: 'x', count: Number.NaN })).rejects.toThrow()
  expect(await store.get(key)).toBeUndefined()
})

/** A store whose writes arrive although their answers are lost. */
class LossyStore extends MemoryObjectStore {
  readonly #arrives: boolean
  constructor(arrives: boolean) {
    super()
    this.#arrives = arrives
  }
  override async putIfAbsent(key: Key, body: Body): ReturnType<ObjectStore['putIfAbsent']> {
    if (this.#arrives) await super.putIfAbsent(key, body)
    throw new Error('connection reset')
  }
  override async putIfMatch(
    key: Key,
    body: Body,
    etag: string,
  ): ReturnType<ObjectStore['putIfMatch']> {
    if (this.#arrives) await super.putIfMatch(key, body, etag)
    throw new Error('connection reset')
  }
}

test('a write whose answer was lost counts when it arrived', async () => {
  const store = new LossyStore(true)
  expect(await createDocument(store, key, note, first)).toEqual({ created: true, value: first })
  const seen = await readMovable(store, key, note)
  expect(await moveDocument(store, key, note, { text: 'b', count: 2 }, seen?.etag)).toBe(true)
})

test('a write that did not arrive fails', async () => {
  const store = new LossyStore(false)
  await expect(createDocument(store, key, note, first)).rejects.toThrow('connection reset')
  await expect(moveDocument(store, key, note, first, undefined)).rejects.toThrow('connection reset')
})
