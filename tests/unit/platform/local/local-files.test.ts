import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LocalFiles } from '../../../../platform/local/local-files.ts'

const files = new LocalFiles()
const missing = { code: 'SOURCE_FILE_MISSING' }
const unreadable = { code: 'SOURCE_FILE_UNREADABLE' }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-test-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function put(path: string, content: string | Uint8Array = 'x'): string {
  const full = join(folder, path)
  fs.mkdirSync(join(full, '..'), { recursive: true })
  fs.writeFileSync(full, content)
  return full
}

async function drain(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

describe('find', () => {
  test('a file is itself', async () => {
    const path = put('some file.csv', 'abc')
    expect(await files.find(path)).toEqual([{ path, name: 'some file.csv', bytes: 3 }])
  })

  test('a folder is its files by name; hidden ones and folders in it are left out', async () => {
    for (const name of ['b.csv', 'a.csv', '.hidden', 'deeper/c.csv']) put(name)
    expect((await files.find(folder)).map(({ name }) => name)).toEqual(['a.csv', 'b.csv'])
  })

  test('an empty folder has no files', async () => {
    expect(await files.find(folder)).toEqual([])
  })

  test('a link stands for what it leads to', async () => {
    fs.symlinkSync(put('real.csv', 'abc'), join(folder, 'link.csv'))
    fs.symlinkSync(join(folder, 'nothing'), join(folder, 'dangling.csv'))
    expect((await files.find(folder)).map(({ name, bytes }) => [name, bytes])).toEqual([
      ['link.csv', 3],
      ['real.csv', 3],
    ])
  })

  test('a relative path starts at the working folder', async () => {
    const [found] = await files.find('package.json')
    expect(found?.path).toBe(join(process.cwd(), 'package.json'))
  })

  test('what does not exist is missing, by the path that was given', async () => {
    await expect(files.find(join(folder, 'nope.csv'))).rejects.toMatchObject({
      ...missing,
      message: expect.stringContaining('nope.csv'),
    })
    await expect(files.find(join(put('file'), 'below'))).rejects.toMatchObject(missing)
  })

  test('what is neither a file nor a folder is refused instead of waited for', async () => {
    const path = join(folder, 'socket')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(path, resolve))
    await expect(files.find(path)).rejects.toMatchObject(unreadable)
    expect(await files.find(folder)).toEqual([])
    server.close()
  })

  test('links in a circle are refused', async () => {
    fs.symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
    await expect(files.find(join(folder, 'loop'))).rejects.toMatchObject(unreadable)
  })

  test.skipIf(process.getuid?.() === 0)('a file you may not read is refused', async () => {
    fs.chmodSync(put('secret.csv'), 0)
    await expect(files.find(folder)).rejects.toMatchObject(unreadable)
  })
})

describe('reading', () => {
  test('a file comes in pieces, whole', async () => {
    const content = Buffer.alloc(1_000_000, 'abc')
    expect((await drain(files.read(put('big', content)))).equals(content)).toBe(true)
  })

  test('a file that went since is missing, a folder is unreadable', async () => {
    await expect(drain(files.read(join(folder, 'gone')))).rejects.toMatchObject(missing)
    await expect(drain(files.read(folder))).rejects.toMatchObject(unreadable)
  })

  test('text is UTF-8, with or without a byte order mark', async () => {
    expect(await files.text(put('a.sql', 'select 1 -- é🦆'))).toBe('select 1 -- é🦆')
    expect(await files.text(put('b.sql', '\ufeffselect 1'))).toBe('select 1')
    expect(await files.text(put('empty.sql', ''))).toBe('')
  })

  test('text that is not there is undefined, text in another encoding is refused', async () => {
    expect(await files.text(join(folder, 'nope.sql'))).toBeUndefined()
    expect(await files.text(folder)).toBeUndefined()
    await expect(files.text(put('latin.sql', Buffer.from([0x63, 0xe9])))).rejects.toMatchObject({
      ...unreadable,
      message: expect.stringContaining('UTF-8'),
    })
  })
})

describe('tree', () => {
  test('names every file below a folder, sorted, without hidden ones', async () => {
    for (const path of ['b.sql', 'raw/b.yml', 'raw/a.sql', 'a-b.sql', '.git/config', 'raw/.swp'])
      put(path)
    fs.mkdirSync(join(folder, 'empty'))
    expect(await files.tree(folder)).toEqual(['a-b.sql', 'b.sql', 'raw/a.sql', 'raw/b.yml'])
  })

  test('is empty where there is no folder', async () => {
    expect(await files.tree(join(folder, 'nope'))).toEqual([])
  })

  test('links to folders are not followed, so that it ends', async () => {
    put('raw/a.sql')
    fs.symlinkSync(folder, join(folder, 'raw', 'up'))
    fs.symlinkSync(join(folder, 'raw/a.sql'), join(folder, 'b.sql'))
    expect(await files.tree(folder)).toEqual(['b.sql', 'raw/a.sql'])
  })
})

describe('scratch', () => {
  test('holds files until it is removed', async () => {
    const scratch = await files.scratch()
    const path = await scratch.write('a.csv', Buffer.from('abc'))
    async function* pieces(): AsyncIterable<Uint8Array> {
      yield Buffer.from('one ')
      yield Buffer.from('two')
    }
    const streamed = await scratch.write('b.csv', pieces())
    expect(fs.readFileSync(path, 'utf8')).toBe('abc')
    expect(fs.readFileSync(streamed, 'utf8')).toBe('one two')
    expect(path).toBe(join(scratch.folder, 'a.csv'))
    await scratch.remove()
    await scratch.remove()
    expect(fs.existsSync(scratch.folder)).toBe(false)
  })

  test('is for this user only, and no two are one', async () => {
    const [a, b] = await Promise.all([files.scratch(), files.scratch()])
    expect(a.folder).not.toBe(b.folder)
    expect(fs.statSync(a.folder).mode & 0o077).toBe(0)
    await Promise.all([a.remove(), b.remove()])
  })

  test.each(['../a', 'a/b', '/etc/a', '..', ''])('the name %j is refused', async (name) => {
    const scratch = await files.scratch()
    await expect(scratch.write(name, Buffer.from('x'))).rejects.toThrow('not the name of a file')
    await scratch.remove()
  })

  test('what dead processes left more than a day ago is removed, nothing else', async () => {
    const dead = 4_194_400
    const make = (process: number, days: number) => {
      const path = fs.mkdtempSync(join(tmpdir(), `millrace-${process}-`))
      fs.writeFileSync(join(path, 'file'), 'x')
      const time = Date.now() / 1000 - days * 24 * 3600
      fs.utimesSync(path, time, time)
      return path
    }
    const [old, fresh, alive] = [make(dead, 2), make(dead, 0), make(process.pid, 2)] as const
    const scratch = await new LocalFiles().scratch()
    expect([old, fresh, alive].map((path) => fs.existsSync(path))).toEqual([false, true, true])
    await scratch.remove()
    for (const path of [fresh, alive]) fs.rmSync(path, { recursive: true })
  })
})
