import { describe, expect, test } from 'vitest'
import { reviews as keyed } from '../engine-project.ts'
import { openReviews } from './lake-build.ts'

const reviews = {
  ...keyed,
  'feature/feat_reviews.sql': 'select review_id, text, stars from {{ref "int_reviews"}}',
}
const rows = "('a', 1, 'bad'), ('b', 5, 'good'), ('b', 9, null), (null, null, 'none')"
const yml = (tests: string, table = '') => ({
  ...reviews,
  'raw/raw_review.yml': `description: x\ncolumns:\n${tests}\n${table}`,
})
const column = (name: string, test: string) => yml(`  - name: ${name}\n    tests: [${test}]`)

describe('a test passes or says what is wrong', () => {
  test.each([
    ['not_null', column('review_id', 'not_null'), '1 row without "review_id".'],
    ['unique', column('review_id', 'unique'), '1 value of "review_id" in more than one row.'],
    [
      'accepted_values',
      column('stars', 'accepted_values: {values: [1, 5]}'),
      '1 row with a "stars" that is none of 1, 5.',
    ],
    [
      'accepted_values of text',
      column('text', 'accepted_values: {values: [bad, good, "none", "it\'s"]}'),
      undefined,
    ],
    [
      'range',
      column('stars', 'range: {min: 1, max: 5}'),
      '1 row with a "stars" that is not between 1 and 5.',
    ],
    ['range of time', column('date', "range: {min: '2023-01-01', max: '2025-01-01'}"), undefined],
    [
      'range with a part of a star',
      column('stars', 'range: {min: 1.5}'),
      '1 row with a "stars" that is not at least 1.5.',
    ],
    [
      'relationships',
      column('review_id', 'relationships: {to: feat_reviews, column: review_id}'),
      '1 row with a "review_id" that is no "review_id" of feat_reviews.',
    ],
    [
      'row_count',
      yml('  []', 'tests: [{row_count: {min: 5}}]'),
      'the table has 4 rows, which is not at least 5.',
    ],
    ['row_count that holds', yml('  []', 'tests: [{row_count: {min: 4, max: 4}}]'), undefined],
    [
      'expression',
      yml('  []', 'tests: [{expression: {sql: "stars < 9 -- note"}}]'),
      '2 rows for which it is not true that stars < 9 -- note.',
    ],
    [
      'expression with a subquery',
      yml(
        '  []',
        'tests: [{expression: {sql: "stars <= (select max(stars) from feat_reviews) or stars is null"}}]',
      ),
      undefined,
    ],
    [
      'singular',
      {
        ...reviews,
        'tests/all_good.sql': 'select * from {{ref "raw_review"}} where text = \'bad\'',
      },
      '1 row found.',
    ],
  ])('%s', async (_, texts, message) => {
    const { build } = await openReviews(rows)
    const [result] = (await build(texts)).tests
    expect(result).toMatchObject({
      model: 'raw_review',
      status: message === undefined ? 'pass' : 'fail',
      message: message ?? null,
      cached: false,
    })
  })
})

test('failing rows are kept', async () => {
  const { build, open } = await openReviews(rows)
  const [result] = (await build(column('review_id', 'not_null'))).tests
  const session = await open(['quarantine/'])
  expect(
    await session.rows(`select stars, text from ${session.parquet([result.failing_rows ?? ''])}`),
  ).toEqual([{ stars: null, text: 'none' }])
})

test('a failed test is an error with its place; one that warns is none', async () => {
  const { build } = await openReviews(rows)
  const report = await build(
    yml('  - name: review_id\n    tests: [not_null, {unique: {severity: warn}}]'),
  )
  expect(report.tests.map(({ name, status, severity }) => `${name} ${status} ${severity}`)).toEqual(
    ['not_null(review_id) fail error', 'unique(review_id) fail warn'],
  )
  expect(report.errors).toHaveLength(1)
  expect(report.errors[0]).toMatchObject({
    code: 'TEST_FAILED',
    at: { file: 'p/raw/raw_review.yml', line: 4, column: 13 },
    data: { failures: 1 },
  })
})

test('progress counts what warns apart from what fails', async () => {
  const { build, told } = await openReviews(rows)
  const unique = '{unique: {severity: warn}}'
  await build(
    yml(`  - name: review_id\n    tests: [${unique}]\n  - name: date\n    tests: [not_null]`),
  )
  await build(yml(`  - name: review_id\n    tests: [not_null, ${unique}]`))
  expect(told.filter((line) => line.startsWith('Testing'))).toEqual([
    'Testing: 1 passed, 1 warned',
    'Testing failed: 1 failed, 1 warned',
  ])
})

test.each([
  'true) or (true',
  'true) union all (select 1',
  'stars from feat_reviews',
  'true; select 1',
])('an expression that is not one condition by itself is refused: %s', async (sql) => {
  const { build } = await openReviews(rows)
  const texts = yml('  []', `tests: [{expression: {sql: ${JSON.stringify(sql)}}}]`)
  await expect(build(texts)).rejects.toMatchObject({ code: 'TEST_INVALID' })
})

test('a test is not run again on the same tables, and is on others', async () => {
  const { build } = await openReviews(rows)
  const texts = column('review_id', 'not_null')
  const cached = async (changed: Readonly<Record<string, string>>) =>
    (await build(changed)).tests.map((result) => result.cached)
  expect(await cached(texts)).toEqual([false])
  expect(await cached(texts)).toEqual([true])
  expect(
    await cached({
      ...texts,
      'raw/raw_review.sql': 'select * from {{source "review"}} where true',
    }),
  ).toEqual([false])
})

test('severity is that of today, also of a test that ran before', async () => {
  const { build } = await openReviews(rows)
  await build(column('review_id', 'not_null'))
  const report = await build(column('review_id', 'not_null: {severity: warn}'))
  expect(report.tests[0]).toMatchObject({ cached: true, severity: 'warn' })
  expect(report.errors).toEqual([])
})

test('a test that cannot be run is an error of its own, and the others are run', async () => {
  const { build } = await openReviews(rows)
  const report = await build(
    yml(
      '  - name: review_id\n    tests: [unique]',
      'tests: [{expression: {sql: "text::integer > 0"}}]',
    ),
  )
  expect(report.tests.map(({ name }) => name)).toEqual(['unique(review_id)'])
  expect(report.errors.map(({ code, at }) => `${code} ${at?.line}`)).toEqual([
    'TEST_FAILED 4',
    'TEST_INVALID 5',
  ])
  expect(report.errors[1].message).toContain("'bad'")
})

test('a unique key is held by a test, unless there is one already', async () => {
  const { build } = await openReviews(rows)
  const raw = (key: string) => `{{config unique_key="${key}"}}select * from {{source "review"}}`
  const names = async (texts: Readonly<Record<string, string>>) =>
    (await build(texts)).tests.map(({ name, status, message }) =>
      `${name} ${status} ${message ?? ''}`.trim(),
    )
  expect(await names({ ...reviews, 'raw/raw_review.sql': raw('review_id') })).toEqual([
    'unique_key(review_id) fail 1 value of the unique key review_id in more than one row.',
  ])
  expect(await names({ ...reviews, 'raw/raw_review.sql': raw('review_id, stars') })).toEqual([
    'unique_key(review_id, stars) pass',
  ])
  const tested = {
    ...reviews,
    'raw/raw_review.sql': raw('review_id'),
    'raw/raw_review.yml':
      'description: x\ncolumns: [{name: review_id, tests: [{unique: {severity: warn}}]}]',
  }
  expect((await names(tested)).map((name) => name.split(' ')[0])).toEqual(['unique(review_id)'])
})

test('a test that is run again finds its failing rows kept already', async () => {
  const { build, tests } = await openReviews(rows)
  const texts = column('review_id', 'not_null')
  const [first] = (await build(texts)).tests
  tests.clear()
  expect((await build(texts)).tests).toEqual([first])
})
