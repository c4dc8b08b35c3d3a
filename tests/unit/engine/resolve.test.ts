import { describe, expect, test } from 'vitest'
import { compile, faults, places, reviews } from './engine-project.ts'

const raw = (sql: string) => places({ ...reviews, 'raw/raw_review.sql': sql })
const intermediate = (sql: string) => places({ ...reviews, 'intermediate/int_reviews.sql': sql })

test('inputs are what ref and source name, once each', async () => {
  const { models } = await compile({
    ...reviews,
    'intermediate/int_reviews.sql':
      'select a.* from {{ref "raw_review"}} as a join {{ref "raw_review"}} as b using (review_id)',
  })
  expect(models.map(({ inputs }) => inputs.map(({ relation }) => relation))).toEqual([
    ['source_review'],
    ['raw_review'],
    ['int_reviews'],
  ])
})

test('a CTE may have the name of the table it imports', async () => {
  await compile({
    ...reviews,
    'intermediate/int_reviews.sql':
      'with raw_review as (select * from {{ref "raw_review"}}) select review_id, stars, text from raw_review',
  })
})

describe('names', () => {
  test.each([
    ['select * from {{source "reviews"}}', 'MODEL_SOURCE_UNKNOWN p/raw/raw_review.sql:1:15'],
    ['select * from {{ref "int_reviews"}}', 'MODEL_LAYER_ORDER p/raw/raw_review.sql:1:15'],
    ['select * from source_review', 'MODEL_TABLE_UNDECLARED p/raw/raw_review.sql:1:15'],
    [
      'select * from {{source "review"}}, "other"',
      'MODEL_TABLE_UNDECLARED p/raw/raw_review.sql:1:36',
    ],
    ['select * from main.{{source "review"}}', 'MODEL_TABLE_UNDECLARED p/raw/raw_review.sql:1:15'],
    ['select * from {{this}}', 'MODEL_CYCLE p/raw/raw_review.sql:1:15'],
  ])('%s: %s', async (sql, expected) => {
    expect((await raw(sql))[0]).toBe(expected)
  })

  test.each([
    ['select * from {{ref "raw_reviews"}}', 'Did you mean "raw_review"?'],
    ['select * from {{ref "review"}}', 'write {{source "review"}}'],
    ['select * from raw_review', 'Write {{ref "raw_review"}}.'],
    ['select * from review', 'Write {{source "review"}}.'],
  ])('%s: %s', async (sql, words) => {
    const [error] = await faults({ ...reviews, 'intermediate/int_reviews.sql': sql })
    expect(error.code).toBe(sql.includes('{{ref') ? 'MODEL_REF_UNKNOWN' : 'MODEL_TABLE_UNDECLARED')
    expect(`${error.message} ${error.hint}`).toContain(words)
  })
})

describe('layers look left', () => {
  test.each([
    ['intermediate', 'raw', true],
    ['intermediate', 'intermediate', true],
    ['intermediate', 'primary', false],
    ['primary', 'raw', false],
    ['primary', 'intermediate', true],
    ['feature', 'raw', false],
    ['feature', 'intermediate', true],
    ['feature', 'primary', true],
    ['feature', 'feature', true],
    ['raw', 'raw', false],
  ])('%s reads %s: %s', async (layer, input, allowed) => {
    const codes = await faults({
      'project.yml': 'name: p',
      [`${input}/a.sql`]: 'select 1 as x',
      [`${layer}/b.sql`]: 'select * from {{ref "a"}}',
    })
    expect(codes.map(({ code }) => code)).toEqual(allowed ? [] : ['MODEL_LAYER_ORDER'])
  })

  test('only raw reads sources', async () => {
    expect(await intermediate('select * from {{source "review"}}')).toEqual([
      'MODEL_LAYER_ORDER p/intermediate/int_reviews.sql:1:15',
    ])
  })
})

describe('only one SELECT, which reads nothing but its inputs', () => {
  test.each([
    ["select * from read_text('/etc/passwd')", 'MODEL_FUNCTION_FORBIDDEN'],
    ["select * from read_csv('/etc/passwd')", 'MODEL_FUNCTION_FORBIDDEN'],
    ["select * from '/etc/passwd'", 'MODEL_TABLE_UNDECLARED'],
    ["select * from glob('/*')", 'MODEL_FUNCTION_FORBIDDEN'],
    ["select * from query('select 1')", 'MODEL_FUNCTION_FORBIDDEN'],
    ['select * from duckdb_settings()', 'MODEL_FUNCTION_FORBIDDEN'],
    ['select * from information_schema.tables', 'MODEL_TABLE_UNDECLARED'],
    ["select getenv('HOME')", 'MODEL_FUNCTION_FORBIDDEN'],
    ["select current_setting('threads')", 'MODEL_FUNCTION_FORBIDDEN'],
    ['select 1; select 2', 'MODEL_SQL_REFUSED'],
    ["attach 'x.db'", 'MODEL_SQL_REFUSED'],
    ['install httpfs', 'MODEL_SQL_REFUSED'],
    ["copy (select 1) to 'x'", 'MODEL_SQL_REFUSED'],
    ['set threads = 1', 'MODEL_SQL_REFUSED'],
    ['create table x (a int)', 'MODEL_SQL_REFUSED'],
    ['pragma version', 'MODEL_SQL_REFUSED'],
    ['', 'MODEL_SQL_REFUSED'],
    ['select from where', 'MODEL_SQL_SYNTAX'],
    ["select 'open", 'MODEL_SQL_SYNTAX'],
  ])('%s: %s', async (sql, code) => {
    expect((await raw(sql))[0]).toMatch(new RegExp(`^${code} `))
  })

  test.each(['now()', 'random()', 'current_date', 'current_timestamp', 'uuid()', 'today()'])(
    '%s is refused, unless it is allowed',
    async (call) => {
      const sql = `select\n  *, ${call} as x from {{source "review"}}`
      expect(await raw(sql)).toEqual(['MODEL_FUNCTION_VOLATILE p/raw/raw_review.sql:2:6'])
      expect(await raw(`{{config nondeterministic=true}}${sql}`)).toEqual([])
    },
  )

  test('unnest, range and JSON tables are functions of their arguments', async () => {
    const sql = "select unnest([1, 2]) as a, r.range as b from range(3) as r, json_each('[1]') as j"
    expect(await places({ 'project.yml': 'name: p', 'raw/a.sql': sql })).toEqual([])
  })

  test('a semicolon may end it', async () => {
    expect(await raw('select * from {{source "review"}}; -- done\n')).toEqual([])
  })
})
