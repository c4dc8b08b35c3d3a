import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identify } from '../../../contracts/digest.ts'
import type { RemoteInput, RemoteQuery } from '../../../contracts/ports/remote-sql.ts'
import type { SqlFailure, SqlSession } from '../../../contracts/ports/sql-engine.ts'
import { type AthenaWorld, athenaWorld, noAthena } from './athena-world.ts'

describe.skipIf(noAthena)(`Athena over a lake${noAthena ? ` (skipped: ${noAthena})` : ''}`, () => {
  let world: AthenaWorld
  let session: SqlSession
  let moments: RemoteInput
  const columns = [
    { name: 'id', type: 'BIGINT' },
    { name: 'at', type: 'TIMESTAMP' },
  ]

  beforeAll(async () => {
    world = await athenaWorld({ pageRows: 400 })
    session = await world.engine.open({ readable: ['tables/'] })
    moments = await written(
      'moments',
      "select i as id, timestamp '2024-01-01' + interval (i * 1000) milliseconds as at from range(1, 1001) as r(i)",
    )
  })
  afterAll(async () => {
    await session?.close()
    await world?.stop()
  })

  async function written(relation: string, select: string): Promise<RemoteInput> {
    const version = identify({ relation, select })
    const file = await session.write(
      select,
      `tables/t/source/${relation}/${version}/part-00000.parquet`,
    )
    return { relation, version, columns: file.columns, files: [file], madeBy: 'duckdb' }
  }
  const queryOf = (sql: string, input = moments, of = columns): RemoteQuery => ({
    ...{ sql, columns: of, inputs: [input] },
    id: identify({ sql }),
  })
  const prefixOf = ({ id }: RemoteQuery) => `tables/t/primary/made/${id}/`
  const failure = (work: Promise<unknown>): Promise<SqlFailure> =>
    work.then(
      () => Promise.reject(new Error('It did not fail.')),
      (error: SqlFailure) => error,
    )

  test('a table is written under its own prefix, and every file is told with its size, digest and rows', async () => {
    const query = queryOf(`SELECT * FROM ${world.athena.place(moments)} AS m WHERE m.id <= 600`)
    const made = await world.athena.write(query, prefixOf(query))
    expect(made.files.reduce((sum, { rows }) => sum + rows, 0)).toBe(600)
    expect(made.cost.bytes_scanned).toBeGreaterThan(0)
    for (const { key, bytes } of made.files) {
      expect(key.startsWith(prefixOf(query))).toBe(true)
      expect((await world.store.head(key))?.bytes).toBe(bytes)
    }
    const [found] = await session.rows(
      `select count(*) as n, max("at") as last from ${session.parquet(made.files.map(({ key }) => key))}`,
    )
    expect(found).toEqual({ n: 600, last: '2024-01-01T00:10:00Z' })
  })

  test('a process that was killed and comes again pays nothing twice and finds the same files', async () => {
    const query = queryOf(`SELECT * FROM ${world.athena.place(moments)} AS m WHERE m.id > 10`)
    const first = await world.athena.write(query, prefixOf(query))
    const ran = world.server.ran()
    const second = await world.again().write(query, prefixOf(query))
    expect(second.files).toEqual(first.files)
    expect(world.server.ran()).toBe(ran)
  })

  test('a table whose adoption was cut off is finished from what is there', async () => {
    const query = queryOf(`SELECT * FROM ${world.athena.place(moments)} AS m WHERE m.id > 20`)
    const store = world.store
    const adopt = store.adopt.bind(store)
    store.adopt = () => Promise.reject(new Error('killed'))
    await expect(world.athena.write(query, prefixOf(query))).rejects.toThrow('killed')
    store.adopt = adopt
    const ran = world.server.ran()
    const made = await world.again().write(query, prefixOf(query))
    expect(made.files.reduce((sum, { rows }) => sum + rows, 0)).toBe(980)
    expect(world.server.ran()).toBe(ran)
  })

  test('files that are gone are made again, and never taken for an empty table', async () => {
    const query = queryOf(`SELECT * FROM ${world.athena.place(moments)} AS m WHERE m.id > 30`)
    const first = await world.athena.write(query, prefixOf(query))
    for (const { key } of first.files) await world.store.delete(key)
    const second = await world.again().write(query, prefixOf(query))
    expect(second.files.reduce((sum, { rows }) => sum + rows, 0)).toBe(970)
  })

  test('an empty result has no files', async () => {
    const query = queryOf(`SELECT * FROM ${world.athena.place(moments)} AS m WHERE m.id < 0`)
    expect(await world.athena.write(query, prefixOf(query))).toMatchObject({ files: [] })
  })

  test('microseconds are read whole, and are never cut off in silence', async () => {
    const fine = await written(
      'fine',
      "select 1::bigint as id, timestamp '2024-01-01 00:00:00.000001' as at",
    )
    const place = world.athena.place(fine)
    const { rows } = await world.athena.rows(
      queryOf(`SELECT CAST(f."at" AS varchar) AS t FROM ${place} AS f`, fine),
    )
    expect(rows).toEqual([{ t: '2024-01-01 00:00:00.000001' }])
    const query = queryOf(`SELECT * FROM ${place} AS f`, fine)
    const failed = await failure(world.athena.write(query, prefixOf(query)))
    expect(failed).toMatchObject({ name: 'SqlFailure', kind: 'conversion' })
    expect(failed.message).toContain('more than milliseconds in "at"')
  })

  test('what failed before is tried again under another token', async () => {
    const late = { ...moments, relation: 'late', version: identify({ late: world.bucket }) }
    const key = `tables/t/source/late/${late.version}/part-00000.parquet`
    const input = { ...late, files: [{ ...late.files[0]!, key }] }
    await world.store.putIfAbsent(key, Buffer.from('no Parquet'))
    const query = queryOf(`SELECT * FROM ${world.athena.place(input)} AS l`, input)
    await failure(world.athena.write(query, prefixOf(query)))
    await world.store.delete(key)
    await world.store.putIfAbsent(key, (await world.store.get(moments.files[0]!.key))!.body)
    const made = await world.again().write(query, prefixOf(query))
    expect(made.files.reduce((sum, { rows }) => sum + rows, 0)).toBe(1000)
  })

  test.each([
    ['SELECT nothing', 'bind'],
    ['SELECT FROM WHERE', 'parse'],
    ["SELECT CAST('x' AS bigint) AS id, CAST(NULL AS timestamp(6)) AS at", 'conversion'],
  ])('%s fails as %s', async (sql, kind) => {
    expect(await failure(world.athena.rows(queryOf(sql)))).toMatchObject({
      name: 'SqlFailure',
      kind,
    })
  })

  test('a result of several pages is read whole', async () => {
    const { rows } = await world.athena.rows(
      queryOf(`SELECT m.id FROM ${world.athena.place(moments)} AS m ORDER BY 1`),
    )
    expect(rows.map(({ id }) => Number(id))).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1))
  })

  test('a query beyond its time is stopped', async () => {
    const slow = await athenaWorld({}, 0.3)
    const sql =
      'SELECT sum(a.n * b.n % 7) AS s FROM UNNEST(sequence(1, 10000)) AS a (n) CROSS JOIN UNNEST(sequence(1, 10000)) AS b (n) CROSS JOIN UNNEST(sequence(1, 1000)) AS c (n)'
    const failed = await failure(slow.athena.rows({ sql, columns: [], inputs: [], id: 'slow' }))
    expect(failed.kind).toBe('timeout')
    expect(slow.server.calls.map(({ operation }) => operation)).toContain('StopQueryExecution')
    await slow.stop()
  })

  test("the workgroup's limit of bytes is told", async () => {
    const poor = await athenaWorld({ bytesLimit: 10 })
    const own = await poor.engine.open({ readable: ['tables/'] })
    const key = 'tables/t/source/x/v1/part-00000.parquet'
    const file = await own.write('select i as id from range(1000) as r(i)', key)
    const input = {
      relation: 'x',
      version: 'v1',
      columns: file.columns,
      files: [file],
      madeBy: 'duckdb',
    }
    const sql = `SELECT sum(x.id) AS id FROM ${poor.athena.place(input)} AS x`
    const failed = await failure(poor.athena.rows({ sql, columns: [], inputs: [input], id: 'x' }))
    expect(failed.message).toContain("The limit is the workgroup's.")
    await own.close()
    await poor.stop()
  })
})
