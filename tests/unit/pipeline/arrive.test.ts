import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import { silentProgress } from '../../../contracts/ports/progress.ts'
import { sourceDeclaration } from '../../../contracts/project/sources-file.ts'
import type { TableVersion } from '../../../contracts/records/table-version.ts'
import { mountAll, type Project } from '../../../engine/index.ts'
import { arrive } from '../../../pipeline/arrive.ts'
import { ingest } from '../../../pipeline/ingest.ts'
import { DuckDbSqlEngine } from '../../../platform/local/duckdb-sql-engine.ts'
import { fixedClock } from '../../../platform/local/fixed-clock.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { LocalFiles } from '../../../platform/local/local-files.ts'
import { listArrivals } from '../../../registry/index.ts'

let folder: string
let store: FsObjectStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-arrive-'))
  store = new FsObjectStore(join(folder, 'lake'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const deps = (over: ObjectStore = store, now = '2026-03-01T06:00:00.000Z') => ({
  store: over,
  engine: new DuckDbSqlEngine(over),
  files: new LocalFiles(),
  clock: fixedClock(now),
  progress: silentProgress,
  who: 'ana',
})

function project(stars = 'INTEGER', limit = 0.01): Project {
  const columns = [
    { name: 'id', type: 'VARCHAR', required: true },
    { name: 'stars', type: stars },
  ]
  const source = sourceDeclaration.parse({ name: 'review', columns, quarantine: { limit } })
  return { name: 'p', sources: [source] } as unknown as Project
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

async function keys(prefix = ''): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of store.list(prefix)) found.push(key)
  return found
}

async function rowsOf(version: TableVersion, select = 'id, stars'): Promise<readonly unknown[]> {
  const session = await deps().engine.open({ readable: ['tables/'] })
  try {
    await mountAll(session, [version])
    return await session.rows(`select ${select} from "${version.relation}" order by all`)
  } finally {
    await session.close()
  }
}

const good = 'id,stars\na,1\nb,2\n'
const other = 'id,stars\nc,3\n'
const bad = 'id,stars\nd,many\ne,5\n'

describe('ingest', () => {
  it('lands a file, byte for byte, once it could be read', async () => {
    const report = await ingest(deps(), project(), 'review', [await file('a.csv', good)])
    expect(report).toMatchObject({ accepted: 2, rejected: 0, files: [{ status: 'landed' }] })
    const landed = await store.get(report.files[0].key ?? '')
    expect(Buffer.from(landed?.body ?? []).toString()).toBe(good)
  })

  it('skips a file that it has seen, whatever its name, and changes nothing', async () => {
    await ingest(deps(), project(), 'review', [await file('a.csv', good)])
    const before = await keys()
    const again = await ingest(deps(), project(), 'review', [
      await file('a.csv', good),
      await file('copy.csv', good),
    ])
    expect(again.files.map(({ status }) => status)).toEqual([
      'already_ingested',
      'already_ingested',
    ])
    expect(await keys()).toEqual(before)
  })

  it('goes on with the next file after one is refused, and says why', async () => {
    const paths = [await file('x.csv', 'one,two\n1,2\n'), await file('a.csv', good)]
    const { files, accepted } = await ingest(deps(), project(), 'review', paths)
    expect(files.map(({ status }) => status)).toEqual(['refused', 'landed'])
    expect(files[0].error).toMatchObject({ code: 'SOURCE_COLUMNS_UNKNOWN' })
    expect(accepted).toBe(2)
    expect(await keys('landing/')).toHaveLength(1)
  })

  it('lands nothing of a file over the limit, and keeps its rejected rows', async () => {
    const report = await ingest(deps(), project(), 'review', [await file('bad.csv', bad)])
    expect(report).toMatchObject({
      accepted: 0,
      files: [{ status: 'over_limit', accepted: 1, rejected: 1 }],
    })
    expect(report.files[0].error?.message).toBe(
      '1 of 2 rows (50 %) of bad.csv were rejected; the limit is 1 %: 1 × VALUE_TYPE_WRONG (line 2: “many” is not an INTEGER). Nothing of it was taken in.',
    )
    expect(await keys()).toEqual([report.files[0].quarantine])
  })

  it('takes a file in once its limit is raised', async () => {
    const path = await file('bad.csv', bad)
    await ingest(deps(), project(), 'review', [path])
    const report = await ingest(deps(), project('INTEGER', 0.5), 'review', [path])
    expect(report).toMatchObject({ accepted: 1, rejected: 1, files: [{ status: 'landed' }] })
  })

  it('takes in every file of a folder', async () => {
    await file('a.csv', good)
    await file('b.csv', other)
    const { accepted } = await ingest(deps(), project(), 'review', [folder])
    expect(accepted).toBe(3)
  })

  it('touches no file when a path or the source is unknown', async () => {
    const path = await file('a.csv', good)
    await expect(ingest(deps(), project(), 'review', [path, `${path}x`])).rejects.toMatchObject({
      code: 'SOURCE_FILE_MISSING',
    })
    await expect(ingest(deps(), project(), 'reviews', [path])).rejects.toThrow(
      'Project "p" has no source "reviews". Did you mean "review"?',
    )
    expect(await keys()).toEqual([])
  })

  it('tells who took a file in', async () => {
    await ingest(deps(), project(), 'review', [await file('a.csv', good)])
    expect(await keys('registry/events/')).toHaveLength(1)
  })
})

describe('arrive', () => {
  it('makes one table version of all files, in whatever order they came', async () => {
    const [first, second] = [await file('a.csv', good), await file('b.csv', other)]
    await ingest(deps(), project(), 'review', [second, first])
    const report = await arrive(deps(), project())
    expect(report).toMatchObject({
      accepted: 3,
      rejected: 0,
      sources: [{ source: 'review', files: 2, read: 0 }],
    })
    const { version } = report.sources[0]
    expect(version).toMatchObject({ layer: 'source', relation: 'source_review', rows: 3 })
    expect(await rowsOf(version)).toEqual([
      { id: 'a', stars: 1 },
      { id: 'b', stars: 2 },
      { id: 'c', stars: 3 },
    ])
    await rm(join(folder, 'lake'), { recursive: true })
    await ingest(deps(), project(), 'review', [first, second])
    const again = await arrive(deps(), project())
    expect(again.sources[0].version.version).toBe(version.version)
  })

  it('gives a source without files its columns and no rows', async () => {
    const { version } = (await arrive(deps(), project())).sources[0]
    expect(version.files).toEqual([])
    expect(await rowsOf(version, 'count(*) as n, any_value(typeof(stars)) as t')).toEqual([
      { n: 0, t: null },
    ])
    expect(version.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id VARCHAR',
      'stars INTEGER',
      '_source_file VARCHAR',
      '_source_row BIGINT',
      '_ingested_at TIMESTAMP',
    ])
  })

  it('takes in files that were dropped into landing directly, and passes over marks of other tools', async () => {
    await store.putIfAbsent('landing/p/review/day1/a.csv', Buffer.from(good))
    await store.putIfAbsent('landing/p/review/day1/_SUCCESS', Buffer.from(''))
    const first = await arrive(deps(), project())
    expect(first).toMatchObject({ accepted: 2, sources: [{ files: 1, read: 1 }] })
    expect(await rowsOf(first.sources[0].version, 'distinct _source_file')).toEqual([
      { _source_file: 'a.csv' },
    ])
    expect(await arrive(deps(), project())).toMatchObject({ sources: [{ files: 1, read: 0 }] })
  })

  it('counts a file once that lies in landing twice', async () => {
    await store.putIfAbsent('landing/p/review/x/a.csv', Buffer.from(good))
    await store.putIfAbsent('landing/p/review/y/b.csv', Buffer.from(good))
    expect(await arrive(deps(), project())).toMatchObject({
      accepted: 2,
      sources: [{ files: 1, read: 1 }],
    })
  })

  it('reads landed files again when the declaration of their source changes', async () => {
    await ingest(deps(), project(), 'review', [await file('a.csv', good)])
    const before = (await arrive(deps(), project())).sources[0].version
    const after = await arrive(deps(), project('DOUBLE'))
    expect(after.sources[0]).toMatchObject({ files: 1, read: 1 })
    expect(after.sources[0].version.version).not.toBe(before.version)
    expect(await rowsOf(after.sources[0].version, 'typeof(stars) as t')).toEqual([
      { t: 'DOUBLE' },
      { t: 'DOUBLE' },
    ])
    expect(await rowsOf(before, 'typeof(stars) as t')).toEqual([{ t: 'INTEGER' }, { t: 'INTEGER' }])
    expect((await arrive(deps(), project())).sources[0].version.version).toBe(before.version)
  })

  it('leaves out the rows of a file that was removed from landing', async () => {
    const { files } = await ingest(deps(), project(), 'review', [
      await file('a.csv', good),
      await file('b.csv', other),
    ])
    await store.delete(files[0].key ?? '')
    const { sources } = await arrive(deps(), project())
    expect(await rowsOf(sources[0].version)).toEqual([{ id: 'c', stars: 3 }])
    const back = await ingest(deps(), project(), 'review', [await file('a.csv', good)])
    expect(back.files[0].status).toBe('landed')
    expect((await arrive(deps(), project())).accepted).toBe(3)
  })

  it('stops on a landed file over the limit, naming it, the reasons and what to do', async () => {
    await store.putIfAbsent('landing/p/review/bad.csv', Buffer.from(bad))
    const stopped = await arrive(deps(), project()).catch((error) => error)
    expect(stopped).toMatchObject({ code: 'SOURCE_LIMIT_EXCEEDED', exit: 1 })
    expect(stopped.message).toContain('1 of 2 rows (50 %) of landing/p/review/bad.csv')
    expect(stopped.message).toContain('“many” is not an INTEGER')
    expect(stopped.hint).toContain('quarantine.limit')
    expect(await keys('registry/')).toEqual([])
  })

  it('stops on a landed file that cannot be read', async () => {
    await store.putIfAbsent('landing/p/review/x.parquet', Buffer.from('PAR1'))
    await expect(arrive(deps(), project())).rejects.toMatchObject({
      code: 'SOURCE_PARQUET_UNREADABLE',
      message: expect.stringContaining('landing/p/review/x.parquet'),
    })
  })

  it('stops when the limit was lowered after the files came', async () => {
    await ingest(deps(), project('INTEGER', 0.5), 'review', [await file('bad.csv', bad)])
    await arrive(deps(), project('INTEGER', 0.5))
    await expect(arrive(deps(), project())).rejects.toMatchObject({ code: 'SOURCE_LIMIT_EXCEEDED' })
  })
})

describe('a crash while a file is taken in', () => {
  const partly = `id,stars\n${Array.from({ length: 200 }, (_, i) => `r${i},${i === 7 ? 'x' : i % 5}\n`).join('')}`

  it('leaves a state from which the same command finishes, wherever it happens', async () => {
    const path = await file('a.csv', partly)
    await ingest(deps(), project(), 'review', [path])
    const undisturbed = (await arrive(deps(), project())).sources[0].version
    let crashes = 0
    for (let write = 1; ; write++) {
      await rm(join(folder, 'lake'), { recursive: true })
      const crashed = await ingest(deps(stopAt(store, write)), project(), 'review', [path]).then(
        () => false,
        () => true,
      )
      if (!crashed) break
      crashes++
      expect(await listArrivals(store, 'p')).toEqual([])
      const report = await ingest(deps(store, '2026-04-01T00:00:00.000Z'), project(), 'review', [
        path,
      ])
      expect(report).toMatchObject({ accepted: 199, rejected: 1, files: [{ status: 'landed' }] })
      const { version } = (await arrive(deps(), project())).sources[0]
      expect(version.version).toBe(undisturbed.version)
      const [arrival] = await listArrivals(store, 'p')
      const [row] = await rowsOf(version, 'count(*) as n, min(_ingested_at) as t')
      expect(row).toEqual({ n: 199, t: arrival.arrived_at.replace('.000Z', 'Z') })
    }
    expect(crashes).toBeGreaterThanOrEqual(5)
  })

  it('is made good by the next run when the file stands in landing already', async () => {
    const path = await file('a.csv', partly)
    for (let write = 1; (await keys('landing/')).length === 0; write++) {
      await ingest(deps(stopAt(store, write)), project(), 'review', [path]).catch(() => {})
    }
    expect(await arrive(deps(), project())).toMatchObject({
      accepted: 199,
      sources: [{ files: 1 }],
    })
  })
})

/** A store whose n-th write, and every one after it, fails before anything is written. */
function stopAt(inner: ObjectStore, write: number): ObjectStore {
  let left = write
  const counted = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (--left <= 0) throw new Error('the process was killed')
      return work(...args)
    }
  }
  return {
    root: inner.root,
    get: (key) => inner.get(key),
    head: (key) => inner.head(key),
    stream: (key, range) => inner.stream(key, range),
    list: (prefix) => inner.list(prefix),
    location: (key) => inner.location(key),
    delete: (key) => inner.delete(key),
    putIfAbsent: counted(inner.putIfAbsent.bind(inner)),
    putIfMatch: counted(inner.putIfMatch.bind(inner)),
    adopt: counted(inner.adopt.bind(inner)),
  }
}

describe('many small files at once', () => {
  it('are taken in as one after the other, and of equal ones the first in the order of their keys', async () => {
    for (let n = 0; n < 70; n++) {
      const text = `id,stars\nr${n % 60},${n % 5}\n`
      await store.putIfAbsent(
        `landing/p/review/f${String(n).padStart(2, '0')}.csv`,
        Buffer.from(text),
      )
    }
    const { sources } = await arrive(deps(), project())
    expect(sources[0]).toMatchObject({ files: 60, read: 60, accepted: 60, rejected: 0 })
    const rows = await rowsOf(sources[0]!.version, 'id, _source_file')
    expect(rows).toContainEqual({ id: 'r5', _source_file: 'f05.csv' })
    expect((await arrive(deps(), project())).sources[0]).toMatchObject({ files: 60, read: 0 })
  })

  it('are refused by the first that is wrong, and the others are kept', async () => {
    for (const [name, text] of [
      ['a.csv', 'id,stars\na,1\n'],
      ['b.csv', 'other\n1\n'],
      ['c.csv', 'another\n1\n'],
      ['d.csv', 'id,stars\nd,1\n'],
    ])
      await store.putIfAbsent(`landing/p/review/${name}`, Buffer.from(text!))
    await expect(arrive(deps(), project())).rejects.toThrow('b.csv')
    expect((await listArrivals(store, 'p')).map(({ name }) => name).sort()).toEqual([
      'a.csv',
      'd.csv',
    ])
  })
})
