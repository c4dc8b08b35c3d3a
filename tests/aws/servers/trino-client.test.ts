import { describe, expect, test } from 'vitest'
import { moto, required, s3, trino } from '../world.ts'
import { query } from './trino-client.ts'

describe.skipIf(moto.kind === 'missing' || s3.kind === 'missing')('the client of Trino', () => {
  test('gives columns with their types and rows with every digit', async () => {
    const { endpoint } = required(await trino())
    const result = await query(
      endpoint,
      "select 1 as one, 9007199254740993 as big, decimal '1.50' as money, array['a'] as list, cast(null as date) as day",
    )
    expect(result.columns.map(({ type }) => type)).toEqual([
      'integer',
      'bigint',
      'decimal(3, 2)',
      'array(varchar(1))',
      'date',
    ])
    expect(result.rows).toEqual([
      { one: 1, big: 9007199254740993n, money: '1.50', list: ['a'], day: null },
    ])
  })

  test('reads a result of many pages whole', async () => {
    const { endpoint } = required(await trino())
    const { rows } = await query(
      endpoint,
      'select a.n * 1000 + b.n as n from unnest(sequence(0, 49)) as a(n) cross join unnest(sequence(0, 999)) as b(n)',
    )
    expect(new Set(rows.map(({ n }) => n)).size).toBe(50_000)
  })

  test("tells a failure in Trino's words", async () => {
    const { endpoint } = required(await trino())
    await expect(query(endpoint, 'select nothing')).rejects.toMatchObject({
      errorName: 'COLUMN_NOT_FOUND',
    })
  })
})
