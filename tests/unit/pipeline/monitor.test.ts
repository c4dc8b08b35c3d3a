import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TableVersion } from '../../../contracts/records/table-version.ts'
import { mountAll } from '../../../engine/index.ts'
import { monitorRun, profileReference } from '../../../pipeline/monitor.ts'
import { readReferenceProfile, recordModelVersion, recordStep } from '../../../registry/index.ts'
import { sampleModel, sampleStep } from '../registry/sample-records.ts'
import {
  buildAll,
  dayCsv,
  embed,
  land,
  openTracedLake,
  pipeline,
  predict,
  registerModel,
  type TracedLake,
  usersFile,
} from './traced-lake.ts'

let lake: TracedLake
let trained: TableVersion
let drifted: TableVersion

/** 600 reviews of about 5 words to train on; then 300 more of about 12 words, whose vectors lie elsewhere. */
beforeAll(async () => {
  lake = await openTracedLake()
  const first = dayCsv({ from: 1, count: 600, words: 5 })
  const second = dayCsv({ from: 601, count: 300, words: 12 })
  const users = usersFile(['Rome', 'Oslo', 'Lima', 'Bonn', 'Kyiv', 'Suva', 'Doha', 'Cork', 'Graz'])
  const csv = (name: string, { body, select }: typeof first) =>
    land(lake, 'review', { name, body, format: 'csv' }, select)
  const people = await land(
    lake,
    'user',
    { name: 'u.jsonl', body: users.body, format: 'jsonl' },
    users.select,
  )
  const one = await csv('one.csv', first)
  const built = await buildAll(lake, 'v1', { reviews: [one], users: [people] })
  trained = built.feature
  await registerModel(lake, 'v1')
  await embed(lake, trained, 0)
  const two = await csv('two.csv', second)
  drifted = (await buildAll(lake, 'v2', { reviews: [one, two], users: [people] })).feature
  const onlyNew = `select * from ${lake.session.parquet([drifted.files[0].key])} where substr(review_id, 2)::int > 600`
  await lake.session.execute(`create table new_rows as ${onlyNew}`)
  await lake.session.write('select * from new_rows', 'tables/scratch.parquet')
  await embed(
    lake,
    { ...drifted, files: [{ key: 'tables/scratch.parquet', bytes: 0, rows: 0, sha256: '' }] },
    3,
  )
  await mountAll(lake.session, built.tables)
  await profileReference(lake, {
    ...{ project: 'reviews', modelVersion: 'm1', featureVersion: 'v1', pipeline },
    ...{
      session: lake.session,
      encoder: { version: 'enc1', dimensions: 2 },
      classShares: [0.4, 0.6],
    },
  })
}, 60_000)
afterAll(() => lake.close())

const watch = (runId: string, at?: string) =>
  monitorRun(lake, { project: 'reviews', env: 'prod', runId, settings: pipeline.monitoring, at })
const newer = 'substr(review_id, 2)::int > 600'

test('the reference is what the labelled rows look like', async () => {
  const profile = await readReferenceProfile(lake.store, 'reviews', 'm1')
  expect(profile).toMatchObject({ rows: 480, class_shares: [0.4, 0.6], class_rows: 144 })
  expect(profile?.columns.map(({ column, missing }) => [column, missing])).toEqual([
    ['words', 0],
    ['city', 0],
  ])
  expect(profile?.vectors?.centre).toHaveLength(2)
})

test('profiling a training again changes nothing', async () => {
  const before = await readReferenceProfile(lake.store, 'reviews', 'm1')
  const again = await profileReference(lake, {
    ...{ project: 'reviews', modelVersion: 'm1', featureVersion: 'v1', pipeline },
    ...{ session: lake.session, encoder: undefined, classShares: [1, 0] },
  })
  expect(again).toEqual(before)
})

test('predictions of the rows that were trained on are fine', async () => {
  await predict(lake, trained, 'same', 'true')
  const record = await watch('same')
  expect(record).toMatchObject({
    verdict: 'fine',
    reasons: [],
    rows: 600,
    centre_shift: expect.any(Number),
  })
  expect(record.centre_shift).toBeLessThan(0.5)
  expect(Math.max(...record.columns.map(({ psi }) => psi))).toBeLessThan(0.02)
})

test('rows of another kind call for retraining, each reason in a sentence', async () => {
  await predict(lake, drifted, 'other', newer)
  const record = await watch('other')
  expect(record).toMatchObject({
    verdict: 'retrain',
    rows: 300,
    feature_version: 'v2',
    model_version: 'm1',
  })
  expect(record.reasons.map(({ monitor }) => monitor)).toEqual([
    'population_stability',
    'centre_shift',
  ])
  expect(record.reasons[0].message).toMatch(/^"words" is distributed otherwise than at training/)
  expect(record.columns.find(({ column }) => column === 'city')?.psi).toBeLessThan(0.05)
})

test('only the rows that the run scored are looked at, in the feature version it scored', async () => {
  await predict(lake, drifted, 'old_rows', 'substr(review_id, 2)::int <= 600')
  expect(await watch('old_rows')).toMatchObject({
    verdict: 'fine',
    rows: 600,
    feature_version: 'v2',
  })
})

test('a handful of rows of another kind is worth a look at most', async () => {
  await predict(lake, drifted, 'few', 'substr(review_id, 2)::int > 850')
  expect(await watch('few')).toMatchObject({ verdict: 'look', rows: 50 })
})

test('a run that was watched keeps its record', async () => {
  await predict(lake, trained, 'twice', 'true')
  const record = await watch('twice', '2026-07-01T10:00:00.000Z')
  expect(await watch('twice', '2026-07-09T10:00:00.000Z')).toEqual(record)
  expect(record.monitored_at).toBe('2026-07-01T10:00:00.000Z')
})

test('quality comes from the steps of the run that scored', async () => {
  await predict(lake, trained, 'tested', 'true')
  await recordStep(
    lake.store,
    sampleStep({ run_id: 'tested', output: { accepted: 95, rejected: 5 } }),
  )
  await recordStep(
    lake.store,
    sampleStep({
      run_id: 'tested',
      step: 'transform',
      output: { tests: { passed: 3, failed: 0, warned: 2 } },
    }),
  )
  expect(await watch('tested')).toMatchObject({
    verdict: 'look',
    quality: { accepted: 95, rejected: 5, tests_failed: 0, tests_warned: 2 },
  })
})

test('a run that scored nothing is fine', async () => {
  await predict(lake, trained, 'nothing', 'false')
  expect(await watch('nothing')).toMatchObject({
    verdict: 'fine',
    rows: 0,
    columns: [],
    centre_shift: null,
  })
})

test('a run without predictions, and a model without a profile, are errors that say so', async () => {
  await expect(watch('never')).rejects.toMatchObject({ code: 'REGISTRY_PREDICTIONS_UNKNOWN' })
  await recordModelVersion(lake.store, sampleModel({ version: 'm2', feature_version: 'v1' }))
  await predict(lake, trained, 'strange', 'true', { model_version: 'm2' })
  await expect(watch('strange')).rejects.toMatchObject({ code: 'REGISTRY_PROFILE_UNKNOWN' })
})
