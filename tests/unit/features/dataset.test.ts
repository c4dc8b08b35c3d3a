import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dataset } from '../../../contracts/dataset.ts'
import { readDataset, readSplitRows, streamDataset } from '../../../features/dataset.ts'
import type { FeatureView } from '../../../features/feature-view.ts'
import { fitLsa } from '../../../features/lsa/fit.ts'
import { trainingTexts } from '../../../features/lsa/training-texts.ts'
import { shardsOf } from '../../../features/shards.ts'
import { textDigest } from '../../../features/text-digest.ts'
import { readTrainingTexts } from '../../../features/training-sample.ts'
import { embedMissing } from '../../../features/vector-cache.ts'
import { sampleTexts } from '../../fakes/sample-texts.ts'
import { openSqlLake, type SqlLake } from '../../fakes/sql-lake.ts'

const view: FeatureView = {
  relation: 'feat_reviews',
  entity: 'review_id',
  eventTime: 'reviewed_at',
  group: 'business_id',
  text: 'text',
  numeric: ['length', 'is_long', 'price', 'big'],
  categorical: ['city', 'floor'],
  label: 'sentiment',
  classes: [
    { value: 0, name: 'negative' },
    { value: 2, name: 'positive' },
  ],
}

async function gathered<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

let lake: SqlLake
beforeAll(async () => {
  lake = await openSqlLake()
  await lake.session.execute(`create table feat_reviews as select * from (values
    ('c', timestamp '2020-01-03', 'b1', 'good food', 9, true, 1.50::decimal(9,2), 170141183460469231731687303715884105727::hugeint, 'Rome', 1, 2::double),
    ('a', timestamp '2020-01-01', 'b2', null, null, null, null, null, null, null, null),
    ('b', null, null, 'bad food', 'infinity'::double, false, 2.25, 7, 'Oslo', 2, 0)
  ) as rows(review_id, reviewed_at, business_id, text, length, is_long, price, big, city, floor, sentiment)`)
})
afterAll(() => lake.remove())

describe('reading a feature relation', () => {
  test('gives columns in the order of the key, with what is missing marked', async () => {
    const { dataset } = await readDataset(lake.session, view)
    expect(dataset).toEqual({
      rows: 3,
      keys: ['a', 'b', 'c'],
      labels: Int32Array.of(-1, 0, 1),
      numeric: [
        { name: 'length', values: Float64Array.of(Number.NaN, Number.NaN, 9) },
        { name: 'is_long', values: Float64Array.of(Number.NaN, 0, 1) },
        { name: 'price', values: Float64Array.of(Number.NaN, 2.25, 1.5) },
        { name: 'big', values: Float64Array.of(Number.NaN, 7, 2 ** 127) },
      ],
      categorical: [
        { name: 'city', values: [null, 'Oslo', 'Rome'] },
        { name: 'floor', values: [null, '2', '1'] },
      ],
      text: undefined,
    })
  })

  test('gives the split its times, groups and digests', async () => {
    expect(await readSplitRows(lake.session, view)).toEqual({
      keys: ['a', 'b', 'c'],
      labels: Int32Array.of(-1, 0, 1),
      times: Float64Array.of(Date.UTC(2020, 0, 1) * 1000, Number.NaN, Date.UTC(2020, 0, 3) * 1000),
      groups: ['b2', null, 'b1'],
      textDigests: [textDigest(''), textDigest('bad food'), textDigest('good food')],
    })
  })

  test('takes the rows of a condition, which may be an anti-join', async () => {
    const where = "not exists (select 1 from (values ('b')) as done(id) where done.id = review_id)"
    const { dataset } = await readDataset(lake.session, view, { where })
    expect(dataset.keys).toEqual(['a', 'c'])
  })

  test('gives no labels when none is declared, as for scoring', async () => {
    const { label: _, ...scoring } = view
    const { dataset } = await readDataset(lake.session, scoring)
    expect([...dataset.labels]).toEqual([-1, -1, -1])
  })

  test('gives an empty dataset for no rows', async () => {
    const { dataset } = await readDataset(lake.session, view, { where: 'false' })
    expect([dataset.rows, dataset.keys.length, dataset.numeric[0].values.length]).toEqual([0, 0, 0])
  })

  test('takes labels and keys of other types', async () => {
    await lake.session.execute(
      "create table typed as select i as id, ['no', 'yes', null][i] as answer, i = 1 as flag from range(1, 4) as numbers(i)",
    )
    const base = { relation: 'typed', entity: 'id', numeric: [], categorical: ['flag'] }
    const classes = [
      { value: 'yes', name: 'Yes' },
      { value: 'no', name: 'No' },
    ]
    const { dataset } = await readDataset(lake.session, { ...base, label: 'answer', classes })
    expect([dataset.keys, [...dataset.labels]]).toEqual([
      ['1', '2', '3'],
      [1, 0, -1],
    ])
    expect(dataset.categorical[0].values).toEqual(['true', 'false', 'false'])
    const flags = [
      { value: 0, name: 'no' },
      { value: 1, name: 'yes' },
    ]
    const flagged = await readDataset(lake.session, { ...base, label: 'flag', classes: flags })
    expect([...flagged.dataset.labels]).toEqual([1, 0, 0])
  })

  test.each([
    ['date', "date '2020-01-02'", Date.UTC(2020, 0, 2) * 1000],
    ['timestamptz', "timestamptz '2020-01-02 00:00:00+00'", Date.UTC(2020, 0, 2) * 1000],
    ['timestamp_ns', "timestamp_ns '2020-01-02 00:00:00'", Date.UTC(2020, 0, 2) * 1000],
    ['integer', '17', 17],
    ['infinite timestamp', "timestamp 'infinity'", Number.NaN],
  ])('takes an event time of type %s', async (_, sql, expected) => {
    await lake.session.execute(`create or replace table timed as select 'k' as id, ${sql} as at`)
    const timed = {
      relation: 'timed',
      entity: 'id',
      eventTime: 'at',
      numeric: [],
      categorical: [],
      classes: [],
    }
    expect((await readSplitRows(lake.session, timed)).times).toEqual(Float64Array.of(expected))
  })
})

describe('what cannot be read', () => {
  const refused = (more: Partial<FeatureView>) => readDataset(lake.session, { ...view, ...more })
  const from = async (sql: string, more: Partial<FeatureView> = {}) => {
    await lake.session.execute(`create or replace table broken as ${sql}`)
    return refused({ relation: 'broken', ...more })
  }

  test.each([
    [
      'numeric',
      { numeric: ['lenght'] },
      '"lenght", which is used as numeric. Did you mean "length"?',
    ],
    ['categorical', { categorical: ['town'] }, '"town"'],
    ['text', { text: 'body' }, '"body"'],
    ['label', { label: 'stars' }, '"stars"'],
    ['entity', { entity: 'id' }, '"id"'],
  ])('a missing column is named with its use as %s', async (_, more, named) => {
    await expect(refused(more)).rejects.toMatchObject({
      code: 'FEATURE_COLUMN_MISSING',
      message: expect.stringContaining(named),
    })
  })

  test.each([
    [
      'a text as number',
      { numeric: ['city'] },
      '"city" of the feature model "feat_reviews" is VARCHAR',
    ],
    ['a time as number', { numeric: ['reviewed_at'] }, 'TIMESTAMP'],
    ['a number as text', { text: 'price' }, 'DECIMAL(9,2)'],
    ['a text as time', { eventTime: 'city' }, 'VARCHAR'],
  ])('%s is refused with its name and type', async (_, more, named) => {
    await expect(refused(more)).rejects.toMatchObject({
      code: 'FEATURE_COLUMN_MISTYPED',
      message: expect.stringContaining(named),
    })
  })

  test('a nested column is refused as category', async () => {
    const more = { categorical: ['tags'] }
    await expect(from("select *, ['a'] as tags from feat_reviews", more)).rejects.toMatchObject({
      code: 'FEATURE_COLUMN_MISTYPED',
      message: expect.stringContaining('VARCHAR[]'),
    })
  })

  test('a key that is NULL is refused', async () => {
    const sql = "select * replace (nullif(review_id, 'b') as review_id) from feat_reviews"
    await expect(from(sql)).rejects.toMatchObject({ code: 'FEATURE_KEY_NULL' })
  })

  test('a key that stands twice is named', async () => {
    await expect(from('from feat_reviews union all from feat_reviews')).rejects.toMatchObject({
      code: 'FEATURE_KEY_DUPLICATE',
      message: expect.stringContaining('review_id = "a"'),
    })
  })

  test('a label that is no class is named with its row and the classes', async () => {
    await expect(from('select * replace (7 as sentiment) from feat_reviews')).rejects.toMatchObject(
      {
        code: 'FEATURE_LABEL_UNKNOWN',
        message: expect.stringMatching(
          /review_id = "a".*sentiment = 7.*0 \(negative\), 2 \(positive\)/,
        ),
      },
    )
  })

  test('a text without a vector is named with its row', async () => {
    const encoder = fitLsa(
      trainingTexts(sampleTexts(40)),
      { dimensions: 4, max_terms: 100, min_count: 2 },
      1,
    )
    const withVectors = { encoder, store: lake.store }
    await expect(readDataset(lake.session, view, { withVectors })).rejects.toMatchObject({
      code: 'FEATURE_VECTOR_MISSING',
      message: expect.stringContaining('review_id = "a"'),
    })
  })
})

describe('a dataset with texts', () => {
  const many: FeatureView = {
    relation: 'many',
    entity: 'id',
    text: 'text',
    numeric: ['n'],
    categorical: [],
    label: 'y',
    classes: view.classes,
  }
  const texts = sampleTexts(5000)
  const encoder = fitLsa(
    trainingTexts(texts.slice(0, 300)),
    { dimensions: 8, max_terms: 400, min_count: 2 },
    1,
  )
  const withVectors = () => ({ encoder, store: lake.store })

  beforeAll(async () => {
    const list = texts.map((text, i) => `(${i}, '${text}')`).join(', ')
    await lake.session.execute(
      `create table many as select 'k' || lpad(i::varchar, 6, '0') as id, i as n, text, 2 * (i % 2) as y from (values ${list}) as rows(i, text)`,
    )
    await embedMissing({
      session: lake.session,
      store: lake.store,
      encoder,
      relation: 'many',
      column: 'text',
    })
  })

  test('has the vectors and n-grams of each row’s own text', async () => {
    const { dataset } = await readDataset(lake.session, many, { withVectors: withVectors() })
    expect([...dataset.numeric[0].values]).toEqual(texts.map((_, i) => i))
    expect(dataset.text?.column).toBe('text')
    expect(dataset.text?.vectors).toEqual(await encoder.encode(texts))
    expect(dataset.text?.ngrams).toEqual(encoder.ngrams(texts))
  })

  const joined = (pieces: readonly Dataset[]) => ({
    keys: pieces.flatMap(({ keys }) => keys),
    vectors: pieces.flatMap(({ text }) => [...(text?.vectors ?? [])]),
    weights: pieces.flatMap(({ text }) => [...(text?.ngrams?.weights ?? [])]),
  })

  test('streamed in pieces, or shard by shard, is the same', async () => {
    const whole = joined([
      (await readDataset(lake.session, many, { withVectors: withVectors() })).dataset,
    ])
    const pieces = await gathered(streamDataset(lake.session, many, { withVectors: withVectors() }))
    expect(pieces.length).toBeGreaterThan(1)
    expect(joined(pieces)).toEqual(whole)
    const sharded: Dataset[] = []
    for (const range of await shardsOf(lake.session, many, 1700))
      sharded.push(
        ...(await gathered(
          streamDataset(lake.session, many, { range, withVectors: withVectors() }),
        )),
      )
    expect(joined(sharded)).toEqual(whole)
  })

  test('is cut into the same shards each time, of the rows asked for', async () => {
    const shards = await shardsOf(lake.session, many, 1700, 'n >= 100')
    expect(shards.map(({ index, rows }) => [index, rows])).toEqual([
      [0, 1700],
      [1, 1700],
      [2, 1500],
    ])
    expect(shards[0].firstKey).toBe('k000100')
    expect(await shardsOf(lake.session, many, 1700, 'n >= 100')).toEqual(shards)
    expect(await shardsOf(lake.session, many, 1700, 'false')).toEqual([])
  })

  test('streamed tells of a key that stands twice across pieces', async () => {
    await lake.session.execute(
      "create table twice as select * from many union all select 'k002047', 0, 'again', 0",
    )
    await embedMissing({
      session: lake.session,
      store: lake.store,
      encoder,
      relation: 'twice',
      column: 'text',
    })
    const drain = () =>
      gathered(
        streamDataset(lake.session, { ...many, relation: 'twice' }, { withVectors: withVectors() }),
      )
    await expect(drain()).rejects.toMatchObject({ code: 'FEATURE_KEY_DUPLICATE' })
  })

  test('gives the training texts of the chosen rows', async () => {
    const rows = await readSplitRows(lake.session, many)
    const chosen = await readTrainingTexts(
      lake.session,
      { ...many, text: 'text' },
      rows,
      (row) => row % 2 === 0,
    )
    expect(chosen).toEqual(trainingTexts(texts.filter((_, i) => i % 2 === 0)))
  })
})
