import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SqlSession } from '../../../contracts/ports/sql-engine.ts'
import { centreShiftOf } from '../../../monitoring/centre-shift.ts'
import { measureCentre, profileVectors } from '../../../monitoring/index.ts'
import { numbers, openMemory, take } from './sample-rows.ts'

let session: SqlSession
beforeAll(async () => {
  session = await openMemory()
})
afterAll(() => session.close())

const put = (relation: string, values: readonly number[], dimensions: number) =>
  session.execute(
    `create or replace table "${relation}" as select cast(unnest(from_json(?, '["DOUBLE[]"]')) as float[${dimensions}]) as vector`,
    [
      JSON.stringify(
        Array.from({ length: values.length / dimensions }, (_, i) =>
          values.slice(i * dimensions, (i + 1) * dimensions),
        ),
      ),
    ],
  )
const vectors = (relation: string) => ({ relation, column: 'vector', dimensions: 3 })
const moved = (values: readonly number[], by: number) =>
  values.map((x, i) => (i % 3 === 0 ? x + by : x))

/** numpy 2.4.6: mean, norm and std of the same numbers; the shift by the formula of the docstring. */
test('centre, distances and shift are those of numpy', async () => {
  await put('reference', take(numbers(3), 1800), 3)
  await put('batch', moved(take(numbers(5), 450), 0.3), 3)
  const reference = await profileVectors(session, vectors('reference'))
  expect(reference?.distance_mean).toBeCloseTo(0.4867841158118324, 6)
  expect(reference?.distance_deviation).toBeCloseTo(0.14699728110230353, 6)
  const expected = [0.5163520938747873, 0.48017131188573936, 0.49423550396847227]
  for (const [i, x] of expected.entries()) expect(reference?.centre[i]).toBeCloseTo(x, 6)
  const batch = await measureCentre(session, vectors('batch'))
  expect(batch?.rows).toBe(150)
  expect(centreShiftOf(reference!, 600, batch!)).toBeCloseTo(2.288861648816147, 4)
})

test('vectors held against themselves have not shifted', async () => {
  await put('reference', take(numbers(3), 600), 3)
  const reference = await profileVectors(session, vectors('reference'))
  expect(
    centreShiftOf(reference!, 200, (await measureCentre(session, vectors('reference')))!),
  ).toBe(0)
})

test('a small batch of the same kind stays below the limit for a look, as a large one does', async () => {
  await put('reference', take(numbers(3), 9000), 3)
  const reference = await profileVectors(session, vectors('reference'))
  for (const rows of [10, 100, 1000]) {
    await put('batch', take(numbers(rows), rows * 3), 3)
    const batch = await measureCentre(session, vectors('batch'))
    expect(centreShiftOf(reference!, 3000, batch!)).toBeLessThan(1)
  }
})

test('a centre is the same to the last bit whatever the order of the rows', async () => {
  await put('reference', take(numbers(3), 9000), 3)
  const once = await profileVectors(session, vectors('reference'))
  await session.execute('create table shuffled as select * from reference order by hash(vector)')
  expect(await profileVectors(session, vectors('shuffled'))).toEqual(once)
})

test('rows without a vector are left out, and without any vector there is no profile', async () => {
  await session.execute(
    `create or replace table reference as select unnest([[1, 2, 3]::float[3], null]) as vector`,
  )
  expect(await measureCentre(session, vectors('reference'))).toEqual({ rows: 1, centre: [1, 2, 3] })
  await session.execute('delete from reference where vector is not null')
  expect(await profileVectors(session, vectors('reference'))).toBeNull()
})
