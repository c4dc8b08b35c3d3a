import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DuckDbSqlEngine } from '../../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import {
  beginRun,
  finishRun,
  moveAlias,
  publishTables,
  recordArrival,
  recordEncoder,
  recordModelVersion,
  recordMonitor,
  recordPredictionSet,
  recordStep,
  recordTableVersion,
  recordTestResults,
  registryRelationNames,
  registryRelations,
} from '../../../registry/index.ts'
import { MemoryObjectStore } from '../../fakes/memory-object-store.ts'
import {
  morning,
  sampleArrival,
  sampleEncoder,
  sampleModel,
  sampleMonitor,
  sampleOutcome,
  samplePredictions,
  sampleRun,
  sampleStep,
  sampleTable,
  sampleTest,
} from './sample-records.ts'

async function filledStore() {
  const store = new MemoryObjectStore()
  await beginRun(store, sampleRun())
  await recordStep(store, sampleStep())
  await finishRun(store, sampleOutcome())
  await recordArrival(
    store,
    sampleArrival({ reasons: [{ code: 'type', column: 'stars', count: 1, example: 'secret' }] }),
  )
  await recordTableVersion(store, sampleTable())
  await recordTestResults(store, [sampleTest()])
  await publishTables(store, 'prod', 'reviews', {
    ...{ tables: { raw_review: 'v1' }, base: undefined, runId: 'r1', at: morning },
  })
  await recordEncoder(store, sampleEncoder())
  await recordModelVersion(store, sampleModel())
  await moveAlias(store, {
    ...{ project: 'reviews', env: 'prod', alias: 'champion', version: 'm1' },
    ...{ who: 'ana', why: 'good', at: morning },
  })
  await recordPredictionSet(store, samplePredictions())
  const classes = [{ name: 'positive', share: 0.6, reference: 0.5 }]
  await recordMonitor(store, sampleMonitor({ classes }))
  return store
}

test('every table has the rows of the registry, in the types it declares', async () => {
  const relations = await registryRelations(await filledStore())
  expect(relations.map(({ name }) => name)).toEqual(registryRelationNames)
  const engine = new DuckDbSqlEngine(new FsObjectStore(join(tmpdir(), 'millrace-no-lake')))
  const session = await engine.open({ readable: [] })
  try {
    for (const { name, columns, rows } of relations) {
      expect(rows.length, name).toBeGreaterThan(0)
      const shape = JSON.stringify([
        Object.fromEntries(columns.map((column) => [column.name, column.type])),
      ])
      const select = `select unnest(from_json(?, '${shape}'), recursive := true)`
      await session.execute(`create table "${name}" as ${select}`, [JSON.stringify(rows)])
      expect(await session.describe(`select * from "${name}"`)).toEqual(
        columns.map((column) => ({ name: column.name, type: column.type })),
      )
    }
    const [joined] = await session.rows(
      `select m.version, s.rows, r.started_at from model_aliases a
       join model_versions m on a.version = m.version
       join prediction_sets s on s.model_version = m.version join runs r on r.run_id = s.run_id`,
    )
    expect(joined).toMatchObject({ version: 'm1', rows: 10 })
    expect(joined['started_at']).not.toBeNull()
  } finally {
    await session.close()
  }
})

test('every column says what it means', async () => {
  for (const { columns } of await registryRelations(new MemoryObjectStore()))
    for (const column of columns) expect(column.description).toMatch(/\w.*\.$/)
})

test('rows can be those of one project', async () => {
  const store = await filledStore()
  for (const { name, rows } of await registryRelations(store, undefined, 'support'))
    expect(rows, name).toEqual([])
})

test('only the tables asked for are read', async () => {
  const relations = await registryRelations(await filledStore(), ['events'])
  expect(relations.map(({ name }) => name)).toEqual(['events'])
  expect(relations[0].rows.map((row) => row['job'])).toEqual(
    expect.arrayContaining([
      'run.run',
      'environment.prod',
      'alias.prod.champion',
      'model.register',
    ]),
  )
})
