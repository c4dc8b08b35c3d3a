import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FsObjectStore } from '../../../../platform/local/fs-object-store.ts'

const child = fileURLToPath(new URL('./store-child.ts', import.meta.url))
const bytes = (text: string) => Buffer.from(text)

let folder: string
let store: FsObjectStore
const children: ChildProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-test-fs-'))
  store = new FsObjectStore(folder)
})
afterEach(async () => {
  for (const each of children.splice(0)) each.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

/** Starts a process of its own; resolves once it is ready to go. Its lines come from `next`. */
async function begin(what: string, name: string) {
  const started = spawn(process.execPath, ['--no-warnings', child, what, folder, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(started)
  const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]()
  const next = async () => String((await lines.next()).value)
  expect(await next()).toBe('ready')
  const ended = new Promise<void>((resolve) => started.once('exit', () => resolve()))
  return { process: started, next, ended }
}

async function keys(prefix: string): Promise<string[]> {
  const all: string[] = []
  for await (const { key } of store.list(prefix)) all.push(key)
  return all
}

const textOf = async (key: string) => (await store.get(key))?.body.toString()
const etagOf = async (key: string) => (await store.head(key))!.etag

describe('two processes on one lake', () => {
  test('exactly one of them creates each object', async () => {
    const [a, b] = await Promise.all([begin('create', 'a'), begin('create', 'b')])
    await store.putIfAbsent('go', bytes(''))
    const wonByA: number[] = JSON.parse(await a.next())
    const wonByB: number[] = JSON.parse(await b.next())
    const inOrder = [...wonByA, ...wonByB].sort((x, y) => x - y)
    expect(inOrder).toEqual(Array.from({ length: 200 }, (_, n) => n))
    for (const n of wonByA) expect(await textOf(`race/${n}`)).toBe('a')
    for (const n of wonByB) expect(await textOf(`race/${n}`)).toBe('b')
  })

  test('no step of a counter that both raise is lost', async () => {
    await store.putIfAbsent('counter', bytes('0'))
    const both = await Promise.all([begin('raise', 'a'), begin('raise', 'b')])
    await store.putIfAbsent('go', bytes(''))
    const lost = await Promise.all(both.map(async ({ next }) => Number(await next())))
    expect(await textOf('counter')).toBe('200')
    expect(fs.readFileSync(store.location('counter'), 'utf8')).toBe('200')
    // Otherwise they did not race.
    expect(lost[0]! + lost[1]!).toBeGreaterThan(0)
  })

  test('creating, replacing and deleting one key at once leaves it usable', async () => {
    const both = await Promise.all([begin('flicker', 'a'), begin('flicker', 'b')])
    await store.putIfAbsent('go', bytes(''))
    for (const { next } of both) expect(JSON.parse(await next()).created).toBeGreaterThan(0)
    await store.delete('flicker')
    expect(await keys('flicker')).toEqual([])
    expect(fs.existsSync(join(folder, 'flicker'))).toBe(false)
    expect((await store.putIfAbsent('flicker', bytes('last'))).kind).toBe('written')
    expect(await textOf('flicker')).toBe('last')
  })
})

describe('a writer that is killed', () => {
  test('in the middle of a stream leaves nothing, and the next writer succeeds', async () => {
    const writer = await begin('stream', 'x')
    await store.putIfAbsent('go', bytes(''))
    const aside = () =>
      fs.readdirSync(join(folder, '.tmp')).map((name) => fs.statSync(join(folder, '.tmp', name)))
    await expect.poll(() => aside().some(({ size }) => size > 1_000_000)).toBe(true)
    writer.process.kill('SIGKILL')
    await writer.ended
    expect(await store.get('big')).toBeUndefined()
    expect(await keys('')).toEqual(['go'])
    expect((await store.putIfAbsent('big', bytes('whole'))).kind).toBe('written')
    expect(await textOf('big')).toBe('whole')
  })

  test('at any moment leaves whole objects, old or new, and the next writer succeeds', async () => {
    await store.putIfAbsent('pointer', Buffer.alloc(100_000, 0))
    await store.putIfAbsent('go', bytes(''))
    for (let round = 0; round < 8; round++) {
      const writer = await begin('rewrite', String(round))
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 17))
      writer.process.kill('SIGKILL')
      await writer.ended
      for await (const { key, bytes: size } of store.list('')) {
        if (key === 'go') continue
        const { body } = (await store.get(key))!
        expect(body.length).toBe(size)
        expect(size).toBe(key === 'pointer' ? 100_000 : 10_000)
        expect(body.every((byte) => byte === body[0])).toBe(true)
      }
      const etag = await etagOf('pointer')
      expect((await store.putIfMatch('pointer', Buffer.alloc(100_000, 1), etag)).kind).toBe(
        'written',
      )
      const shown = fs.readFileSync(store.location('pointer'))
      expect(shown.equals((await store.get('pointer'))!.body)).toBe(true)
    }
  })

  test('between taking a generation and showing it has published it', async () => {
    await store.putIfAbsent('p', bytes('1'))
    await store.putIfMatch('p', bytes('2'), await etagOf('p'))
    const chain = join(folder, '.generations', 'p')
    fs.writeFileSync(join(chain, '000000003.generation'), '3')
    expect(await textOf('p')).toBe('3')
    expect(fs.readFileSync(join(folder, 'p'), 'utf8')).toBe('2')
    expect(fs.readFileSync(store.location('p'), 'utf8')).toBe('3')
    await store.putIfMatch('p', bytes('4'), await etagOf('p'))
    expect(await textOf('p')).toBe('4')
  })

  test('before it removed the shown file of a deleted object has deleted it', async () => {
    await store.putIfAbsent('p', bytes('1'))
    await store.putIfMatch('p', bytes('2'), await etagOf('p'))
    fs.mkdirSync(join(folder, '.generations', 'p', '000000003.generation'))
    expect(await store.get('p')).toBeUndefined()
    expect(await keys('')).toEqual([])
    expect((await store.putIfAbsent('p', bytes('new'))).kind).toBe('written')
    expect(await textOf('p')).toBe('new')
    expect(fs.readFileSync(join(folder, 'p'), 'utf8')).toBe('new')
  })

  test('long ago has its leftovers cleared, a writer at work has not', async () => {
    fs.mkdirSync(join(folder, '.tmp'))
    for (const name of ['old', 'new']) fs.writeFileSync(join(folder, '.tmp', name), 'x')
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600
    fs.utimesSync(join(folder, '.tmp', 'old'), twoDaysAgo, twoDaysAgo)
    await store.putIfAbsent('a', bytes('1'))
    expect(fs.readdirSync(join(folder, '.tmp'))).toEqual(['new'])
  })
})

describe('what lies in the folder', () => {
  test('an object is a plain file at its key, replaced ones too', async () => {
    await store.putIfAbsent('a/b.json', bytes('1'))
    expect(fs.readFileSync(join(folder, 'a/b.json'), 'utf8')).toBe('1')
    await store.putIfMatch('a/b.json', bytes('2'), await etagOf('a/b.json'))
    expect(fs.readFileSync(join(folder, 'a/b.json'), 'utf8')).toBe('2')
    expect(store.location('a/b.json')).toBe(join(folder, 'a/b.json'))
  })

  test('every generation of a replaced object is kept', async () => {
    await store.putIfAbsent('p', bytes('one'))
    await store.putIfMatch('p', bytes('two'), await etagOf('p'))
    await store.putIfMatch('p', bytes('three'), await etagOf('p'))
    const chain = join(folder, '.generations', 'p')
    const history = fs.readdirSync(chain).map((name) => fs.readFileSync(join(chain, name), 'utf8'))
    expect(history).toEqual(['one', 'two', 'three'])
  })

  test('writes leave no file aside, whether they win, lose or break', async () => {
    async function* broken(): AsyncIterable<Uint8Array> {
      yield bytes('half')
      throw new Error('broke')
    }
    await store.putIfAbsent('a', bytes('1'))
    const etag = await etagOf('a')
    await Promise.allSettled([
      store.putIfAbsent('b', broken()),
      store.putIfMatch('a', broken(), etag),
      ...Array.from({ length: 5 }, () => store.putIfMatch('a', bytes('2'), etag)),
      ...Array.from({ length: 5 }, () => store.putIfAbsent('c', bytes('2'))),
    ])
    expect(fs.readdirSync(join(folder, '.tmp'))).toEqual([])
  })

  test('a lake that was copied works on, and the copies are apart', async () => {
    await store.putIfAbsent('p', bytes('1'))
    await store.putIfMatch('p', bytes('2'), await etagOf('p'))
    const copy = `${folder}-copy`
    try {
      fs.cpSync(folder, copy, { recursive: true })
      const copied = new FsObjectStore(copy)
      const etag = (await copied.head('p'))!.etag
      expect((await copied.putIfMatch('p', bytes('3'), etag)).kind).toBe('written')
      expect(await textOf('p')).toBe('2')
      expect(fs.readFileSync(copied.location('p'), 'utf8')).toBe('3')
    } finally {
      await rm(copy, { recursive: true, force: true })
    }
  })

  test('a replaced object outlives its shown file', async () => {
    await store.putIfAbsent('a/b/p', bytes('1'))
    await store.putIfMatch('a/b/p', bytes('2'), await etagOf('a/b/p'))
    fs.rmSync(join(folder, 'a'), { recursive: true })
    expect(await textOf('a/b/p')).toBe('2')
    expect(await keys('')).toEqual(['a/b/p'])
    expect(fs.readFileSync(store.location('a/b/p'), 'utf8')).toBe('2')
  })

  test('where an object was replaced and deleted, a folder may follow', async () => {
    await store.putIfAbsent('f', bytes('1'))
    await store.putIfMatch('f', bytes('2'), await etagOf('f'))
    await store.delete('f')
    await store.putIfAbsent('f/c', bytes('3'))
    await store.putIfMatch('f/c', bytes('4'), await etagOf('f/c'))
    expect(await store.get('f')).toBeUndefined()
    expect(await keys('')).toEqual(['f/c'])
    await store.delete('f')
    expect(await textOf('f/c')).toBe('4')
  })

  test('a relative root is taken from the working folder', () => {
    expect(new FsObjectStore('some/lake').location('a')).toBe(join(process.cwd(), 'some/lake/a'))
    expect(new FsObjectStore('some/lake').root).toBe('some/lake')
  })
})

describe('keys that a folder cannot hold', () => {
  test.each(['.tmp/a', '.generations/a', '.tmp', 'a/000000002.generation'])(
    '%s belongs to the store itself',
    async (key) => {
      await expect(store.putIfAbsent(key, bytes('x'))).rejects.toMatchObject({
        code: 'LAKE_KEY_INVALID',
      })
      await expect(store.get(key)).rejects.toMatchObject({ code: 'LAKE_KEY_INVALID' })
    },
  )

  test('the store never lists its own folders', async () => {
    await store.putIfAbsent('a', bytes('1'))
    await store.putIfMatch('a', bytes('2'), await etagOf('a'))
    fs.writeFileSync(join(folder, '.tmp', 'half written'), 'x')
    expect(await keys('')).toEqual(['a'])
    expect(await keys('.')).toEqual([])
    expect(await keys('.generations/')).toEqual([])
    expect(await keys('.tmp/')).toEqual([])
  })

  test('an object and a folder of one name clash, and the message says so', async () => {
    await store.putIfAbsent('f', bytes('1'))
    await store.putIfAbsent('g/c', bytes('1'))
    await expect(store.putIfAbsent('f/c', bytes('x'))).rejects.toMatchObject({
      code: 'LAKE_KEY_INVALID',
      message: expect.stringContaining('an object has the name of one of its folders'),
    })
    await expect(store.putIfAbsent('g', bytes('x'))).rejects.toMatchObject({
      code: 'LAKE_KEY_INVALID',
      message: expect.stringContaining('there are objects below "g/"'),
    })
    expect(await keys('')).toEqual(['f', 'g/c'])
    expect(fs.readdirSync(join(folder, '.tmp'))).toEqual([])
  })

  test('a folder that deleted objects left empty is no hindrance', async () => {
    await store.putIfAbsent('g/h/c', bytes('1'))
    await store.delete('g/h/c')
    expect((await store.putIfAbsent('g', bytes('2'))).kind).toBe('written')
    await store.delete('g')
    expect((await store.putIfAbsent('g/h/c', bytes('3'))).kind).toBe('written')
    expect(await keys('')).toEqual(['g/h/c'])
  })
})

describe('symbolic links are not followed', () => {
  let outside: string
  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'millrace-test-outside-'))
    fs.writeFileSync(join(outside, 'secret'), 'secret')
    fs.symlinkSync(outside, join(folder, 'way-out'))
    fs.symlinkSync(join(outside, 'secret'), join(folder, 'file'))
    fs.symlinkSync(join(outside, 'nothing'), join(folder, 'dangling'))
  })
  afterEach(() => rm(outside, { recursive: true, force: true }))

  test.each(['way-out/secret', 'file', 'dangling', 'way-out/new/deeper'])(
    'not to %s',
    async (key) => {
      const refusal = {
        code: 'LAKE_KEY_INVALID',
        message: expect.stringContaining('symbolic link'),
      }
      await expect(store.get(key)).rejects.toMatchObject(refusal)
      await expect(store.head(key)).rejects.toMatchObject(refusal)
      await expect(store.putIfAbsent(key, bytes('x'))).rejects.toMatchObject(refusal)
      await expect(store.putIfMatch(key, bytes('x'), 'e')).rejects.toMatchObject(refusal)
      await expect(store.delete(key)).rejects.toMatchObject(refusal)
      expect(() => store.location(key)).toThrow(expect.objectContaining(refusal))
      expect(fs.readdirSync(outside)).toEqual(['secret'])
      expect(fs.readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret')
    },
  )

  test('not by a listing', async () => {
    await store.putIfAbsent('a', bytes('1'))
    expect(await keys('')).toEqual(['a'])
    await expect(keys('way-out/')).rejects.toMatchObject({ code: 'LAKE_KEY_INVALID' })
  })

  test('but the root itself may be one', async () => {
    fs.symlinkSync(folder, join(outside, 'lake'))
    const linked = new FsObjectStore(join(outside, 'lake'))
    await linked.putIfAbsent('a/b', bytes('1'))
    expect(await textOf('a/b')).toBe('1')
  })
})

describe('a lake that cannot be written', () => {
  const refusal = { code: 'LAKE_NOT_WRITABLE', cause: expect.any(Error) }

  test('because its root is a file', async () => {
    fs.writeFileSync(join(folder, 'file'), '')
    const broken = new FsObjectStore(join(folder, 'file'))
    await expect(broken.putIfAbsent('a', bytes('1'))).rejects.toMatchObject(refusal)
    expect(await broken.get('a')).toBeUndefined()
  })

  test.skipIf(process.getuid?.() === 0)('because you may not write there', async () => {
    fs.chmodSync(folder, 0o555)
    await expect(store.putIfAbsent('a', bytes('1'))).rejects.toMatchObject(refusal)
    fs.chmodSync(folder, 0o755)
  })

  test('a root that does not exist yet is empty, and made by the first write', async () => {
    const fresh = new FsObjectStore(join(folder, 'new/lake'))
    expect(await fresh.get('a')).toBeUndefined()
    for await (const head of fresh.list('')) expect(head).toBeUndefined()
    await fresh.delete('a')
    expect(fs.existsSync(join(folder, 'new'))).toBe(false)
    await fresh.putIfAbsent('a', bytes('1'))
    expect(fs.readFileSync(join(folder, 'new/lake/a'), 'utf8')).toBe('1')
  })
})
