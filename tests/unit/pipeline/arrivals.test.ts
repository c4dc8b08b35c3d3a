import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BucketChange } from '../../../contracts/arrival-events.ts'
import type { Platform } from '../../../contracts/ports/platform.ts'
import {
  keepRefusal,
  landingChange,
  reconcileProjects,
  wantArrivals,
  wantCommand,
} from '../../../pipeline/arrivals.ts'
import { beginGeneration, endGeneration } from '../../../pipeline/queue.ts'
import { buildProject } from '../../../pipeline/run.ts'
import { compose } from '../../../platform/compose.ts'
import { readQueue } from '../../../registry/index.ts'

const created = (key: string, bucket = 'lake'): BucketChange => ({
  ...{ bucket, key, change: 'created', mark: '1' },
})
const root = 's3://lake/here'

describe('what a change in the bucket is to the lake', () => {
  test('an object below landing is a file of its project and source, whatever its name', () => {
    const key = 'landing/shop/orders/2026/a b+ü.csv'
    expect(landingChange(root, created(`here/${key}`))).toEqual({
      ...{ project: 'shop', source: 'orders', key },
    })
    expect(landingChange('s3://lake', created(key))?.key).toBe(key)
  })

  test.each([
    'here/landing/shop/orders/',
    'here/landing/shop/orders/.DS_Store',
    'here/landing/shop/orders/_SUCCESS',
    'here/tables/shop/raw/x/part-00000.parquet',
    'elsewhere/landing/shop/orders/a.csv',
    'hereafter/landing/shop/orders/a.csv',
  ])('%s is nothing to it', (key) => {
    expect(landingChange(root, created(key))).toBeUndefined()
  })

  test('a file in no source folder, and one of another bucket, are refused with what to do', () => {
    expect(() => landingChange(root, created('here/landing/a.csv'))).toThrow(/no source's folder/)
    expect(() => landingChange(root, created('here/landing/shop/a.csv'))).toThrow(/no source/)
    const other = () => landingChange(root, created('here/landing/shop/orders/a.csv', 'other'))
    expect(other).toThrow('bucket "other", but the lake is s3://lake/here')
  })
})

describe('wishes for runs', () => {
  let folder: string
  let platform: Platform
  let now: Date
  const alive = new Map<string, 'running' | 'ended'>()
  const executions = {
    start: async (name: string) => void alive.set(name, 'running'),
    standing: async (name: string) => alive.get(name) ?? ('absent' as const),
  }
  const deps = () => ({ platform, executions })
  const queueDeps = () => ({ ...platform, executions })
  const queue = () => readQueue(platform.store, { project: 'shop', env: 'prod' })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-arrivals-'))
    alive.clear()
    const project = join(folder, 'projects/shop')
    await mkdir(join(project, 'raw'), { recursive: true })
    await writeFile(join(project, 'project.yml'), 'name: shop\n')
    const sources =
      'sources:\n  - name: orders\n    columns:\n      - { name: id, type: VARCHAR }\n      - { name: stars, type: INTEGER }\n'
    await writeFile(join(project, 'sources.yml'), sources)
    await writeFile(join(project, 'raw/raw_orders.sql'), 'select * from {{source "orders"}}\n')
    now = new Date('2026-03-02T06:00:00Z')
    const composed = await compose({
      lake: join(folder, 'lake'),
      projects: join(folder, 'projects'),
    })
    platform = { ...composed, clock: { now: () => now, elapsed: () => 0 } }
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const land = (name: string, text: string) =>
    platform.store.putIfAbsent(`landing/shop/orders/${name}`, Buffer.from(text))
  const arrival = (name: string, source = 'orders') => ({
    ...{ project: 'shop', source, key: `landing/shop/${source}/${name}` },
  })
  async function performNext(outcome: 'done' | 'failed' = 'done') {
    const { generation = 0, run_id: runId = '' } = (await queue()) ?? {}
    await beginGeneration(queueDeps(), { project: 'shop', generation })
    if (outcome === 'done') await buildProject(platform, { project: 'shop', runId })
    alive.set(runId, 'ended')
    return endGeneration(queueDeps(), { project: 'shop', generation, outcome })
  }

  test('a thousand files within the window start one run, and one more starts the next when that is over', async () => {
    for (let i = 0; i < 1000; i++) await wantArrivals(deps(), 'shop', [arrival(`${i}.csv`)])
    expect([...alive.keys()]).toEqual(['shop-prod-20260302T060000Z-1'])
    await land('a.csv', 'id,stars\na,1\n')
    await beginGeneration(queueDeps(), { project: 'shop', generation: 1 })
    await wantArrivals(deps(), 'shop', [arrival('late.csv')])
    expect(alive.size).toBe(1)
    const { generation, run_id } = (await queue()) as { generation: number; run_id: string }
    await endGeneration(queueDeps(), { project: 'shop', generation, outcome: 'done' })
    expect(run_id).toBe('shop-prod-20260302T060000Z-1')
    expect([...alive.keys()]).toEqual([run_id, 'shop-prod-20260302T060000Z-2'])
  })

  test('a project says how long a run waits for more files', async () => {
    expect((await wantArrivals(deps(), 'shop', [arrival('a.csv')])).wish.window_seconds).toBe(60)
    const file = join(folder, 'projects/shop/project.yml')
    await writeFile(file, 'name: shop\nwindow_seconds: 5\n')
    await performNext('failed')
    expect((await wantArrivals(deps(), 'shop', [arrival('b.csv')])).wish.window_seconds).toBe(5)
  })

  test('a source or a project that is not there is refused by name, and no run is wanted', async () => {
    await expect(wantArrivals(deps(), 'shop', [arrival('a.csv', 'order')])).rejects.toMatchObject({
      code: 'SOURCE_UNKNOWN',
      message: expect.stringContaining('Did you mean "orders"'),
    })
    await expect(wantArrivals(deps(), 'shp', [arrival('a.csv')])).rejects.toMatchObject({
      code: 'PROJECT_UNKNOWN',
    })
    expect(await queue()).toBeUndefined()
  })

  test('a look finds a file whose message was lost, then one that was removed, then nothing', async () => {
    await land('a.csv', 'id,stars\na,1\n')
    await land('b.csv', 'id,stars\nb,2\n')
    const found = await reconcileProjects(deps())
    expect(found).toMatchObject([{ project: 'shop', behind: ['orders'], state: 'collecting' }])
    await performNext()
    expect(await reconcileProjects(deps())).toMatchObject([{ behind: [], state: 'idle' }])
    await platform.store.delete('landing/shop/orders/b.csv')
    expect(await reconcileProjects(deps(), 'shop')).toMatchObject([{ behind: ['orders'] }])
    await performNext()
    expect(await reconcileProjects(deps())).toMatchObject([{ behind: [], state: 'idle' }])
    expect(alive.size).toBe(2)
  })

  test('copies of a file, markers and hidden files in landing are nothing to catch up with', async () => {
    await land('a.csv', 'id,stars\na,1\n')
    await wantArrivals(deps(), 'shop', [arrival('a.csv')])
    await performNext()
    await land('copy of a.csv', 'id,stars\na,1\n')
    await land('_SUCCESS', '')
    expect(await reconcileProjects(deps())).toMatchObject([{ behind: [], state: 'idle' }])
  })

  test('a run that fails on what lies in landing is tried once more by a look, and then told of no more until landing changes', async () => {
    await land('bad.csv', 'no,such,columns\n1,2,3\n')
    for (let attempt = 1; attempt <= 2; attempt++) {
      if (attempt === 1) await wantArrivals(deps(), 'shop', [arrival('bad.csv')])
      else await reconcileProjects(deps())
      expect(await performNext('failed')).toMatchObject({ state: 'idle', generation: attempt })
    }
    expect(await reconcileProjects(deps())).toMatchObject([{ behind: ['orders'], state: 'idle' }])
    await land('more.csv', 'id,stars\na,1\n')
    expect(await reconcileProjects(deps())).toMatchObject([{ state: 'collecting' }])
  })

  test('a run whose execution died without a word is begun anew, by a look or by a later arrival', async () => {
    await land('a.csv', 'id,stars\na,1\n')
    await wantArrivals(deps(), 'shop', [arrival('a.csv')])
    await beginGeneration(queueDeps(), { project: 'shop', generation: 1 })
    for (const name of alive.keys()) alive.set(name, 'ended')
    now = new Date('2026-03-02T06:10:00Z')
    await wantArrivals(deps(), 'shop', [arrival('b.csv')])
    expect(await queue()).toMatchObject({ generation: 1, state: 'running' })
    now = new Date('2026-03-02T06:30:00Z')
    await wantArrivals(deps(), 'shop', [arrival('c.csv')])
    expect(await queue()).toMatchObject({ generation: 2, state: 'collecting', again: null })
  })

  test('a start that failed is made good by the next arrival', async () => {
    const failing = { ...executions, start: () => Promise.reject(new Error('throttled')) }
    const asked = wantArrivals({ platform, executions: failing }, 'shop', [arrival('a.csv')])
    await expect(asked).rejects.toThrow('throttled')
    expect(alive.size).toBe(0)
    await wantArrivals(deps(), 'shop', [arrival('a.csv')])
    expect(await queue()).toMatchObject({ generation: 1, started: true })
    expect(alive.size).toBe(1)
  })

  test('a command of a schedule joins what collects, and asks for all that both ask for', async () => {
    await wantArrivals(deps(), 'shop', [arrival('a.csv')])
    const wanted = await wantCommand(deps(), {
      ...{ project: 'shop', command: 'score', scope: 'all', why: 'it is night' },
    })
    expect(wanted.generation).toBe(1)
    expect(wanted.wish).toMatchObject({ command: 'score', scope: 'all', window_seconds: 60 })
  })

  test('why a message was refused is kept beside it, once', async () => {
    const error = await wantArrivals(deps(), 'shp', [arrival('a.csv')]).catch((thrown) => thrown)
    const key = await keepRefusal(platform, '{"a":1}', error)
    now = new Date('2026-03-03T00:00:00Z')
    expect(await keepRefusal(platform, '{"a":1}', error)).toBe(key)
    const kept = JSON.parse(Buffer.from((await platform.store.get(key))!.body).toString())
    expect(kept).toMatchObject({
      ...{ code: 'PROJECT_UNKNOWN', message: '{"a":1}', refused_at: '2026-03-02T06:00:00.000Z' },
      reason: expect.stringContaining('no project "shp"'),
    })
  })
})
