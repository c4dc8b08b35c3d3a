import { expect, test } from 'vitest'
import {
  beginRun,
  listEvents,
  recordEvent,
  recordModelVersion,
  recordPredictionSet,
} from '../../../registry/index.ts'
import { MemoryObjectStore } from '../../fakes/memory-object-store.ts'
import { morning, sampleModel, samplePredictions, sampleRun } from './sample-records.ts'

const uri = /^[a-z][a-z0-9+.-]*:\S+$/
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The required properties and formats of RunEvent, Run, Job and BaseFacet in the OpenLineage 2-0-2 schema. */
test('events have the form that OpenLineage 2-0-2 asks for', async () => {
  const store = new MemoryObjectStore()
  await beginRun(store, sampleRun())
  await recordModelVersion(store, sampleModel())
  await recordPredictionSet(store, samplePredictions())
  const events = await listEvents(store)
  expect(events).toHaveLength(3)
  for (const event of events) {
    expect(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER']).toContain(event.eventType)
    expect(new Date(event.eventTime).toISOString()).toBe(event.eventTime)
    expect(event.producer).toMatch(uri)
    expect(event.schemaURL).toMatch(
      /^https:\/\/openlineage\.io\/spec\/2-0-2\/OpenLineage\.json#\/\$defs\/RunEvent$/,
    )
    expect(event.run.runId).toMatch(uuid)
    expect(event.job).toEqual({ namespace: 'millrace/reviews', name: expect.any(String) })
    const facets = [
      event.run.facets,
      ...[...event.inputs, ...event.outputs].map((set) => set.facets ?? {}),
    ]
    for (const facet of facets.flatMap((set) => Object.values(set)))
      expect(facet).toMatchObject({
        _producer: expect.stringMatching(uri),
        _schemaURL: expect.stringMatching(uri),
      })
  }
})

test('a model registration names the features and the encoder it came from', async () => {
  const store = new MemoryObjectStore()
  await recordModelVersion(store, sampleModel())
  const [event] = await listEvents(store)
  expect(event.inputs.map(({ name }) => name)).toEqual(['feat_reviews', 'lsa'])
  expect(event.outputs).toMatchObject([
    { name: 'model', facets: { version: { datasetVersion: 'm1' } } },
  ])
})

test('events lie by day, in the order of their time', async () => {
  const store = new MemoryObjectStore()
  const change = {
    type: 'OTHER',
    job: 'x',
    project: 'p',
    who: 'ana',
    why: '',
    runId: null,
  } as const
  for (const at of ['2026-07-02T00:00:00.000Z', '2026-07-01T23:59:59.000Z', morning])
    await recordEvent(store, { ...change, at })
  expect((await listEvents(store, '2026-07-01')).map(({ eventTime }) => eventTime)).toEqual([
    morning,
    '2026-07-01T23:59:59.000Z',
  ])
  expect(await listEvents(store)).toHaveLength(3)
})

test('changes of one moment that differ are different events', async () => {
  const store = new MemoryObjectStore()
  const change = {
    type: 'OTHER',
    job: 'x',
    project: 'p',
    who: 'ana',
    why: '',
    runId: null,
    at: morning,
  } as const
  await recordEvent(store, change)
  await recordEvent(store, { ...change, why: 'another reason' })
  await recordEvent(store, change)
  expect(await listEvents(store)).toHaveLength(2)
})
