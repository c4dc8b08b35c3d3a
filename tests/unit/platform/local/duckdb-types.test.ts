import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SqlSession } from '../../../../contracts/ports/sql-engine.ts'
import { DuckDbSqlEngine } from '../../../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../../../platform/local/fs-object-store.ts'

describe('types in Parquet', () => {
  let folder: string
  let session: SqlSession
  let files = 0

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-test-types-'))
    session = await new DuckDbSqlEngine(new FsObjectStore(folder)).open({ readable: ['tables/'] })
  })
  afterAll(async () => {
    await session.close()
    await rm(folder, { recursive: true, force: true })
  })

  const roundTrip = async (value: string) => {
    const select = `select x from (select unnest([null, ${value}]) as x)`
    const written = await session.write(select, `tables/types/${++files}.parquet`)
    const file = session.parquet([written.key])
    const [read] = await session.describe(`select x from ${file}`)
    const [same] = await session.rows(
      `select bool_and(a.x is not distinct from b.x) as same from
        (select *, row_number() over () as r from (${select})) a
        join (select *, row_number() over () as r from ${file}) b using (r)`,
    )
    const [given] = await session.describe(select)
    return {
      given: given!.type,
      declared: written.columns[0]!.type,
      read: read!.type,
      same: same!['same'],
    }
  }

  test.each([
    ['TINYINT', '(-128)::tinyint'],
    ['UTINYINT', '255::utinyint'],
    ['SMALLINT', '(-32768)::smallint'],
    ['USMALLINT', '65535::usmallint'],
    ['INTEGER', '(-2147483648)::integer'],
    ['UINTEGER', '4294967295::uinteger'],
    ['BIGINT', '(-9223372036854775808)::bigint'],
    ['UBIGINT', '18446744073709551615::ubigint'],
    ['FLOAT', '0.1::float'],
    ['DOUBLE', "'-infinity'::double"],
    ['DECIMAL(4,1)', '999.9::decimal(4,1)'],
    ['DECIMAL(18,3)', '999999999999999.999::decimal(18,3)'],
    ['DECIMAL(38,10)', '9999999999999999999999999999.0123456789::decimal(38,10)'],
    ['VARCHAR', "'é漢🦆\n'"],
    ['BOOLEAN', 'true'],
    ['DATE', "date '0044-03-15 (BC)'"],
    ['DATE', "date '9999-12-31'"],
    ['TIME', "time '23:59:59.999999'"],
    ['TIMESTAMP', "timestamp '1969-12-31 23:59:59.999999'"],
    ['TIMESTAMP_NS', "timestamp_ns '2024-01-01 00:00:00.123456789'"],
    ['TIMESTAMP WITH TIME ZONE', "timestamptz '2024-01-01 00:00:00.5+05:30'"],
    ['UUID', "uuid '12345678-1234-5678-1234-567812345678'"],
    ['BLOB', "'\\x00\\xFF'::blob"],
    ['INTEGER[]', '[1, null, 3]'],
    ['VARCHAR[][]', "[['a'], [], null]"],
    ['STRUCT(a INTEGER, "b c" VARCHAR[])', "{'a': 1, 'b c': ['x']}"],
    ['MAP(VARCHAR, INTEGER)', "map {'a': 1, 'b': null}"],
    ['JSON', `'{"a": [1, 2.50]}'::json`],
  ])('%s survives: %s', async (type, value) => {
    expect(await roundTrip(value)).toEqual({ given: type, declared: type, read: type, same: true })
  })

  test.each([
    ['HUGEINT', '99999999999999999999999999999999999999::hugeint', 'DECIMAL(38,0)'],
    ['HUGEINT[]', '[1::hugeint, null]', 'DECIMAL(38,0)[]'],
    ['STRUCT(HUGEINT HUGEINT)', "{'HUGEINT': 1::hugeint}", 'STRUCT(HUGEINT DECIMAL(38,0))'],
    ['MAP(VARCHAR, HUGEINT)', "map {'a': 1::hugeint}", 'MAP(VARCHAR, DECIMAL(38,0))'],
    ['TIMESTAMP_S', "timestamp_s '2024-01-01 00:00:01'", 'TIMESTAMP'],
    ['TIMESTAMP_MS', "timestamp_ms '2024-01-01 00:00:00.001'", 'TIMESTAMP'],
    ["ENUM('a', 'it''s')", "'it''s'::enum('a', 'it''s')", 'VARCHAR'],
  ])('%s becomes another type without loss', async (given, value, stored) => {
    const found = await roundTrip(value)
    expect(found.given).toBe(given)
    expect(found).toMatchObject({ declared: stored, read: stored, same: true })
  })

  test('an array of fixed length is declared as it was and read as a list', async () => {
    const found = await roundTrip('[1.5, -2, 3]::float[3]')
    expect(found).toMatchObject({ declared: 'FLOAT[3]', read: 'FLOAT[]' })
    const [row] = await session.rows(
      `select array_distance(x::float[3], [1.5, -2, 3]::float[3]) as d
        from ${session.parquet([`tables/types/${files}.parquet`])} where x is not null`,
    )
    expect(row).toEqual({ d: 0 })
  })

  test('a column of NULL alone is an INTEGER', async () => {
    const written = await session.write('select null as x', `tables/types/${++files}.parquet`)
    expect(written.columns).toEqual([{ name: 'x', type: 'INTEGER' }])
    expect(await session.describe(`from ${session.parquet([written.key])}`)).toEqual(
      written.columns,
    )
  })

  test.each([
    ['UHUGEINT', '1::uhugeint', 'DECIMAL(38,0)'],
    ['BIGNUM', '1::bignum', 'VARCHAR'],
    ['BIT', "'101'::bit", 'VARCHAR'],
    ['INTERVAL', "interval '1 month'", 'epoch()'],
    ['TIME WITH TIME ZONE', "timetz '12:00:00+02'", 'TIME'],
    ['TIME_NS', "'12:00:00'::time_ns", 'TIME'],
    ['UNION', 'union_value(n := 1)', 'JSON'],
    ['VARIANT', '1::variant', 'JSON'],
    ['INTERVAL[]', "[interval '1 day']", 'epoch()'],
  ])('%s is refused, with the column and what to write instead', async (type, value, instead) => {
    const key = `tables/types/${++files}.parquet`
    const failure = await session.write(`select 1 as a, ${value} as "the b"`, key).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ kind: 'conversion' })
    const { message } = failure as Error
    for (const part of ['"the b"', type, instead]) expect(message).toContain(part)
  })

  test('a HUGEINT too long for DECIMAL(38,0) fails and names its column', async () => {
    const sql = "select '170141183460469231731687303715884105727'::hugeint as total"
    await expect(session.write(sql, `tables/types/${++files}.parquet`)).rejects.toMatchObject({
      kind: 'conversion',
      message: expect.stringContaining('total'),
    })
  })
})
