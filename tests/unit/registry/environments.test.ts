import { expect, test } from 'vitest'
import {
  beginRun,
  listEvents,
  publishTables,
  readEnvironment,
  type TableVersions,
} from '../../../registry/index.ts'
import { eachStore } from './each-store.ts'
import { morning, sampleRun } from './sample-records.ts'

const publication = (tables: TableVersions, base?: TableVersions, runId = 'r1') => ({
  ...{ tables, base, runId, at: morning },
})

eachStore((open) => {
  test('tables become visible together, and publishing them again changes nothing', async () => {
    const store = await open()
    const tables = { raw_review: 'v1', feat_reviews: 'v2' }
    expect(await publishTables(store, 'prod', 'reviews', publication(tables))).toBe('published')
    expect(await publishTables(store, 'prod', 'reviews', publication(tables))).toBe('unchanged')
    expect((await readEnvironment(store, 'prod'))?.projects['reviews']).toMatchObject({
      ...{ tables, run_id: 'r1', published_at: morning },
    })
  })

  test('a table that the new build does not have is gone', async () => {
    const store = await open()
    await publishTables(store, 'prod', 'reviews', publication({ a: '1', b: '1' }))
    await publishTables(store, 'prod', 'reviews', publication({ a: '1' }, { b: '1', a: '1' }, 'r2'))
    expect((await readEnvironment(store, 'prod'))?.projects['reviews'].tables).toEqual({ a: '1' })
  })

  test('who planned on tables that were moved since is told so, and nothing is changed', async () => {
    const store = await open()
    await publishTables(store, 'prod', 'reviews', publication({ a: '1' }))
    const late = publication({ a: '3' }, { a: '0' }, 'r2')
    expect(await publishTables(store, 'prod', 'reviews', late)).toBe('moved')
    expect(await publishTables(store, 'prod', 'reviews', publication({ a: '3' }, undefined))).toBe(
      'moved',
    )
    expect((await readEnvironment(store, 'prod'))?.projects['reviews'].tables).toEqual({ a: '1' })
  })

  test('environments know nothing of each other', async () => {
    const store = await open()
    await publishTables(store, 'prod', 'reviews', publication({ a: '1' }))
    await publishTables(store, 'dev_ana', 'reviews', publication({ a: '2' }))
    expect((await readEnvironment(store, 'prod'))?.projects['reviews'].tables).toEqual({ a: '1' })
    expect(await readEnvironment(store, 'dev_bob')).toBeUndefined()
  })

  test('of many projects that publish at once none is lost', async () => {
    const store = await open()
    const projects = Array.from({ length: 16 }, (_, i) => `project_${i}`)
    const results = await Promise.all(
      projects.map((project) => publishTables(store, 'prod', project, publication({ a: project }))),
    )
    expect(new Set(results)).toEqual(new Set(['published']))
    const shown = await readEnvironment(store, 'prod')
    expect(Object.keys(shown?.projects ?? {}).toSorted()).toEqual(projects.toSorted())
  })

  test('many builds of one project that plan again when they are told lose nothing', async () => {
    const store = await open()
    const runs = Array.from({ length: 12 }, (_, i) => `run_${i}`)
    await Promise.all(
      runs.map(async (runId) => {
        for (;;) {
          const base = (await readEnvironment(store, 'prod'))?.projects['reviews']?.tables
          const tables = { ...base, [runId]: 'built' }
          const result = await publishTables(
            store,
            'prod',
            'reviews',
            publication(tables, base, runId),
          )
          if (result === 'published') return
        }
      }),
    )
    const shown = (await readEnvironment(store, 'prod'))?.projects['reviews'].tables
    expect(Object.keys(shown ?? {}).toSorted()).toEqual(runs.toSorted())
    expect(await listEvents(store)).toHaveLength(runs.length)
  })
})

eachStore((open) => {
  test('a publication is one audit event with who, when, why and versions, however often it is repeated', async () => {
    const store = await open()
    await beginRun(store, sampleRun())
    for (let i = 0; i < 3; i++)
      await publishTables(store, 'prod', 'reviews', publication({ a: 'v7' }))
    const events = (await listEvents(store)).filter(({ job }) => job.name === 'environment.prod')
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      eventTime: morning,
      run: { facets: { millrace_change: { who: 'ana', run_id: 'r1', env: 'prod' } } },
      outputs: [{ name: 'a', facets: { version: { datasetVersion: 'v7' } } }],
    })
  })

  test('an event that a killed process did not record is recorded by the next publication', async () => {
    const store = await open()
    await publishTables(store, 'prod', 'reviews', publication({ a: '1' }))
    for await (const { key } of store.list('registry/events/')) await store.delete(key)
    await publishTables(store, 'prod', 'reviews', publication({ a: '2' }, { a: '1' }, 'r2'))
    const runs = (await listEvents(store)).map(({ run }) => run.facets['millrace_change'])
    expect(runs).toMatchObject(expect.arrayContaining([expect.objectContaining({ run_id: 'r1' })]))
    expect(runs).toHaveLength(2)
  })
})
