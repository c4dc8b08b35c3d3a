import { expect, test } from 'vitest'
import type { PredictionSet } from '../../../contracts/records/prediction.ts'
import {
  listPredictionSets,
  publishPredictions,
  readPredictionSet,
} from '../../../registry/index.ts'
import { InterleavedStore, type Turn, takeTurns } from '../../fakes/interleaved-store.ts'
import { MemoryObjectStore } from '../../fakes/memory-object-store.ts'
import { eachStore } from './each-store.ts'
import { samplePredictions } from './sample-records.ts'

const run = (run_id: string) => ({ project: 'reviews', env: 'prod', run_id })
/** Scores ten rows, and publishes those of them that nobody has. */
const whatIsLeft = (run_id: string) => async (published: readonly PredictionSet[]) =>
  samplePredictions({
    ...run(run_id),
    rows: 10 - published.reduce((sum, { rows }) => sum + rows, 0),
  })
const rowsOf = async (store: MemoryObjectStore) =>
  (await listPredictionSets(store)).reduce((sum, { rows }) => sum + rows, 0)

eachStore((open) => {
  test('of runs that publish at once each knows what the others have published', async () => {
    const store = await open()
    const ids = Array.from({ length: 8 }, (_, i) => `r${i}`)
    const sets = await Promise.all(
      ids.map((id) => publishPredictions(store, run(id), whatIsLeft(id))),
    )
    expect(sets.map(({ rows }) => rows).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 10].sort())
    expect(await listPredictionSets(store)).toHaveLength(8)
  })

  test('a run publishes once, whatever it would publish later', async () => {
    const store = await open()
    const first = await publishPredictions(store, run('a'), whatIsLeft('a'))
    await publishPredictions(store, run('b'), whatIsLeft('b'))
    expect(await publishPredictions(store, run('a'), whatIsLeft('a'))).toEqual(first)
  })
})

test('a run that is killed at any request has published all or nothing, and is finished by whoever comes next', async () => {
  for (let life = 0; life < 40; life++) {
    const lake = new MemoryObjectStore()
    let requests = 0
    const turn = async (next: Turn) => {
      await next()
      if (++requests > life) throw new Error('killed')
    }
    const dying = (next: Turn) =>
      publishPredictions(
        new InterleavedStore(lake, () => turn(next)),
        run('a'),
        whatIsLeft('a'),
      ).then(
        () => {},
        () => {},
      )
    await takeTurns([], [dying])
    const b = await publishPredictions(lake, run('b'), whatIsLeft('b'))
    const a = await readPredictionSet(lake, 'reviews', 'a')
    expect(b.rows).toBe(a === undefined ? 10 : 0)
    expect(await rowsOf(lake)).toBe(10)
    await publishPredictions(lake, run('a'), whatIsLeft('a'))
    expect(await rowsOf(lake)).toBe(10)
  }
})
