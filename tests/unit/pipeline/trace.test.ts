import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tracePrediction } from '../../../pipeline/trace.ts'
import {
  buildAll,
  dayCsv,
  features,
  land,
  openTracedLake,
  predict,
  registerModel,
  type TracedLake,
  usersFile,
} from './traced-lake.ts'

let lake: TracedLake
const cities = ['Rome', 'Oslo', 'Lima', 'Bonn', 'Kyiv', 'Suva', 'Doha', 'Cork']

/** Two days: r1 … r40 are scored on the first, r41 … r60 arrive on the second and r41 … r50 are scored. r1 is scored again. */
beforeAll(async () => {
  lake = await openTracedLake()
  const first = dayCsv({ from: 1, count: 40, words: 5 })
  const users = usersFile(cities)
  const reviews = await land(
    lake,
    'review',
    { name: 'day.csv', body: first.body, format: 'csv' },
    first.select,
  )
  const people = await land(
    lake,
    'user',
    { name: 'users.jsonl.gz', body: gzipSync(users.body), format: 'jsonl' },
    users.select,
  )
  const old = await buildAll(lake, 'v1', { reviews: [reviews], users: [people] })
  await registerModel(lake, 'v1')
  await predict(lake, old.feature, 'run1', 'true')
  const second = dayCsv({ from: 41, count: 20, words: 5 })
  const more = await land(
    lake,
    'review',
    { name: 'day.csv', body: second.body, format: 'csv' },
    second.select,
  )
  const now = await buildAll(lake, 'v2', { reviews: [reviews, more], users: [people] })
  await predict(
    lake,
    now.feature,
    'run2',
    "review_id in ('r1') or length(review_id) = 3 and review_id between 'r41' and 'r50'",
    {
      scored_at: '2026-07-02T08:00:00.000Z',
      run_date: '2026-07-02',
    },
  )
}, 60_000)
afterAll(() => lake.close())

const trace = (key: string, runId?: string) =>
  tracePrediction(lake, { project: 'reviews', env: 'prod', key, runId, features })
type Trace = Awaited<ReturnType<typeof trace>>
const table = (found: Trace, relation: string) => {
  const one = found.tables.find((candidate) => candidate.relation === relation)
  if (one === undefined) throw new Error(`${relation} is not on the way`)
  return one
}

test('a record is shown in every layer, sources first, with the versions that made it', async () => {
  const found = await trace('r7')
  expect(found.tables.map(({ relation, version }) => [relation, version])).toEqual([
    ['source_review', 'review-1'],
    ['raw_review', 'v1'],
    ['source_user', 'user-1'],
    ['raw_user', 'v1'],
    ['int_users', 'v1'],
    ['feat_reviews', 'v1'],
  ])
  expect(table(found, 'feat_reviews').rows).toMatchObject([
    { review_id: 'r7', user_id: 'u7', city: 'CORK', sentiment: null },
  ])
})

test('the source row names its file, line and landed object, and its text is read back from there', async () => {
  const found = await trace('r7')
  const [file] = table(found, 'source_review').files
  expect(file).toMatchObject({
    name: 'day.csv',
    row: 8,
    text: 'r7,u7,"text 7 word",3',
  })
  expect(file?.key).toMatch(/^landing\/reviews\/review\/[0-9a-f]{16}\/day\.csv$/)
  expect(file?.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(file?.arrived_at).toBe('2026-07-01T08:00:00.000Z')
})

test('a record that goes over two lines is read back whole', async () => {
  const [file] = table(await trace('r10'), 'source_review').files
  expect(file).toMatchObject({
    row: 11,
    text: 'r10,u1,"He said ""wow""\ntext 10 word word word word",1',
  })
})

test('two files of one name are told apart', async () => {
  const [file] = table(await trace('r41'), 'source_review').files
  expect(file).toMatchObject({ name: 'day.csv', row: 2 })
  expect(file?.text).toMatch(/^r41,/)
})

test('joined tables are followed by the ids they share with the row, into compressed files too', async () => {
  const found = await trace('r7')
  for (const relation of ['int_users', 'raw_user', 'source_user'])
    expect(table(found, relation)).toMatchObject({ found_by: { user_id: 'u7' }, total: 1 })
  expect(table(found, 'source_user').files[0]).toMatchObject({
    name: 'users.jsonl.gz',
    row: 8,
    text: '{"user_id":"u7","city":"Cork"}',
  })
})

test('a joined row that does not exist is said to be missing', async () => {
  const found = await trace('r8')
  expect(table(found, 'int_users')).toMatchObject({ rows: [], note: 'no row with user_id = u8' })
  expect(table(found, 'raw_user')).toMatchObject({ rows: [], found_by: null })
})

test('the newest prediction is traced through its own versions, or that of the run asked for', async () => {
  const newest = await trace('r1')
  expect(newest).toMatchObject({
    feature_version: 'v2',
    prediction: { run_id: 'run2', run_date: '2026-07-02' },
  })
  expect(table(newest, 'source_review').version).toBe('review-2')
  const first = await trace('r1', 'run1')
  expect(first).toMatchObject({ feature_version: 'v1', prediction: { run_id: 'run1' } })
})

test('encoder, model with its metrics, and who approved it are told', async () => {
  const { encoder, model, prediction } = await trace('r7')
  expect(encoder).toMatchObject({ name: 'lsa', version: 'enc1', dimensions: 2 })
  expect(model).toMatchObject({
    version: 'm1',
    metrics: { f1_macro: 0.7 },
    baseline: { f1_macro: 0.3 },
    approved: { who: 'mia', why: 'passed the gate' },
  })
  expect(prediction?.row).toMatchObject({
    review_id: 'r7',
    probability: 0.9,
    probabilities: [0.1, 0.9],
  })
})

test('a record that was never scored is shown as far as it came', async () => {
  const found = await trace('r60')
  expect(found).toMatchObject({ prediction: null, model: null, feature_version: 'v2' })
  expect(table(found, 'feat_reviews').total).toBe(1)
  expect(table(found, 'source_review').files[0]?.name).toBe('day.csv')
})

test('a key that is nowhere is an error that names it', async () => {
  await expect(trace('r999')).rejects.toMatchObject({
    code: 'REGISTRY_KEY_UNKNOWN',
    message: expect.stringContaining('review_id = "r999"'),
  })
  await expect(trace('r60', 'run1')).rejects.toMatchObject({
    code: 'REGISTRY_KEY_UNKNOWN',
    message: expect.stringContaining('Run "run1"'),
  })
})

test('a key is a value, never a piece of SQL', async () => {
  for (const key of ["' or true --", 'r1"', "r1'; drop view raw_review; --", '\\', '😀', ''])
    await expect(trace(key)).rejects.toMatchObject({ code: 'REGISTRY_KEY_UNKNOWN' })
})

test('a trace is plain JSON', async () => {
  const found = await trace('r7')
  expect(JSON.parse(JSON.stringify(found))).toEqual(found)
})
