import { expect, test } from 'vitest'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import {
  approvalOf,
  listEvents,
  moveAlias,
  readAlias,
  recordModelVersion,
  rollbackAlias,
} from '../../../registry/index.ts'
import { eachStore } from './each-store.ts'
import { sampleModel } from './sample-records.ts'

const champion = { project: 'reviews', env: 'prod', alias: 'champion' } as const
const decision = (hour: number) => ({
  ...{ who: 'ana', why: 'it is better' },
  at: `2026-07-01T${String(hour).padStart(2, '0')}:00:00.000Z`,
})

async function withModels(open: () => Promise<ObjectStore>, ...versions: string[]) {
  const store = await open()
  for (const version of versions) await recordModelVersion(store, sampleModel({ version }))
  return store
}

eachStore((open) => {
  test('an alias names the version it was moved to and remembers the way', async () => {
    const store = await withModels(open, 'm1', 'm2')
    expect(await readAlias(store, champion)).toBeUndefined()
    await moveAlias(store, { ...champion, version: 'm1', ...decision(1) })
    await moveAlias(store, { ...champion, version: 'm2', ...decision(2) })
    expect(await readAlias(store, champion)).toMatchObject({
      ...{ version: 'm2', previous: 'm1', history: ['m1', 'm2'], who: 'ana' },
    })
  })

  test('moving an alias to where it is changes nothing', async () => {
    const store = await withModels(open, 'm1')
    await moveAlias(store, { ...champion, version: 'm1', ...decision(1) })
    await moveAlias(store, { ...champion, version: 'm1', ...decision(2) })
    expect(await readAlias(store, champion)).toMatchObject({
      history: ['m1'],
      moved_at: decision(1).at,
    })
  })

  test('rollback walks back version by version, and past a version that was rolled back', async () => {
    const store = await withModels(open, 'm1', 'm2', 'm3', 'm4')
    const move = (version: string, hour: number) =>
      moveAlias(store, { ...champion, version, ...decision(hour) })
    const rollback = async (hour: number) =>
      (await rollbackAlias(store, { ...champion, ...decision(hour) })).version
    await move('m1', 1)
    await move('m2', 2)
    await move('m3', 3)
    expect(await rollback(4)).toBe('m2')
    await move('m4', 5)
    expect(await rollback(6)).toBe('m2')
    expect(await rollback(7)).toBe('m1')
    await expect(rollback(8)).rejects.toMatchObject({ code: 'REGISTRY_ALIAS_FIRST' })
    expect(await readAlias(store, champion)).toMatchObject({ version: 'm1', previous: 'm2' })
  })

  test('an alias that was never set cannot be rolled back', async () => {
    const store = await open()
    await expect(rollbackAlias(store, { ...champion, ...decision(1) })).rejects.toMatchObject({
      code: 'REGISTRY_ALIAS_UNSET',
    })
  })

  test('an alias names registered versions only; the nearest one is offered', async () => {
    const store = await withModels(open, 'a1b2c3d4e5')
    const move = moveAlias(store, { ...champion, version: 'a1b2c3d4e6', ...decision(1) })
    await expect(move).rejects.toMatchObject({
      code: 'REGISTRY_MODEL_UNKNOWN',
      message: expect.stringContaining('a1b2c3d4e5'),
    })
  })

  test('of many moves at once none is lost: every version is in the history', async () => {
    const versions = Array.from({ length: 8 }, (_, i) => `m${i}`)
    const store = await withModels(open, ...versions)
    await Promise.all(
      versions.map((version, i) => moveAlias(store, { ...champion, version, ...decision(i) })),
    )
    const alias = await readAlias(store, champion)
    expect(alias?.history.toSorted()).toEqual(versions)
    expect(alias?.version).toBe(alias?.history.at(-1))
  })

  test('who rolls back while somebody else does is told, or goes back one further: never two at once', async () => {
    const store = await withModels(open, 'm1', 'm2', 'm3')
    for (const [i, version] of ['m1', 'm2', 'm3'].entries())
      await moveAlias(store, { ...champion, version, ...decision(i) })
    const results = await Promise.allSettled([
      rollbackAlias(store, { ...champion, ...decision(4) }),
      rollbackAlias(store, { ...champion, ...decision(5) }),
    ])
    const done = results.filter(({ status }) => status === 'fulfilled').length
    expect((await readAlias(store, champion))?.history).toHaveLength(3 - done)
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'REGISTRY_ALIAS_MOVED' })
  })

  test('every move is an audit event, and tells later who approved a version', async () => {
    const store = await withModels(open, 'm1', 'm2')
    await moveAlias(store, { ...champion, version: 'm1', ...decision(1) })
    await moveAlias(store, { ...champion, version: 'm2', ...decision(2), who: 'bob' })
    await rollbackAlias(store, { ...champion, ...decision(3), who: 'eve', why: 'it was worse' })
    const moves = (await listEvents(store)).filter(({ job }) => job.name === 'alias.prod.champion')
    expect(moves).toHaveLength(3)
    const made = '2026-06-30T00:00:00.000Z'
    const approval = (version: string, used: string) =>
      approvalOf(store, champion, version, { made, used })
    expect(await approval('m2', '2026-07-01T02:30:00.000Z')).toMatchObject({ who: 'bob' })
    expect(await approval('m1', '2026-07-01T02:30:00.000Z')).toMatchObject({ who: 'ana' })
    expect(await approval('m1', '2026-07-01T09:00:00.000Z')).toMatchObject({
      who: 'eve',
      why: 'it was worse',
    })
    expect(await approval('m3', '2026-07-01T09:00:00.000Z')).toBeUndefined()
  })
})
