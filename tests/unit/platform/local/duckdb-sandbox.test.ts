import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SqlFailure, type SqlSession } from '../../../../contracts/ports/sql-engine.ts'
import { DuckDbSqlEngine } from '../../../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../../../platform/local/fs-object-store.ts'

const secret = 'nobody may read this'

describe('a locked DuckDB session', () => {
  let folder: string
  let lake: string
  let session: SqlSession

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-test-sandbox-'))
    lake = join(folder, 'lake')
    for (const name of ['lake/tables/open', 'lake/registry', 'outside'])
      mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, 'outside/secret.csv'), `a\n${secret}\n`)
    writeFileSync(join(folder, 'outside/handed-over.csv'), 'a\n1\n')
    writeFileSync(join(lake, 'registry/secret.json'), `{"a": "${secret}"}`)
    writeFileSync(join(lake, 'tables/open/rows.csv'), 'a\n1\n')
    symlinkSync(join(folder, 'outside'), join(lake, 'tables/open/folder-link'))
    symlinkSync(join(folder, 'outside/secret.csv'), join(lake, 'tables/open/file-link.csv'))
    session = await new DuckDbSqlEngine(new FsObjectStore(lake)).open({
      readable: ['tables/open/'],
      files: [join(folder, 'outside/handed-over.csv')],
      threads: 2,
      timeoutSeconds: 20,
    })
  })
  afterAll(async () => {
    await session.close()
    await rm(folder, { recursive: true, force: true })
  })

  const at = (path: string) => `'${join(folder, path)}'`
  const anyWay = (sql: string) =>
    [
      ['rows', () => session.rows(sql)],
      ['describe', () => session.describe(sql)],
      ['write', () => session.write(sql, 'tables/open/stolen.parquet')],
      ['chunks', async () => (await session.chunks(sql)[Symbol.asyncIterator]().next()).value],
    ] as const

  test('reads the lake prefixes and files that it was opened for', async () => {
    expect(await session.rows(`from read_csv(${at('lake/tables/open/rows.csv')})`)).toEqual([
      { a: 1 },
    ])
    expect(await session.rows(`from read_csv(${at('outside/handed-over.csv')})`)).toEqual([
      { a: 1 },
    ])
    const sniffed = await session.rows(`from sniff_csv(${at('outside/handed-over.csv')})`)
    expect(sniffed).toHaveLength(1)
    expect(await session.rows(`select json_extract('{"a": 1}', '$.a')::integer as a`)).toEqual([
      { a: 1 },
    ])
  })

  describe('a SELECT reaches no other file, whichever way it is run', () => {
    const attempts: readonly (readonly [string, () => string])[] = [
      ['a file of the system', () => "select * from read_text('/etc/passwd')"],
      ['a file of the system by name', () => "from '/etc/passwd'"],
      ['a table named like a file', () => `from "${join(folder, 'outside/secret.csv')}"`],
      ['a CSV outside the lake', () => `from read_csv(${at('outside/secret.csv')})`],
      ['raw bytes outside the lake', () => `from read_blob(${at('outside/secret.csv')})`],
      ['another prefix of the lake', () => `from read_json(${at('lake/registry/secret.json')})`],
      [
        'dots that lead out',
        () => `from read_text(${at('lake/tables/open/../../registry/secret.json')})`,
      ],
      ['a link to a file', () => `from read_csv(${at('lake/tables/open/file-link.csv')})`],
      [
        'a link to a folder',
        () => `from read_csv(${at('lake/tables/open/folder-link/secret.csv')})`,
      ],
      [
        'a list of files, one of them outside',
        () => `from read_csv([${at('lake/tables/open/rows.csv')}, ${at('outside/secret.csv')}])`,
      ],
      ['a path put together', () => `from read_text(concat('/etc', '/passwd'))`],
      ['a web address', () => "from read_csv('http://127.0.0.1:9/x.csv')"],
      ['a web address by name', () => "from 'https://127.0.0.1:9/x.parquet'"],
      ['a bucket', () => "from read_parquet('s3://bucket/x.parquet')"],
    ]
    test.each(attempts)('%s', async (_, sql) => {
      for (const [way, attempt] of anyWay(sql())) {
        const error = await Promise.resolve()
          .then(attempt)
          .then(
            (found) => new Error(`${way} gave ${JSON.stringify(found)}`),
            (failure: unknown) => failure,
          )
        expect(error, way).toBeInstanceOf(SqlFailure)
        expect(String(error)).not.toContain(secret)
      }
    })

    test('a pattern lists only what may be read', async () => {
      await expect(session.rows("from glob('/etc/*')")).rejects.toMatchObject({ kind: 'forbidden' })
      await expect(session.rows(`from glob(${at('outside/*')})`)).rejects.toMatchObject({
        kind: 'forbidden',
      })
      const found = await session.rows(`from glob(${at('lake/tables/open/**')})`)
      expect(found.map((row) => row['file'])).not.toContain(join(lake, 'tables/open/file-link.csv'))
    })
  })

  test.each([
    "attach '/etc/passwd' as x",
    "attach ':memory:' as x",
    'install httpfs',
    'load httpfs',
    "copy (select 1) to '/tmp/stolen.csv'",
    "copy t from '/etc/passwd'",
    "set memory_limit = '100GB'",
    "set allowed_directories = ['/']",
    'reset memory_limit',
    'pragma enable_profiling',
    "create secret s (type s3, key_id 'a', secret 'b')",
    "export database '/tmp/stolen'",
    "import database '/tmp/stolen'",
    'create table x as select 1',
    'create macro m(x) as x',
    'use memory',
    'begin',
    'prepare p as select 1',
    'explain analyze select 1',
    'vacuum',
    'checkpoint',
    "call enable_logging('QueryLog')",
    'select 1; drop table t',
    "select 1) to '/tmp/stolen.csv'; drop table t --",
    "select 1) to '/tmp/stolen.csv' (format csv) --",
    '(select 1',
    'select 1 /* ',
    "select 'a",
    'select 1\0) to x',
  ])('refuses %j wherever a SELECT is expected', async (sql) => {
    expect((await session.inspect(sql)).kind).toBe('refused')
    for (const [way, attempt] of anyWay(sql))
      await expect(Promise.resolve().then(attempt), way).rejects.toBeInstanceOf(SqlFailure)
    expect(existsSync('/tmp/stolen.csv')).toBe(false)
  })

  test.each([
    "from query('select 1')",
    "from query_table('t')",
    "from json_execute_serialized_sql(json_serialize_sql('select 1'))",
    'from enable_logging()',
    "from enable_logging('QueryLog', storage = 'file')",
    'from checkpoint()',
    'from enable_profiling()',
    'select * from t, lateral enable_logging()',
    'select (select count(*) from main.enable_logging())',
    'with x as (from truncate_duckdb_logs()) select 1',
    'from duckdb_secrets()',
    'from seq_scan()',
    'from a_function_of_tomorrow()',
  ])('refuses the table function of %s, which hides SQL or changes the session', async (sql) => {
    expect(await session.inspect(sql)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('table function'),
      at: expect.any(Number),
    })
    await expect(session.rows(sql)).rejects.toMatchObject({ kind: 'parse' })
  })

  test('the lock holds for statements that are not a SELECT too', async () => {
    for (const sql of [
      "attach '/etc/passwd' as x",
      'install httpfs',
      'load httpfs',
      "copy (select 1) to '/tmp/stolen.csv'",
      `copy (select 1) to ${at('lake/registry/stolen.csv')}`,
      "set memory_limit = '100GB'",
      "set global allowed_directories = ['/']",
      'set enable_external_access = true',
      'set lock_configuration = false',
      'reset memory_limit',
      "set session timezone = 'Asia/Tokyo'",
      "pragma memory_limit = '100GB'",
      "export database '/tmp/stolen'",
      "create persistent secret s (type http, bearer_token 'a')",
    ])
      await expect(session.execute(sql), sql).rejects.toBeInstanceOf(SqlFailure)
    expect(existsSync('/tmp/stolen.csv')).toBe(false)
    expect(readdirSync(join(lake, 'registry'))).toEqual(['secret.json'])
  })

  test('there is no way to read the environment', async () => {
    await expect(session.rows("select getenv('PATH')")).rejects.toMatchObject({ kind: 'bind' })
  })

  test('what depends on settings, files or the catalog counts as volatile', async () => {
    const volatile = await session.volatileFunctions()
    for (const name of [
      'current_setting',
      'getvariable',
      'getenv',
      'glob',
      'read_csv',
      'read_parquet',
      'duckdb_settings',
    ])
      expect(volatile).toContain(name)
    for (const name of ['range', 'unnest', 'upper', 'error']) expect(volatile).not.toContain(name)
  })

  describe('limits hold', () => {
    let small: SqlSession
    beforeAll(async () => {
      const engine = new DuckDbSqlEngine(new FsObjectStore(lake))
      small = await engine.open({ readable: [], memoryMegabytes: 64, timeoutSeconds: 0.5 })
    })
    afterAll(() => small.close())

    test.each([
      ['rows without end', 'select count(*) from range(1000000000000)'],
      [
        'a recursion without end',
        'with recursive r as (select 1 as x union all select x + 1 from r) select count(*) from r',
      ],
      ['a product of tables', 'select count(*) from range(10000000) a, range(10000000) b'],
    ])('%s is stopped', async (_, sql) => {
      const started = performance.now()
      await expect(small.rows(sql)).rejects.toMatchObject({ kind: 'timeout' })
      expect(performance.now() - started).toBeLessThan(10_000)
    })

    test('memory that cannot be spilled is refused, and the session goes on', async () => {
      const sql = "select length(string_agg(repeat('x', 1000), '')) from range(1000000)"
      await expect(small.rows(sql)).rejects.toMatchObject({ kind: 'memory' })
      expect(await small.rows('select 1 as a')).toEqual([{ a: 1 }])
    })

    test('what does not fit into memory is spilled to disk, and nothing of it is left', async () => {
      const tempFolder = join(folder, 'spill')
      mkdirSync(tempFolder)
      const engine = new DuckDbSqlEngine(new FsObjectStore(lake), { tempFolder })
      const spilling = await engine.open({ readable: [], memoryMegabytes: 64, threads: 1 })
      const sql =
        'select sum(i)::bigint as s from (from range(2000000) r(i) order by md5(i::varchar))'
      expect(await spilling.rows(sql)).toEqual([{ s: 1_999_999_000_000 }])
      expect(readdirSync(tempFolder)).toHaveLength(1)
      await spilling.close()
      expect(readdirSync(tempFolder)).toEqual([])
    })

    test.each([
      ['parentheses', `select ${'('.repeat(100_000)}1${')'.repeat(100_000)}`],
      ['subqueries', `${'select * from ('.repeat(20_000)}select 1${')'.repeat(20_000)}`],
      ['functions', `select ${'f('.repeat(5000)}1${')'.repeat(5000)}`],
      ['unions', `select 1${' union all select 1'.repeat(20_000)}`],
    ])('deeply nested %s do no harm', async (_, sql) => {
      const found = await session.inspect(sql)
      expect(['select', 'refused']).toContain(found.kind)
      expect(await session.rows('select 1 as a')).toEqual([{ a: 1 }])
    })
  })
})
