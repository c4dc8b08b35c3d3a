import { afterAll, beforeAll, expect, test } from 'vitest'
import { findNode, lineageGraph, renderLineage, showLineage } from '../../../pipeline/lineage.ts'
import { publishTables, recordPredictionSet } from '../../../registry/index.ts'
import { morning, samplePredictions } from '../registry/sample-records.ts'
import {
  buildAll,
  dayCsv,
  land,
  openTracedLake,
  predict,
  registerModel,
  type TracedLake,
  usersFile,
} from './traced-lake.ts'

let lake: TracedLake
beforeAll(async () => {
  lake = await openTracedLake()
  const day = dayCsv({ from: 1, count: 8, words: 5 })
  const users = usersFile(['Rome', 'Oslo'])
  const reviews = await land(
    lake,
    'review',
    { name: 'day.csv', body: day.body, format: 'csv' },
    day.select,
  )
  const people = await land(
    lake,
    'user',
    { name: 'users.jsonl', body: users.body, format: 'jsonl' },
    users.select,
  )
  const { feature } = await buildAll(lake, 'v1', { reviews: [reviews], users: [people] })
  await registerModel(lake, 'v0_of_yesterday')
  await predict(lake, feature, 'run1', 'true')
}, 60_000)
afterAll(() => lake.close())

const platform = () => ({ store: lake.store, env: 'prod' })

test('a feature table is drawn with what it was made from and what uses it', async () => {
  const { text } = await showLineage(platform(), { node: 'feat_reviews' })
  expect(text).toBe(`feat_reviews v1 · feature table, 8 rows

made from
├─ source_review review-1 · source, 8 rows
│  └─ day.csv ${text.match(/day\.csv (\w{10})/)?.[1]} · 8 rows arrived ${morning}, 1 in quarantine
├─ raw_review v1 · raw view
│  └─ source_review review-1 · source, 8 rows (drawn above)
└─ int_users v1 · intermediate table, 2 rows
   ├─ source_user user-1 · source, 2 rows
   │  └─ users.jsonl ${text.match(/users\.jsonl (\w{10})/)?.[1]} · 2 rows arrived ${morning}, 1 in quarantine
   └─ raw_user v1 · raw view
      └─ source_user user-1 · source, 2 rows (drawn above)

used by
├─ lsa enc1 · text encoder, 2 dimensions
│  └─ model m1 · logistic_regression, F1 macro 0.700, champion
│     └─ predictions run1 · 8 rows of 2026-07-01
├─ model m1 · logistic_regression, F1 macro 0.700, champion (drawn above)
└─ predictions run1 · 8 rows of 2026-07-01
`)
})

test('a version that is no longer the one shown is named where it was used', async () => {
  const { text } = await showLineage(platform(), { node: 'champion', down: 0 })
  expect(text).toContain('feat_reviews v1 · feature table, 8 rows, then version v0_of_yest')
})

test('the depth can be bounded on either side', async () => {
  const { text } = await showLineage(platform(), { node: 'int_users', up: 1, down: 1 })
  expect(text).toContain('raw_user')
  expect(text).not.toContain('users.jsonl')
  expect(text).toContain('feat_reviews')
  expect(text).not.toContain('lsa')
})

test('nodes are found by relation, source, file, version, run and alias', async () => {
  const graph = await lineageGraph(lake, { project: 'reviews', env: 'prod' })
  const ids = [
    'source_review',
    'review',
    'day.csv',
    'lsa',
    'enc1',
    'm1',
    'champion',
    'run1',
    'model',
  ].map((name) => findNode(graph, name).id.replace(/\/\w{64}$/, '/…'))
  expect(ids).toEqual([
    'table:source_review',
    'table:source_review',
    'file:review/…',
    'encoder:enc1',
    'encoder:enc1',
    'model:m1',
    'model:m1',
    'predictions:run1',
    'model:m1',
  ])
})

test('an unknown node is an error with the nearest name', async () => {
  await expect(showLineage(platform(), { node: 'feat_review' })).rejects.toMatchObject({
    code: 'REGISTRY_NODE_UNKNOWN',
    message: expect.stringContaining('Did you mean "feat_reviews"?'),
  })
})

test('a name that two projects have asks for the project', async () => {
  const table = { raw_review: 'v1' }
  await publishTables(lake.store, 'other', 'reviews', {
    tables: table,
    base: undefined,
    runId: 'r',
    at: morning,
  })
  const other = { store: lake.store, env: 'other' }
  expect((await showLineage(other, { node: 'raw_review' })).graph.project).toBe('reviews')
  await expect(
    showLineage(other, { node: 'raw_review', project: 'support' }),
  ).rejects.toMatchObject({
    code: 'REGISTRY_NODE_UNKNOWN',
  })
})

test('many sets of predictions are counted, not drawn one by one', async () => {
  for (let i = 0; i < 12; i++)
    await recordPredictionSet(
      lake.store,
      samplePredictions({
        run_id: `later_${i}`,
        feature_version: 'v1',
        scored_at: '2026-07-03T00:00:00.000Z',
      }),
    )
  const graph = await lineageGraph(lake, { project: 'reviews', env: 'prod' })
  const text = renderLineage(graph, findNode(graph, 'm1'), { up: 0 })
  expect(text.match(/predictions later_/g)).toHaveLength(5)
  expect(text).toContain('└─ … 8 more')
  expect(() => findNode(graph, 'predictions')).toThrow('could be')
})
