import { expect, test } from 'vitest'
import { mountAll } from '../../../../engine/index.ts'
import { reviews } from '../engine-project.ts'
import { reviewSource } from '../versions.ts'
import { actions, openReviews } from './lake-build.ts'

const rows = "('b', 5, 'good'), ('a', 1, 'bad'), ('c', 3, null)"

test('tables are written once, views are only told, and both are there to read', async () => {
  const lake = await openReviews(rows)
  const texts = {
    ...reviews,
    'raw/raw_review.sql': '{{config materialized="view"}}select * from {{source "review"}}',
  }
  const report = await lake.build(texts)
  expect(actions(report)).toEqual(['raw_review built', 'int_reviews built', 'feat_reviews built'])
  expect(report.models.map(({ rows }) => rows)).toEqual([null, 2, 2])
  expect(report.errors).toEqual([])

  const session = await lake.open()
  await mountAll(session, report.versions.toReversed())
  expect(await session.rows('select review_id, text_length from feat_reviews')).toEqual([
    { review_id: 'b', text_length: 4 },
    { review_id: 'c', text_length: null },
  ])
  expect(await session.rows('select count(*)::int as n from raw_review')).toEqual([{ n: 3 }])
})

test('a second build reuses everything and gives the same tables', async () => {
  const lake = await openReviews(rows)
  const first = await lake.build(reviews)
  const second = await lake.build(reviews)
  expect(actions(second)).toEqual([
    'raw_review reused',
    'int_reviews reused',
    'feat_reviews reused',
  ])
  expect(second.tables).toEqual(first.tables)
  expect(Object.keys(second.tables)).toEqual([
    'source_review',
    'raw_review',
    'int_reviews',
    'feat_reviews',
  ])
})

test('an empty source gives empty tables with their columns', async () => {
  const lake = await openReviews(rows)
  const report = await lake.build(reviews, [reviewSource()])
  expect(report.models.map(({ rows: count }) => count)).toEqual([0, 0, 0])
  const session = await lake.open()
  await mountAll(session, report.versions)
  expect(await session.describe('select * from feat_reviews')).toEqual(
    report.versions.at(-1)?.columns,
  )
})

test('rows are written in the order of the key', async () => {
  const lake = await openReviews(rows)
  const [low, high] = [
    await lake.build({
      ...reviews,
      'intermediate/int_reviews.sql': 'select * from {{ref "raw_review"}} order by stars',
    }),
    await lake.build({
      ...reviews,
      'intermediate/int_reviews.sql': 'select * from {{ref "raw_review"}} order by stars desc',
    }),
  ]
  const digests = [low, high].map((report) => report.versions.at(-1)?.files[0].sha256)
  expect(digests[0]).toBe(digests[1])
})

test('types survive exactly', async () => {
  const lake = await openReviews(rows)
  const report = await lake.build({
    ...reviews,
    'raw/raw_types.sql': `select review_id, 1.5::decimal(9,3) as price, [1, 2]::int[2] as pair, {'a': 1} as struct, map {'k': 1} as map,
      '{"a": 1}'::json as document, sum(stars) as total, '12:00'::time as at, 'x'::blob as bytes, uuid '00000000-0000-0000-0000-000000000001' as id
      from {{source "review"}} group by all`,
  })
  const version = report.versions.find(({ relation }) => relation === 'raw_types')
  const session = await lake.open()
  await mountAll(session, report.versions)
  expect(await session.describe('select * from raw_types')).toEqual(version?.columns)
  expect(version?.columns.map(({ type }) => type)).toEqual([
    'VARCHAR',
    'DECIMAL(9,3)',
    'INTEGER[2]',
    'STRUCT(a INTEGER)',
    'MAP(VARCHAR, INTEGER)',
    'JSON',
    'DECIMAL(38,0)',
    'TIME',
    'BLOB',
    'UUID',
  ])
})

test('a failure stops what depends on it and nothing else', async () => {
  const lake = await openReviews(rows)
  const report = await lake.build({
    ...reviews,
    'intermediate/int_reviews.sql':
      '{{! ! }}\nselect *,\n  cast(text as integer) as n from {{ref "raw_review"}}',
    'intermediate/int_other.sql': 'select * from {{ref "raw_review"}}',
  })
  expect(actions(report)).toEqual([
    'raw_review built',
    'int_other built',
    'int_reviews failed',
    'feat_reviews skipped',
  ])
  expect(report.errors).toHaveLength(1)
  expect(report.errors[0]).toMatchObject({
    code: 'MODEL_BUILD_FAILED',
    at: { file: 'p/intermediate/int_reviews.sql', line: 3, column: 3 },
  })
  expect(report.errors[0].message).toMatch(
    /"int_reviews" could not be built: .*'(good|bad)'.* Nothing was published\./,
  )
  expect(Object.keys(report.tables)).toEqual(['source_review', 'raw_review', 'int_other'])
})

test('a failure inside a view is told at its place in the view', async () => {
  const lake = await openReviews(rows)
  const report = await lake.build({
    ...reviews,
    'raw/raw_review.sql':
      '{{config materialized="view"}}\nselect *,\n  text::integer as n\nfrom {{source "review"}}',
    'intermediate/int_reviews.sql':
      '{{config materialized="view"}}select * from {{ref "raw_review"}}',
    'feature/feat_reviews.sql':
      'select stars, n + 1 as n, stars as a, stars as b, stars as c from {{ref "int_reviews"}}',
  })
  expect(actions(report).at(-1)).toBe('feat_reviews failed')
  expect(report.errors[0].message).toMatch(
    /"feat_reviews" could not be built: the view "raw_review", which it reads, failed/,
  )
  expect(report.errors[0].at).toMatchObject({ file: 'p/raw/raw_review.sql', line: 3, column: 7 })
})

test('a table whose file is gone is told by its name', async () => {
  const lake = await openReviews(rows)
  await lake.store.delete('tables/reviews/source/review/x/part-00000.parquet')
  const report = await lake.build(reviews)
  expect(report.errors[0]).toMatchObject({ code: 'LAKE_OBJECT_MISSING' })
  expect(report.errors[0].message).toContain('"source_review"')
})
