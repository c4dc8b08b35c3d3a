import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ObjectHead, PutResult } from '../../../../contracts/ports/object-store.ts'
import { DuckDbSqlEngine } from '../../../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../../../platform/local/fs-object-store.ts'

/** A store on a disk that does something to every staged file once it is written. */
class FaultyStore extends FsObjectStore {
  readonly fault: (path: string) => void
  adopted = 0

  constructor(root: string, fault: (path: string) => void) {
    super(root)
    this.fault = fault
  }

  override async head(key: string): Promise<ObjectHead | undefined> {
    if (key.startsWith('staging/')) this.fault(this.location(key))
    return super.head(key)
  }

  override async adopt(from: string, to: string): Promise<PutResult> {
    this.adopted++
    return super.adopt(from, to)
  }
}

describe('writing Parquet', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-test-writer-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const openOn = (store: FsObjectStore, threads?: number) =>
    new DuckDbSqlEngine(store).open({ readable: ['tables/'], ...(threads ? { threads } : {}) })

  test.each<[string, (path: string, bytes: number) => void]>([
    ['cut short', (path) => truncateSync(path, 100)],
    ['filled with zeros', (path, bytes) => writeFileSync(path, Buffer.alloc(bytes))],
    ['lost', (path) => rmSync(path, { force: true })],
  ])('a file that is %s after the copy is noticed and not adopted', async (_, fault) => {
    const store = new FaultyStore(folder, (path) => {
      const bytes = statSync(path, { throwIfNoEntry: false })?.size
      if (bytes !== undefined) fault(path, bytes)
    })
    const session = await openOn(store)
    await expect(session.write('select 1 as a', 'tables/x.parquet')).rejects.toMatchObject({
      code: 'LAKE_FILE_DAMAGED',
      message: expect.stringContaining('Nothing was published'),
    })
    await session.close()
    expect(store.adopted).toBe(0)
    expect(await store.head('tables/x.parquet')).toBeUndefined()
  })

  test('with one thread equal queries give equal bytes', async () => {
    const store = new FsObjectStore(folder)
    const digests = []
    for (const name of ['one', 'two']) {
      const session = await openOn(store, 1)
      const sql = `select i % 1000 as k, sum(i / 7.0::double) as s, list(i)[1:3] as l
        from range(300000) r(i) join (select unnest(range(0, 300000, 3)) as i) t using (i) group by k`
      digests.push((await session.write(sql, `tables/${name}.parquet`)).sha256)
      await session.close()
    }
    expect(digests[0]).toBe(digests[1])
  })

  test('a scratch folder that cannot be made is a failure of the disk', async () => {
    const engine = new DuckDbSqlEngine(new FsObjectStore(folder), {
      tempFolder: join(folder, 'nowhere'),
    })
    await expect(engine.open({ readable: [] })).rejects.toMatchObject({ kind: 'disk' })
  })

  test('a lake that is a file is a failure of the disk', async () => {
    const root = join(folder, 'file')
    writeFileSync(root, '')
    const session = await openOn(new FsObjectStore(root))
    await expect(session.write('select 1 as a', 'tables/x.parquet')).rejects.toMatchObject({
      kind: 'disk',
    })
    await session.close()
  })
})
