import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SqlSession } from '../../../contracts/ports/sql-engine.ts'
import { measureColumns, profileColumns } from '../../../monitoring/index.ts'
import { stabilityOf } from '../../../monitoring/population-stability.ts'
import { numbers, openMemory, putColumn, take, type Values } from './sample-rows.ts'

let session: SqlSession
beforeAll(async () => {
  session = await openMemory()
})
afterAll(() => session.close())

const profile = async (values: Values, type = 'DOUBLE') => {
  await putColumn(session, 'reference', 'x', type, values)
  const kind = type === 'VARCHAR' ? 'categorical' : 'numeric'
  const columns = { numeric: [], categorical: [], [kind]: ['x'] }
  return (await profileColumns(session, 'reference', columns))[0]
}
const measure = async (
  reference: Awaited<ReturnType<typeof profile>>,
  values: Values,
  type = 'DOUBLE',
) => {
  await putColumn(session, 'batch', 'x', type, values)
  return measureColumns(session, 'batch', [reference])
}
const skewed = (seed: number, count: number, power: number, missing: number): (number | null)[] => {
  const source = numbers(seed)
  const values = take(source, count).map((x) => Number((x ** power * 100).toFixed(3)))
  return take(source, count).map((x, i) => (x < missing ? null : values[i]))
}

/**
 * Edges by numpy 2.4.6 `quantile(method="inverted_cdf")`, index by scipy 1.17.1 `stats.entropy(r, b) + stats.entropy(b, r)` on
 * shares by `searchsorted(side="left")`, missing values as an eleventh bin; the same numbers made there by the same congruence.
 */
test('edges, shares and index are those of numpy and scipy', async () => {
  const reference = await profile(skewed(7, 1000, 2, 0.05))
  expect(reference).toEqual({
    kind: 'numeric',
    column: 'x',
    edges: [1.055, 3.805, 9.591, 15.087, 23.46, 33.648, 46.956, 64.82, 82.21],
    shares: [...Array.from({ length: 9 }, () => 0.096), 0.095],
    missing: 0.041,
  })
  const { rows, columns } = await measure(reference, skewed(29, 400, 1.5, 0.15))
  expect(rows).toBe(400)
  expect(columns[0]).toMatchObject({
    shares: [0.04, 0.045, 0.0875, 0.0525, 0.1225, 0.0775, 0.0975, 0.1075, 0.11, 0.0875],
    missing: 0.1725,
  })
  expect(stabilityOf(reference, 1000, columns[0], 400).psi).toBeCloseTo(0.3179195811804897, 12)
})

test('a column held against itself has index 0', async () => {
  for (const values of [skewed(7, 500, 2, 0.1), [1, 1, 1], [null, null], [0, 1, 1, 0, null]]) {
    const reference = await profile(values)
    const { rows, columns } = await measure(reference, values)
    expect(columns[0]).toEqual(reference)
    expect(stabilityOf(reference, rows, columns[0], rows).psi).toBe(0)
  }
})

test('an index does not depend on the order of the rows or on threads', async () => {
  const values = skewed(7, 3000, 2, 0.1)
  expect(await profile(values.toReversed())).toEqual(await profile(values))
})

test('a value that fills several deciles makes one bin', async () => {
  const reference = await profile([0, 0, 0, 0, 0, 0, 1, 2, 3, 4])
  expect(reference).toMatchObject({ edges: [0, 1, 2, 3], shares: [0.6, 0.1, 0.1, 0.1, 0.1] })
})

test('a constant column tells what lies below it, at it and above it', async () => {
  for (const constant of [5, 0, -0.1]) {
    const reference = await profile([constant, constant, constant])
    expect(reference).toMatchObject({ shares: [0, 1, 0] })
    const near = Math.max(1e-12, Math.abs(constant) * 1e-12)
    const { columns } = await measure(reference, [
      constant - near,
      constant,
      constant + near,
      constant,
    ])
    expect(columns[0]).toMatchObject({ shares: [0.25, 0.5, 0.25] })
  }
})

test('NULL and NaN are missing, infinities are the outermost values', async () => {
  await session.execute(
    `create or replace table "reference" as select unnest(['1', '2', '3', '4', 'inf', '-inf', 'nan', null])::double as x`,
  )
  const [reference] = await profileColumns(session, 'reference', {
    numeric: ['x'],
    categorical: [],
  })
  expect(reference).toMatchObject({ missing: 0.25, edges: [1, 2, 3] })
  expect(reference.shares).toEqual([0.25, 0.125, 0.125, 0.25])
})

test('booleans, decimals and whole numbers of any width are numeric', async () => {
  await session.execute(
    `create or replace table "reference" as select (i % 2 = 0) as flag, (i / 4)::decimal(18,3) as price, i::hugeint as wide from range(100) t(i)`,
  )
  const columns = await profileColumns(session, 'reference', {
    numeric: ['flag', 'price', 'wide'],
    categorical: [],
  })
  expect(columns[0]).toMatchObject({ edges: [0], shares: [0.5, 0.5] })
  expect(columns[1].shares).toHaveLength(10)
  expect(columns[2]).toMatchObject({ edges: [9, 19, 29, 39, 49, 59, 69, 79, 89] })
})

test('levels that training did not see, and those beyond the twentieth, are other levels', async () => {
  const values = Array.from({ length: 25 }, (_, i) =>
    Array.from({ length: 30 - i }, () => `level '${i}`),
  ).flat()
  const reference = await profile([...values, null], 'VARCHAR')
  expect(reference).toMatchObject({ kind: 'categorical' })
  expect(reference.shares).toHaveLength(20)
  const { columns } = await measure(reference, [`level '0`, 'unseen', null, `level '24`], 'VARCHAR')
  expect(columns[0]).toMatchObject({ other: 0.5, missing: 0.25 })
  expect(columns[0].shares[0]).toBe(0.25)
})

test('levels of equal count are taken by name, so that a profile is always the same', async () => {
  expect(await profile(['b', 'a', 'c', 'c'], 'VARCHAR')).toMatchObject({ levels: ['c', 'a', 'b'] })
})

test('a batch without rows has no shares and throws nothing', async () => {
  const reference = await profile([1, 2, 3])
  const { rows, columns } = await measure(reference, [])
  expect(rows).toBe(0)
  expect(columns[0]).toMatchObject({ missing: 0 })
})

test('names with quotes are columns like any other', async () => {
  await session.execute('create or replace table "odd ""table" as select 1 as "a ""b"')
  const [column] = await profileColumns(session, 'odd "table', {
    numeric: ['a "b'],
    categorical: [],
  })
  expect(column.shares).toEqual([0, 1, 0])
})
