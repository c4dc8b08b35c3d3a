import type { GlueClient } from '@aws-sdk/client-glue'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Platform } from '../../../contracts/ports/platform.ts'
import { publishCatalog, runProject } from '../../../pipeline/index.ts'
import { FsCatalog } from '../../../platform/local/fs-catalog.ts'
import { firstDay, type SampleLake, sampleLake, secondDay } from '../../flow/sample-lake.ts'
import { moto } from '../world.ts'
import {
  type CountedGlue,
  catalogOf,
  countedGlue,
  glueClient,
  randomName,
  writesOf,
} from './glue-world.ts'

describe.skipIf(moto.kind === 'missing')('publishing into Glue', () => {
  const env = randomName('env')
  const database = `reviews_${env}`
  let sample: SampleLake

  const through = async (
    client: Pick<GlueClient, 'send'>,
    moment = firstDay,
  ): Promise<Platform> => ({
    ...(await sample.platform(moment, { env })),
    catalog: catalogOf(client),
  })
  const publish = async (client: Pick<GlueClient, 'send'>) =>
    publishCatalog(await through(client), { project: 'reviews' })
  const publishCounted = async (): Promise<CountedGlue> => {
    const glue = countedGlue(glueClient())
    await publish(glue.client)
    return glue
  }
  const shown = async () => {
    const catalog = catalogOf(glueClient())
    const tables = [...(await catalog.tables(database))].sort((a, b) => (a.name < b.name ? -1 : 1))
    return Promise.all(
      tables.map(async (table) => ({
        table,
        partitions: [...(await catalog.partitions(database, table.name))].sort((a, b) =>
          a.values.join() < b.values.join() ? -1 : 1,
        ),
      })),
    )
  }

  beforeAll(async () => {
    sample = await sampleLake()
    await sample.land(0)
    await runProject(await through(glueClient()), { project: 'reviews', runId: 'day-1' })
  })
  afterAll(() => sample.remove())

  test('shows the tables that a folder shows: sources, models, predictions and the registry', async () => {
    const local = await sample.platform(firstDay, { env })
    const folder = new FsCatalog(local.store)
    await publishCatalog({ ...local, catalog: folder }, { project: 'reviews' })
    const here = [...(await folder.tables(database))].sort((a, b) => (a.name < b.name ? -1 : 1))
    // Views stand in Glue in Athena's SQL beside DuckDB's; a folder's catalog has no use for it.
    const inGlue = (await shown()).map(({ table }) => table)
    expect(inGlue.filter(({ sql }) => sql !== undefined).map(({ name }) => name)).toEqual(
      inGlue.filter(({ athenaSql }) => athenaSql !== undefined).map(({ name }) => name),
    )
    expect(inGlue.map(({ athenaSql: _, ...table }) => table)).toEqual(here)
    expect(here.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['source_review', 'feat_reviews', 'predictions', 'lineage', 'runs']),
    )
    expect(here.length).toBeGreaterThan(30)
  })

  test('writes nothing when nothing has changed', async () => {
    const glue = await publishCounted()
    expect(writesOf(glue)).toBe(0)
  })

  test('repairs what was changed, dropped or added behind its back, and leaves tables of others', async () => {
    const before = await shown()
    const catalog = catalogOf(glueClient())
    const find = (name: string) => before.find(({ table }) => table.name === name)!
    const features = find('feat_reviews').table
    await catalog.putTable(database, { ...features, prefix: 'elsewhere/' })
    await catalog.dropTable(database, 'model_versions')
    await catalog.dropTable(database, 'predictions')
    await catalog.putTable(database, { ...features, name: 'gone_model' })
    const [part] = find('source_review').partitions
    await catalog.putPartitions(database, 'source_review', [
      { ...part, prefix: 'elsewhere/' },
      { values: ['no-such-file'], prefix: 'nowhere/' },
    ])
    const theirs = { ...features, name: 'own_analysis', parameters: {} }
    await catalog.putTable(database, theirs)
    await publish(glueClient())
    const after = await shown()
    expect(after.filter(({ table }) => table.name !== 'own_analysis')).toEqual(before)
    expect(after.map(({ table }) => table)).toContainEqual(theirs)
    await catalog.dropTable(database, 'own_analysis')
  })

  test('killed at any call, it leaves tables whole, and the next one makes the rest right', async () => {
    const before = await shown()
    const known = new Map(before.map((each) => [each.table.name, each]))
    const catalog = catalogOf(glueClient())
    const { calls } = await (async () => {
      for (const { table } of before) await catalog.dropTable(database, table.name)
      return publishCounted()
    })()
    const writes = [...calls].reduce((sum, [name, n]) => sum + (name.startsWith('Get') ? 0 : n), 0)
    for (let last = 0; last < writes; last += 5) {
      for (const { table } of before) await catalog.dropTable(database, table.name)
      let made = 0
      const dying = countedGlue(glueClient(), async (name, send) => {
        if (!name.startsWith('Get') && made++ >= last) throw new Error('killed')
        return send()
      })
      await expect(publish(dying.client)).rejects.toThrow('killed')
      for (const { table, partitions } of await shown()) {
        expect(table).toEqual(known.get(table.name)?.table)
        if (partitions.length > 0) expect(partitions).toEqual(known.get(table.name)?.partitions)
      }
    }
    await publish(glueClient())
    expect(await shown()).toEqual(before)
  })

  test('two at once, of which the slower began with an older environment, end with the newest', async () => {
    await sample.land(1)
    let released = () => {}
    const held = new Promise<void>((resolve) => {
      released = resolve
    })
    let waiting = () => {}
    const arrived = new Promise<void>((resolve) => {
      waiting = resolve
    })
    const slow = countedGlue(glueClient(), async (name, send) => {
      if (name === 'GetTable') {
        waiting()
        await held
      }
      return send()
    })
    const overtaken = publish(slow.client)
    await arrived
    const faster = await through(glueClient(), secondDay)
    await runProject(faster, { project: 'reviews', runId: 'day-2' })
    const newest = await shown()
    released()
    await overtaken
    const tables = (all: Awaited<ReturnType<typeof shown>>) => all.map((each) => each.table)
    expect(tables(await shown())).toEqual(tables(newest))
    expect(await shown()).toEqual(newest)
  })
})
