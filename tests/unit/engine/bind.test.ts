import { describe, expect, test } from 'vitest'
import { compileProject } from '../../../engine/index.ts'
import { compile, faults, load, openSession, places, reviews } from './engine-project.ts'

test('columns and types are known without any data', async () => {
  const { models } = await compile(reviews)
  expect(models.at(-1)?.columns).toEqual([
    { name: 'review_id', type: 'VARCHAR' },
    { name: 'text', type: 'VARCHAR' },
    { name: 'text_length', type: 'BIGINT' },
    { name: 'stars', type: 'BIGINT' },
  ])
})

test('sources have the columns that Millrace adds', async () => {
  const { models } = await compile(reviews)
  expect(models[0].columns.slice(-3)).toEqual([
    { name: '_source_file', type: 'VARCHAR' },
    { name: '_source_row', type: 'BIGINT' },
    { name: '_ingested_at', type: 'TIMESTAMP' },
  ])
})

test('types are those that a table has when it is read back', async () => {
  const { models } = await compile({
    'project.yml': 'name: p',
    'raw/a.sql':
      "select sum(1::bigint) as total, null as nothing, 'x'::enum('x') as kind, timestamp_s '2020-01-01' as at",
    'intermediate/b.sql':
      '{{config materialized="view"}} select sum(total) as total from {{ref "a"}}',
  })
  expect(models.flatMap(({ columns }) => columns.map(({ type }) => type))).toEqual([
    'DECIMAL(38,0)',
    'INTEGER',
    'VARCHAR',
    'TIMESTAMP',
    'DECIMAL(38,0)',
  ])
})

test('compiling leaves nothing in the session', async () => {
  const session = await openSession()
  const project = await load(reviews)
  await compileProject(project, { session })
  await compileProject(project, { session })
  expect(await session.rows('select * from duckdb_tables()')).toEqual([])
})

describe('the binder speaks of the analyst’s file', () => {
  const feature = (sql: string) => ({ ...reviews, 'feature/feat_reviews.sql': sql })

  test.each([
    [
      'select review_id,\n  length(txt) as n from {{ref "int_reviews"}}',
      'MODEL_COLUMN_UNKNOWN 2:10',
      'Did you mean "text"?',
    ],
    [
      'select r.review_id, r.star from {{ref "int_reviews"}} as r',
      'MODEL_COLUMN_UNKNOWN 1:21',
      'Did you mean "stars"?',
    ],
    [
      'select s.stars from {{ref "int_reviews"}} as r',
      'MODEL_SQL_INVALID 1:8',
      'Did you mean "r"?',
    ],
    [
      'select lenght(text) as n from {{ref "int_reviews"}}',
      'MODEL_SQL_INVALID 1:8',
      'Did you mean "length"?',
    ],
    ['select sum(text) as n from {{ref "int_reviews"}}', 'MODEL_SQL_INVALID 1:8', 'sum(VARCHAR)'],
    ['select text, count(*) as n from {{ref "int_reviews"}}', 'MODEL_SQL_INVALID 1:8', 'GROUP BY'],
    ['select \'ä\' as ä, wrong from {{ref "int_reviews"}}', 'MODEL_COLUMN_UNKNOWN 1:18', 'wrong'],
    ['select stars, stars as Stars from {{ref "int_reviews"}}', 'MODEL_COLUMN_TAKEN 1:21', 'Stars'],
    [
      '\nselect date - date as gap from {{ref "int_reviews"}}',
      'MODEL_COLUMN_TYPE 2:20',
      'INTERVAL',
    ],
    [
      '{{config unique_key="text, id"}}select text from {{ref "int_reviews"}}',
      'MODEL_KEY_UNKNOWN 1:10',
      '"id"',
    ],
  ])('%s: %s', async (sql, expected, words) => {
    const errors = await faults(feature(sql))
    expect(errors.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`)).toEqual([expected])
    expect(`${errors[0].message} ${errors[0].hint}`).toContain(words)
    expect(errors[0].at?.file).toBe('p/feature/feat_reviews.sql')
  })

  test('into a macro', async () => {
    const texts = {
      ...feature('select {{> shout column="texxt"}} as t from {{ref "int_reviews"}}'),
      'macros/shout.sql': '{{! loud }}\nupper(\n  {{ident "column"}}\n)\n',
    }
    expect(await places(texts)).toEqual(['MODEL_COLUMN_UNKNOWN p/macros/shout.sql:3:3'])
  })

  test('a view may have a type that a table may not', async () => {
    expect(
      await faults(
        feature(
          '{{config materialized="view"}}select date - date as gap from {{ref "int_reviews"}}',
        ),
      ),
    ).toEqual([])
  })

  test('once: what depends on a faulty model has no error of its own', async () => {
    expect(
      await places({ ...reviews, 'raw/raw_review.sql': 'select wrong from {{source "review"}}' }),
    ).toEqual(['MODEL_COLUMN_UNKNOWN p/raw/raw_review.sql:1:8'])
  })
})

describe('YAML files say what the SQL gives', () => {
  const yml = (text: string) => ({ ...reviews, 'raw/raw_review.yml': `description: x\n${text}` })

  test.each([
    ['columns: [{name: review}]', 'MODEL_COLUMN_UNDESCRIBED p/raw/raw_review.yml:2:18'],
    ['columns: [{name: stars, type: VARCHAR}]', 'MODEL_TYPE_DIFFERS p/raw/raw_review.yml:2:31'],
    ['columns: [{name: stars, type: VARCHR}]', 'PROJECT_YAML_INVALID p/raw/raw_review.yml:2:31'],
    [
      'columns: [{name: stars, type: "INT) as a, (select 1"}]',
      'PROJECT_YAML_INVALID p/raw/raw_review.yml:2:31',
    ],
    ['columns: [{name: stars}]\ncontract: true', 'MODEL_CONTRACT_BROKEN p/raw/raw_review.yml:3:1'],
  ])('%s: %s', async (text, expected) => {
    expect(await places(yml(text))).toEqual([expected])
  })

  test('a type may be written in any of the engine’s ways', async () => {
    expect(
      await places(yml('columns: [{name: stars, type: int8}, {name: text, type: string}]')),
    ).toEqual([])
  })

  test('a type of a source that is none is told where it stands', async () => {
    const texts = {
      ...reviews,
      'sources.yml': 'sources:\n  - name: review\n    columns: [{name: a, type: TEXTT}]\n',
    }
    expect(await places(texts)).toEqual(['PROJECT_YAML_INVALID p/sources.yml:3:31'])
  })
})

describe('pipeline.yml fits the feature model', () => {
  const pipeline = (features: string, rest = '') => ({
    ...reviews,
    'pipeline.yml': `features: {model: feat_reviews, entity: review_id, ${features}}
label: {column: stars, classes: [{value: 1, name: bad}, {value: 5, name: good}]}
gate: {minimum: 0.5}
${rest}`,
  })

  test('when it does there is no error', async () => {
    expect(await places(pipeline('text: text, numeric: [text_length]'))).toEqual([])
  })

  test.each([
    ['text: txt', '', 'PROJECT_PIPELINE_COLUMN p/pipeline.yml:1:58'],
    ['numeric: [text]', '', 'PROJECT_PIPELINE_TYPE p/pipeline.yml:1:62'],
    ['text: stars', '', 'PROJECT_PIPELINE_TYPE p/pipeline.yml:1:58'],
    ['event_time: text', '', 'PROJECT_PIPELINE_TYPE p/pipeline.yml:1:64'],
    ['text: text', 'split: {by: time}', 'PROJECT_PIPELINE_COLUMN p/pipeline.yml:4:13'],
    ['text: text', 'split: {by: group}', 'PROJECT_PIPELINE_COLUMN p/pipeline.yml:4:13'],
    [
      'text: text',
      'split: {by: group, group: user}',
      'PROJECT_PIPELINE_COLUMN p/pipeline.yml:4:27',
    ],
  ])('%s %s: %s', async (features, rest, expected) => {
    expect(await places(pipeline(features, rest))).toEqual([expected])
  })

  test('the label is there and of the type of its classes', async () => {
    const texts = pipeline('text: text')
    const change = (from: string, to: string) =>
      places({ ...texts, 'pipeline.yml': texts['pipeline.yml'].replace(from, to) })
    expect(await change('stars', 'sentiment')).toEqual([
      'PROJECT_PIPELINE_COLUMN p/pipeline.yml:2:17',
    ])
    expect(await change('value: 1', 'value: one')).toEqual([
      'PROJECT_PIPELINE_TYPE p/pipeline.yml:2:17',
    ])
    expect(await change('feat_reviews', 'int_reviews')).toEqual([
      'PROJECT_PIPELINE_MODEL p/pipeline.yml:1:19',
    ])
  })
})
