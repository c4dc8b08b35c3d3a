import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GlueCatalog } from '../../../platform/aws/glue-catalog.ts'
import { query } from '../servers/trino-client.ts'
import { moto, required, s3, trino } from '../world.ts'
import { glueClient, randomName } from './glue-world.ts'
import { type BucketLake, bucketLake } from './lake-world.ts'

describe.skipIf(moto.kind === 'missing' || s3.kind === 'missing')('Trino over Glue', () => {
  const database = randomName('shop')
  let lake: BucketLake
  let catalog: GlueCatalog
  const ask = async (sql: string) =>
    (await query(required(await trino()).endpoint, sql, { schema: database })).rows

  const orders = {
    name: 'orders',
    columns: [
      { name: 'id', type: 'BIGINT', description: 'Number of the order' },
      { name: 'email', type: 'VARCHAR', pii: true },
      { name: 'price', type: 'DECIMAL(10,2)' },
      { name: 'at', type: 'TIMESTAMP' },
      { name: 'tags', type: 'VARCHAR[]' },
      { name: 'buyer', type: 'STRUCT("name" VARCHAR, years INTEGER)' },
    ],
    parameters: {},
  }
  const select = (id: number) =>
    `select ${id}::bigint as id, 'a@b' as email, ${id}.5::decimal(10,2) as price, timestamp '2026-01-01 00:00:00.5' as at, ['x'] as tags, {'name': 'Ana', 'years': ${id}} as buyer`

  beforeAll(async () => {
    lake = await bucketLake(database.replace('_', '-'))
    catalog = new GlueCatalog({ client: glueClient(), root: lake.root })
    for (const version of ['v1', 'v2'])
      await lake.write(select(version === 'v1' ? 1 : 2), `orders/${version}/part-00000.parquet`)
    await catalog.putTable(database, { ...orders, prefix: 'orders/v1/' })
  })
  afterAll(() => lake.remove())

  test('reads a view with its columns and their types, also of a view', async () => {
    await catalog.putTable(database, {
      ...orders,
      name: 'dear_orders',
      sql: 'select * from orders where price > 0.1 -- é',
    })
    await catalog.putTable(database, {
      name: 'buyers',
      description: 'Those who buy, by their names.',
      columns: [
        { name: 'n', type: 'BIGINT' },
        { name: 'who', type: 'VARCHAR' },
      ],
      sql: 'DuckDB would say it otherwise',
      athenaSql: 'select count(*) as n, max(buyer.name) as who from "dear_orders"',
      parameters: {},
    })
    expect(await ask('select n, who from buyers')).toEqual([{ n: 1, who: 'Ana' }])
    expect(await ask('select id, price, at, tags, buyer.years as years from dear_orders')).toEqual([
      { id: 1, price: '1.50', at: '2026-01-01 00:00:00.500', tags: ['x'], years: 1 },
    ])
    const types = await ask('describe dear_orders')
    expect(types.map((row) => row['Type'])).toEqual([
      ...['bigint', 'varchar', 'decimal(10,2)', 'timestamp(3)', 'array(varchar)'],
      'row(name varchar, years integer)',
    ])
    expect(await catalog.table(database, 'buyers')).toMatchObject({
      description: 'Those who buy, by their names.',
      sql: 'DuckDB would say it otherwise',
    })
  })

  test('shows descriptions of columns', async () => {
    const [id] = await ask('describe orders')
    expect(id).toMatchObject({ Column: 'id', Comment: 'Number of the order' })
  })

  test('sees the old table or the new one while it is replaced, never both', async () => {
    const seen = new Set<string>()
    let reading = true
    const writer = (async () => {
      for (let round = 0; reading; round += 1) {
        await catalog.putTable(database, { ...orders, prefix: `orders/v${1 + (round % 2)}/` })
        await new Promise((resolve) => setTimeout(resolve, 50 + 40 * (round % 7)))
      }
    })()
    for (let n = 0; n < 25; n += 1) {
      const rows = await ask('select id, count(*) over () as n from orders')
      seen.add(rows.map(({ id, n }) => `${id} of ${n}`).join())
    }
    reading = false
    await writer
    expect([...seen].sort()).toEqual(['1 of 1', '2 of 1'])
  })

  test('finds partitions by values of any text', async () => {
    const values = ['a=b', 'ä b', 'a,b', '100%', "o'neil", 'x/y', 'a:b', '{1}', 'plus+', '#?*"']
    const parts = values.map((value, n) => ({ values: [value], prefix: `odd/p${n}/` }))
    for (const [n] of values.entries())
      await lake.write(`select ${n}::bigint as n`, `odd/p${n}/part-00000.parquet`)
    await catalog.putTable(database, {
      name: 'odd',
      columns: [{ name: 'n', type: 'BIGINT' }],
      partitionColumns: [{ name: 'k', type: 'VARCHAR' }],
      prefix: 'odd/',
      parameters: {},
    })
    await catalog.putPartitions(database, 'odd', parts)
    expect(await ask('select n, k from odd order by n')).toEqual(values.map((k, n) => ({ n, k })))
    expect(await ask(`select n from odd where k = 'x/y'`)).toEqual([{ n: 5 }])
    await catalog.dropPartitions(database, 'odd', [['x/y']])
    expect(await ask(`select count(*) as c from odd`)).toEqual([{ c: values.length - 1 }])
  })
})
