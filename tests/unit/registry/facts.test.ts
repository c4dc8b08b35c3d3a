import { expect, test } from 'vitest'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import type { TestResult } from '../../../contracts/records/table-version.ts'
import {
  arrivalOfPart,
  knownArrival,
  knownTableVersion,
  knownTestResults,
  listArrivals,
  listModelVersions,
  listPredictionSets,
  readEncoder,
  readMonitor,
  readPredictionSet,
  readReferenceProfile,
  recordArrival,
  recordEncoder,
  recordModelVersion,
  recordMonitor,
  recordPredictionSet,
  recordReferenceProfile,
  recordTableVersion,
  recordTestResults,
  requireModelVersion,
  tableAncestry,
} from '../../../registry/index.ts'
import { MemoryObjectStore } from '../../fakes/memory-object-store.ts'
import {
  sampleArrival,
  sampleEncoder,
  sampleModel,
  sampleMonitor,
  samplePredictions,
  sampleTable,
  sampleTest,
} from './sample-records.ts'

const profile = {
  kind: 'reference_profile' as const,
  ...{ project: 'reviews', model_version: 'm1', feature_version: 'f1', rows: 1, columns: [] },
  ...{ vectors: null, class_shares: [1], class_rows: 1 },
}
type Recorder = (store: ObjectStore) => Promise<readonly unknown[]>

async function knownTestAfter(store: ObjectStore, ...results: readonly TestResult[]) {
  await recordTestResults(store, results)
  return [await (await knownTestResults(store, 'reviews'))('raw_review', 't1')]
}

/** Records a fact, then another one under the same identity, then reads it. */
const facts: Readonly<Record<string, Recorder>> = {
  'a table version': async (store) => [
    await recordTableVersion(store, sampleTable({ rows: 1 })),
    await recordTableVersion(store, sampleTable({ rows: 2 })),
    await knownTableVersion(store, 'reviews', 'raw_review', 'v1'),
  ],
  'a test result': async (store) => [
    ...(await knownTestAfter(store, sampleTest({ failures: 1 }))),
    ...(await knownTestAfter(store, sampleTest({ failures: 2 }))),
    ...(await knownTestAfter(store)),
  ],
  'an arrival': async (store) => [
    await recordArrival(store, sampleArrival({ accepted: 1 })),
    await recordArrival(store, sampleArrival({ accepted: 2 })),
    await knownArrival(store, 'reviews', 'review', 'c1', 'd1'),
  ],
  'an encoder': async (store) => [
    await recordEncoder(store, sampleEncoder({ dimensions: 2 })),
    await recordEncoder(store, sampleEncoder({ dimensions: 3 })),
    await readEncoder(store, 'lsa', 'enc1'),
  ],
  'a model version': async (store) => [
    await recordModelVersion(store, sampleModel({ review_below: 0.7 })),
    await recordModelVersion(store, sampleModel({ review_below: 0.8 })),
    await requireModelVersion(store, 'reviews', 'm1'),
  ],
  'a set of predictions': async (store) => [
    await recordPredictionSet(store, samplePredictions({ rows: 1 })),
    await recordPredictionSet(store, samplePredictions({ rows: 2 })),
    await readPredictionSet(store, 'reviews', 'r1'),
  ],
  'a monitor record': async (store) => [
    await recordMonitor(store, sampleMonitor({ rows: 1 })),
    await recordMonitor(store, sampleMonitor({ rows: 2 })),
    await readMonitor(store, 'reviews', 'r1'),
  ],
  'a reference profile': async (store) => [
    await recordReferenceProfile(store, profile),
    await recordReferenceProfile(store, { ...profile, rows: 2 }),
    await readReferenceProfile(store, 'reviews', 'm1'),
  ],
}

for (const [name, record] of Object.entries(facts)) {
  test(`${name} stands as it was recorded first`, async () => {
    const [first, second, read] = await record(new MemoryObjectStore())
    expect(second).toEqual(first)
    expect(read).toEqual(first)
  })
}

test('models and predictions are listed newest first, of one project or environment if asked', async () => {
  const store = new MemoryObjectStore()
  const at = (day: number) => `2026-07-0${day}T00:00:00.000Z`
  for (const day of [2, 3, 1]) {
    await recordModelVersion(store, sampleModel({ version: `m${day}`, created_at: at(day) }))
    const env = day === 3 ? 'dev_ana' : 'prod'
    await recordPredictionSet(
      store,
      samplePredictions({ run_id: `r${day}`, env, scored_at: at(day) }),
    )
  }
  await recordModelVersion(store, sampleModel({ project: 'support', created_at: at(4) }))
  const models = await listModelVersions(store, 'reviews')
  expect(models.map(({ version }) => version)).toEqual(['m3', 'm2', 'm1'])
  expect(await listModelVersions(store)).toHaveLength(4)
  const sets = await listPredictionSets(store, 'reviews', 'prod')
  expect(sets.map(({ run_id }) => run_id)).toEqual(['r2', 'r1'])
})

test('a part leads to the arrival whose rows it holds', async () => {
  const store = new MemoryObjectStore()
  const digest = 'd'.repeat(64)
  const part = (folder: string) => ({
    ...{
      key: `tables/reviews/source/review/${folder}/part-00000.parquet`,
      bytes: 1,
      rows: 1,
      sha256: 'x',
    },
  })
  const regular = sampleArrival({ digest, part: part(`${digest.slice(0, 20)}-c1`) })
  const odd = sampleArrival({ digest: 'e1', part: part('elsewhere') })
  for (const arrival of [regular, odd]) await recordArrival(store, arrival)
  for (const arrival of [regular, odd])
    expect(await arrivalOfPart(store, 'reviews', 'review', arrival.part?.key ?? '')).toEqual(
      arrival,
    )
  expect(
    await arrivalOfPart(store, 'reviews', 'review', 'tables/none/part-00000.parquet'),
  ).toBeUndefined()
  expect(await listArrivals(store, 'reviews', 'review')).toHaveLength(2)
})

test('the ancestry of a version is everything it was made from, inputs first, each once', async () => {
  const store = new MemoryObjectStore()
  const table = (model: string, ...inputs: string[]) =>
    recordTableVersion(
      store,
      sampleTable({
        ...{ model, relation: model },
        inputs: inputs.map((input) => ({ relation: input, model: input, version: 'v1' })),
      }),
    )
  await table('a')
  await table('b', 'a')
  await table('c', 'a')
  await table('d', 'b', 'c')
  const ancestry = await tableAncestry(store, 'reviews', 'd', 'v1')
  expect(ancestry.map(({ model }) => model)).toEqual(['a', 'b', 'c', 'd'])
  await table('e', 'lost')
  await expect(tableAncestry(store, 'reviews', 'e', 'v1')).rejects.toMatchObject({
    code: 'LAKE_OBJECT_MISSING',
    message: expect.stringContaining('"lost"'),
  })
})
