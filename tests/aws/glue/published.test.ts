import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Platform } from '../../../contracts/ports/platform.ts'
import type { Row } from '../../../contracts/ports/sql-engine.ts'
import { savedQueries } from '../../../contracts/saved-queries.ts'
import { publishCatalog, runProject, runSql } from '../../../pipeline/index.ts'
import { GlueCatalog } from '../../../platform/aws/glue-catalog.ts'
import { firstDay, type SampleLake, sampleLake, secondDay } from '../../flow/sample-lake.ts'
import { query } from '../servers/trino-client.ts'
import { moto, required, s3, trino } from '../world.ts'
import { comparable } from './comparable.ts'
import { glueClient, randomName } from './glue-world.ts'
import { type BucketLake, bucketLake } from './lake-world.ts'

describe.skipIf(moto.kind === 'missing' || s3.kind === 'missing')('a published environment', () => {
  // The database is named after both; the environment's name keeps it apart from those of other tests.
  const env = randomName('env')
  const database = `reviews_${env}`
  let sample: SampleLake
  let bucket: BucketLake
  const platform = async (moment = secondDay): Promise<Platform> => ({
    ...(await sample.platform(moment, { env })),
    catalog: new GlueCatalog({ client: glueClient(), root: bucket.root }),
  })
  const ask = async (sql: string) => {
    const { endpoint } = required(await trino())
    return query(endpoint, sql, { schema: database })
  }

  beforeAll(async () => {
    sample = await sampleLake()
    bucket = await bucketLake(env.replace('_', '-'))
    await sample.land(0)
    await runProject(await platform(firstDay), { project: 'reviews', runId: 'day-1' })
    await sample.land(1)
    await runProject(await platform(), { project: 'reviews', runId: 'day-2' })
    await publishCatalog(await platform(), { project: 'reviews' })
    for (const prefix of ['tables', 'predictions', 'registry/published'])
      await upload(join(sample.lake, prefix))
  })
  afterAll(async () => {
    await sample.remove()
    await bucket.remove()
  })

  async function upload(folder: string): Promise<void> {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && path.endsWith('.parquet'))
        await bucket.put(relative(sample.lake, path), await readFile(path))
    }
  }

  test.each(savedQueries(database).map(({ name, sql }) => [name, sql]))(
    'answers %s alike in Trino and on the laptop',
    async (name, sql) => {
      const here = await runSql(await platform(), { sql, project: 'reviews' })
      const there = await ask(sql)
      expect(there.columns.map((column) => column.name)).toEqual(
        here.columns.map((column) => column.name),
      )
      expect(comparable(there.rows)).toEqual(comparable(here.rows))
      if (!['failed-tests', 'rejected-rows'].includes(name))
        expect(here.rows.length).toBeGreaterThan(0)
    },
  )

  test('shows every table and every view with the same rows', async () => {
    const shown = await (await platform()).catalog.tables(database)
    const layered = shown.filter(({ parameters }) => parameters['layer'] !== 'registry')
    expect(layered.filter(({ sql }) => sql).length).toBeGreaterThan(5)
    for (const { name, columns } of layered) {
      const sql = `select ${columns.map((column) => `"${column.name}"`).join(', ')} from ${name}`
      const here = comparable((await runSql(await platform(), { sql, project: 'reviews' })).rows)
      const there = comparable((await ask(sql)).rows)
      expect(inOrder(there), name).toEqual(inOrder(here))
    }
  })
})

const inOrder = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort()
