import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stepEvent } from '../../contracts/events.ts'
import type { Platform } from '../../contracts/ports/platform.ts'
import type { StepName } from '../../contracts/records/run.ts'
import {
  closeNamedRun,
  openNamedRun,
  performEvent,
  runProject,
  type StepAnswer,
} from '../../pipeline/index.ts'
import { type SampleLake, sampleLake } from './sample-lake.ts'

const steps = ['arrive', 'transform', 'embed', 'train', 'register', 'score', 'monitor'] as const
const run = { project: 'reviews', run_id: 'day-1', run_date: '2026-03-01', command: 'run' }

/** Shards small enough that the sample has several. */
const smallShards = async (sample: SampleLake): Promise<void> => {
  const file = join(sample.projects, 'reviews', 'pipeline.yml')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace('scoring:\n', 'scoring:\n  shard_rows: 400\n'))
}

const lakeFiles = async (platform: Platform): Promise<Map<string, string>> => {
  const found = new Map<string, string>()
  for (const prefix of ['predictions/', 'vectors/', 'shards/', 'ml/', 'registry/predictions/'])
    for await (const { key } of platform.store.list(prefix)) {
      const body = (await platform.store.get(key))?.body ?? new Uint8Array()
      found.set(key, createHash('sha256').update(body).digest('hex'))
    }
  return found
}

let whole: SampleLake
let parted: SampleLake

beforeAll(async () => {
  whole = await sampleLake()
  parted = await sampleLake()
  for (const sample of [whole, parted]) {
    await smallShards(sample)
    await sample.land(0)
  }
}, 60_000)

afterAll(async () => {
  await whole.remove()
  await parted.remove()
})

describe('a run whose steps and shards are done by different processes', () => {
  const ask = async (
    step: StepName,
    part: 'whole' | 'size' | 'plan' | 'shard' | 'finish' = 'whole',
    shard?: number,
  ): Promise<StepAnswer> =>
    performEvent(await parted.platform(), stepEvent.parse({ ...run, steps, step, part, shard }))

  it('leaves byte for byte what one process leaves', async () => {
    await runProject(await whole.platform(), {
      project: 'reviews',
      runId: 'day-1',
      runDate: '2026-03-01',
    })
    await openNamedRun(await parted.platform(), { ...run, steps })
    for (const step of steps) {
      const size = await ask(step, 'size')
      // Files that were ingested by hand have been read already; a registration reads some rows only.
      const small = step === 'arrive' || step === 'register'
      expect(size.part === 'size' && size.bytes > 0, step).toBe(!small)
      if (step !== 'embed' && step !== 'score') {
        await ask(step)
        continue
      }
      const plan = await ask(step, 'plan')
      if (plan.part !== 'plan') throw new Error('not a plan')
      // The last first, and one left for the end to do.
      for (let shard = plan.shards - 1; shard > 0; shard--) await ask(step, 'shard', shard)
      await ask(step, 'finish')
    }
    expect((await closeNamedRun(await parted.platform(), run)).status).toBe('done')
    expect(await lakeFiles(await parted.platform())).toEqual(
      await lakeFiles(await whole.platform()),
    )
  }, 180_000)

  it('keeps the list of shards as a JSON array, an entry a shard', async () => {
    const object = await (await parted.platform()).store.get('shards/reviews/day-1/score.json')
    const list = JSON.parse(Buffer.from(object?.body ?? []).toString())
    expect(list.length).toBeGreaterThan(1)
    expect(list.map((entry: { index: number }) => entry.index)).toEqual([...list.keys()])
  })

  it('answers the same when a step, a plan or a shard is asked for again', async () => {
    const platform = await parted.platform()
    const before = await lakeFiles(platform)
    expect(await ask('transform')).toMatchObject({ step: 'transform', resumed: true })
    expect(await ask('score', 'plan')).toMatchObject({ part: 'plan' })
    expect(await ask('score', 'shard', 0)).toMatchObject({ rows: 400 })
    expect(await ask('score', 'finish')).toMatchObject({ resumed: true })
    expect(await lakeFiles(platform)).toEqual(before)
  }, 60_000)

  it('needs nothing of a function for a step that is done', async () => {
    expect(await ask('train', 'size')).toEqual({ part: 'size', bytes: 0 })
  })
})
