import { expect, test } from 'vitest'
import {
  recordArrival,
  recordEncoder,
  recordModelVersion,
  recordTableVersion,
  registryRelations,
} from '../../../registry/index.ts'
import { MemoryObjectStore } from '../../fakes/memory-object-store.ts'
import { sampleArrival, sampleEncoder, sampleModel, sampleTable } from './sample-records.ts'

const input = (relation: string, version: string) => ({
  relation,
  model: relation.replace('source_', ''),
  version,
})

async function chain() {
  const store = new MemoryObjectStore()
  await recordTableVersion(
    store,
    sampleTable({ layer: 'source', model: 'review', relation: 'source_review', version: 's1' }),
  )
  await recordTableVersion(
    store,
    sampleTable({ version: 'v1', inputs: [input('source_review', 's1')] }),
  )
  await recordTableVersion(
    store,
    sampleTable({
      ...{ layer: 'feature', model: 'feat_reviews', relation: 'feat_reviews', version: 'f1' },
      inputs: [input('raw_review', 'v1'), input('source_review', 's1')],
    }),
  )
  await recordEncoder(store, sampleEncoder())
  await recordModelVersion(store, sampleModel())
  return store
}

const lineage = async (store: MemoryObjectStore, project?: string) => {
  const [{ rows }] = await registryRelations(store, ['lineage'], project)
  return rows
    .map(
      (row) =>
        `${row['kind']} ${row['version']} <${row['steps']} ${row['from_kind']} ${row['from_name']} ${row['from_version']}`,
    )
    .sort()
}

test('lineage follows a model over its encoder and features to the sources, with the fewest steps', async () => {
  expect(await lineage(await chain())).toEqual([
    'encoder enc1 <1 feature feat_reviews f1',
    'encoder enc1 <2 raw raw_review v1',
    'encoder enc1 <2 source source_review s1',
    'feature f1 <1 raw raw_review v1',
    'feature f1 <1 source source_review s1',
    'model m1 <1 encoder lsa enc1',
    'model m1 <1 feature feat_reviews f1',
    'model m1 <2 raw raw_review v1',
    'model m1 <2 source source_review s1',
    'raw v1 <1 source source_review s1',
  ])
})

test('lineage of one project names nothing of another', async () => {
  const store = await chain()
  await recordTableVersion(store, sampleTable({ project: 'other', version: 'o1' }))
  expect(await lineage(store, 'other')).toEqual([])
  expect(await lineage(store, 'reviews')).toHaveLength(10)
})

test('reasons of rejection tell no values of the rejected rows', async () => {
  const store = new MemoryObjectStore()
  const reasons = [{ code: 'type', column: 'stars', count: 2, example: 'ana@example.com' }]
  await recordArrival(store, sampleArrival({ reasons }))
  const relations = await registryRelations(store, ['arrivals', 'rejections'])
  expect(JSON.stringify(relations)).not.toContain('ana@example.com')
  expect(relations[1].rows).toMatchObject([{ code: 'type', column_name: 'stars', rejected: 2 }])
})
