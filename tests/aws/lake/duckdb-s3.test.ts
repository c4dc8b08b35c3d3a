import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SqlSession } from '../../../contracts/ports/sql-engine.ts'
import { DuckDbS3, type S3Keys } from '../../../platform/aws/duckdb-s3.ts'
import { DuckDbSqlEngine } from '../../../platform/local/duckdb-sql-engine.ts'
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts'
import { httpfs, required, s3 } from '../world.ts'
import { engineOn, makeBucket, noLake } from './bucket.ts'

const part = (n: number | string) => `tables/demo/raw/t${n}/v1/part-00000.parquet`

describe.skipIf(noLake)(`DuckDB on s3://${noLake ? ` (skipped: ${noLake})` : ''}`, () => {
  let bucket: string
  let other: string
  let proxy: FaultProxy

  beforeAll(async () => {
    bucket = await makeBucket()
    other = await makeBucket()
    proxy = await startFaultProxy(required(s3).endpoint)
    const { engine, store } = engineOn({ bucket })
    const session = await engine.open({ readable: [] })
    for (const n of [1, 2, 3]) await session.write(`select ${n} as n`, part(n))
    await session.close()
    await store.putIfAbsent('registry/secret.json', Buffer.from('{"a": 1}'))
    await engineOn({ bucket: other }).store.putIfAbsent('tables/x.json', Buffer.from('{}'))
  })
  afterAll(() => proxy.stop())

  describe('SQL that wants out', () => {
    let session: SqlSession
    let folder: string

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-out-'))
      await writeFile(join(folder, 'local.txt'), 'secret')
      session = await engineOn({ bucket }).engine.open({ readable: ['tables/demo/'] })
    })
    afterAll(async () => {
      await session.close()
      await rm(folder, { recursive: true, force: true })
    })

    /** Runs a statement without asking whether it may be run: what holds then is the session itself. */
    const run = (sql: string) =>
      session.execute(sql).then(
        () => 'done',
        () => 'refused',
      )

    test('reads the prefix it may read', async () => {
      const address = `s3://${bucket}/lake/${part(1)}`
      expect(await session.rows(`from read_parquet('${address}')`)).toEqual([{ n: 1 }])
    })

    test('reads no other prefix, bucket, scheme, file or address', async () => {
      const { endpoint } = required(s3)
      for (const place of [
        `s3://${bucket}/lake/registry/secret.json`,
        `s3://${bucket}/lake/tables/demo/../../registry/secret.json`,
        `s3://${bucket}/lake/tables/demo/%2e%2e/%2e%2e/registry/secret.json`,
        `s3://${other}/lake/tables/x.json`,
        `S3://${bucket}/lake/registry/secret.json`,
        `s3a://${bucket}/lake/registry/secret.json`,
        `gcs://${bucket}/lake/registry/secret.json`,
        `r2://${bucket}/lake/registry/secret.json`,
        `${endpoint}/${bucket}/lake/registry/secret.json`,
        'https://example.com/x',
        'hf://datasets/a/b/c.csv',
        join(folder, 'local.txt'),
        '/etc/passwd',
      ])
        expect([place, await run(`from read_text('${place}')`)]).toEqual([place, 'refused'])
      expect(await run(`from glob('s3://${bucket}/lake/**')`)).toBe('refused')
    })

    test('cannot send a read to another host by what stands behind the name', async () => {
      proxy.inject()
      const { host } = new URL(proxy.endpoint)
      const address = `s3://${bucket}/lake/${part(1)}?s3_endpoint=${host}&s3_use_ssl=false`
      expect(await run(`from read_parquet('${address}')`)).toBe('refused')
      expect(proxy.seen()).toEqual([])
    })

    test('cannot open the way, not even past the parser that admits SELECTs only', async () => {
      for (const sql of [
        'set global s3_url_compatibility_mode = false',
        "set global allowed_directories = ['s3://']",
        'set global enable_external_access = true',
        "attach 's3://lake/x.db'",
      ])
        expect([sql, await run(sql)]).toEqual([sql, 'refused'])
    })

    test('cannot see, make or drop keys', async () => {
      for (const sql of [
        'from duckdb_secrets()',
        "create secret x (type s3, key_id 'a', secret 'b')",
        'drop secret lake',
      ])
        await expect(session.rows(sql)).rejects.toMatchObject({ kind: 'parse' })
    })
  })

  describe('keys that run out', () => {
    const good = async (): Promise<S3Keys> => {
      const { accessKeyId, secretAccessKey } = required(s3)
      return { accessKeyId, secretAccessKey }
    }
    const bad: S3Keys = { accessKeyId: 'gone', secretAccessKey: 'gone' }

    test('are asked for anew before they end, and the session goes on with the new ones', async () => {
      const asked: boolean[] = []
      let now = 0
      const keys = async ({ forceRefresh = false } = {}): Promise<S3Keys> => {
        asked.push(forceRefresh)
        return { ...(await good()), expiration: new Date(3_600_000) }
      }
      const { engine, store } = engineOn({ bucket }, { keys, now: () => now })
      expect(store.root).toBe(`s3://${bucket}/lake`)
      const session = await engine.open({ readable: ['tables/'] })
      await session.rows('select 1')
      expect(asked).not.toContain(true)
      now = 3_600_000 - 10 * 60_000
      await session.rows('select 1')
      expect(asked.filter(Boolean)).toHaveLength(1)
      await session.close()
    })

    test('are replaced when S3 refuses them in the middle, and the statement is run again', async () => {
      let expired = false
      const keys = async ({ forceRefresh = false } = {}) => {
        if (forceRefresh) expired = false
        return expired ? bad : good()
      }
      const { engine, store } = engineOn({ bucket }, { keys })
      const session = await engine.open({ readable: ['tables/'] })
      expired = true
      expect(await session.rows(`from ${session.parquet([part(1)])}`)).toEqual([{ n: 1 }])
      expired = true
      await session.write('select 4 as n', part(4))
      expect(await store.head(part(4))).toMatchObject({ key: part(4) })
      await session.close()
    })

    test('stop the work clearly when there are no others', async () => {
      let current = await good()
      const { engine } = engineOn({ bucket }, { keys: async () => current })
      const session = await engine.open({ readable: ['tables/'] })
      current = bad
      await expect(session.rows(`from ${session.parquet([part(1)])}`)).rejects.toMatchObject({
        code: 'LAKE_CREDENTIALS_REJECTED',
      })
      await session.close()
    })
  })

  describe('trouble with S3', () => {
    const through = async () => {
      const { engine } = engineOn({ bucket }, { endpoint: proxy.endpoint })
      return engine.open({ readable: ['tables/'] })
    }
    const sql = (session: SqlSession, n: number) => `from ${session.parquet([part(n)])}`

    test.each([
      ['busy for a while', { kind: 'answer', status: 503, code: 'SlowDown' }],
      ['an error of its own', { kind: 'answer', status: 500, code: 'InternalError' }],
      ['a broken connection', { kind: 'drop' }],
      ['half an answer', { kind: 'cut-answer' }],
      ['a lost answer', { kind: 'drop-after' }],
    ] as const)('%s: reading and writing go on', async (_, fault) => {
      const session = await through()
      proxy.inject({ fault, times: 2 }, { fault, nth: 5, times: 1 })
      expect(await session.rows(sql(session, 2))).toEqual([{ n: 2 }])
      proxy.inject({ fault, times: 2 }, { fault, nth: 5, times: 1 })
      const key = part(`-${fault.kind}`)
      const text = 'select i, md5(i::varchar) as m from range(50000) t(i)'
      expect(await session.write(text, key)).toMatchObject({ rows: 50_000 })
      await session.close()
    })

    test.each([
      ['LAKE_ACCESS_DENIED', { kind: 'answer', status: 403, code: 'AccessDenied' }],
      ['LAKE_CREDENTIALS_EXPIRED', { kind: 'answer', status: 400, code: 'ExpiredToken' }],
      ['LAKE_OBJECT_MISSING', { kind: 'answer', status: 404, code: 'NoSuchKey' }],
      ['LAKE_REGION_MISSING', { kind: 'answer', status: 301, code: 'PermanentRedirect' }],
    ] as const)('that lasts is told as %s, with the object', async (code, fault) => {
      const session = await through()
      proxy.inject({ fault, times: Number.POSITIVE_INFINITY })
      await expect(session.rows(sql(session, 3))).rejects.toMatchObject({
        code,
        message: expect.stringContaining(`s3://${bucket}/`),
      })
      proxy.inject()
      await session.close()
    })

    test('a bucket that is not there is told by its name', async () => {
      const session = await engineOn({ bucket: 'no-such-bucket-here' }).engine.open({
        readable: [],
      })
      await expect(session.write('select 1 as n', part(1))).rejects.toMatchObject({
        code: 'LAKE_BUCKET_MISSING',
        message: expect.stringContaining('no-such-bucket-here'),
      })
      await session.close()
    })
  })

  test('without its extension DuckDB says where it looked and what to do', async () => {
    const home = process.env['HOME']
    process.env['HOME'] = '/nowhere'
    const remote = new DuckDbS3({
      keys: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
      region: 'us-east-1',
      endpoint: required(s3).endpoint,
      extensions: ['/opt/extensions'],
    })
    const { store } = engineOn({ bucket })
    const opened = new DuckDbSqlEngine(store, { remote }).open({ readable: [] })
    await expect(opened).rejects.toMatchObject({
      code: 'ENGINE_EXTENSION_MISSING',
      message: expect.stringMatching(/\/opt\/extensions.*v\d+\.\d+\.\d+/),
      hint: expect.stringContaining('MILLRACE_DUCKDB_EXTENSIONS'),
    })
    process.env['HOME'] = home
    expect(required(httpfs).folder).not.toBe('')
  })
})
