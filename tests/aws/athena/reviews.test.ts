import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { QueryCost, RemoteInput } from '../../../contracts/ports/remote-sql.ts'
import type { SqlSession } from '../../../contracts/ports/sql-engine.ts'
import type { TableVersion } from '../../../contracts/records/table-version.ts'
import { tableVersion } from '../../../contracts/records/table-version.ts'
import {
  type CompiledProject,
  compileProject,
  loadProject,
  mountAll,
} from '../../../engine/index.ts'
import { inBrackets, translateModel } from '../../../engine/remote/translate-model.ts'
import { shippedProjects } from '../../../platform/compose.ts'
import { LocalFiles } from '../../../platform/local/local-files.ts'
import { processVariables } from '../lake/bucket.ts'
import { told } from '../lake/cli.ts'
import { land } from '../lake/sample.ts'
import { type AthenaWorld, athenaWorld, noAthena } from './athena-world.ts'

const yelp = join(
  process.env['MILLRACE_SHARED'] ?? join(import.meta.dirname, '../../../../shared'),
  'data/yelp',
)
const real = [
  ['review', 'academic/review.jsonl.gz'],
  ['review', 'academic_2018_head/review.csv.gz'],
  ['user', 'academic_2018_head/user.csv.gz'],
  ['business', 'academic/business.jsonl.gz'],
  ['business', 'academic_2019_head/business.jsonl.gz'],
] as const
const worlds = [
  ['generated reviews', undefined],
  ['the real Yelp files', existsSync(yelp) ? undefined : 'MILLRACE_SHARED has no Yelp files'],
] as const

const models = [
  ...['raw_business', 'raw_review', 'raw_user', 'int_businesses_cleaned'],
  ...['int_reviews_cleaned', 'int_reviews_deduplicated', 'int_users_cleaned', 'pri_reviews'],
  ...['feat_business_histories', 'feat_review_texts', 'feat_reviews', 'feat_user_histories'],
]

describe.each(worlds)('the models of reviews over %s', (data, missing) => {
  const skipped = noAthena ?? missing
  describe.skipIf(skipped)(skipped ? `skipped: ${skipped}` : 'on Athena', () => {
    let folder: string
    let world: AthenaWorld
    let session: SqlSession
    let compiled: CompiledProject
    let versions: ReadonlyMap<string, TableVersion>
    const costs = new Map<string, QueryCost & { readonly seconds: number }>()

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-athena-'))
      world = await athenaWorld()
      const cloud = { lake: `s3://${world.bucket}/lake`, env: processVariables() }
      if (data === 'generated reviews') await land(folder, cloud)
      else
        for (const [source, path] of real)
          await told(['ingest', 'reviews', source, join(yelp, path)], cloud)
      await told(['build', 'reviews'], cloud)
      session = await world.engine.open({ readable: ['tables/'] })
      const project = await loadProject(new LocalFiles(), join(shippedProjects, 'reviews'))
      compiled = await compileProject(project, { session })
      versions = await recorded(world)
      await mountAll(session, [...versions.values()])
    })
    afterAll(async () => {
      console.table(Object.fromEntries(costs))
      await session?.close()
      await world?.stop()
      await rm(folder, { recursive: true, force: true })
    })

    /** A model's SQL for Athena, views written into it. */
    const remoteSql = (name: string, inputs: Map<string, RemoteInput>): Promise<string> =>
      translateModel(
        session,
        compiled.models.find((model) => model.name === name)!,
        async (relation) => {
          const { columns, files, version, materialized, engine } = versions.get(relation)!
          if (materialized === 'view')
            return { columns, place: inBrackets(await remoteSql(relation, inputs)) }
          const input = { relation, version, columns, files, madeBy: engine.name }
          inputs.set(relation, input)
          return { columns, place: world.athena.place(input) }
        },
      )

    test('are all of them held against Athena', () => {
      expect(compiled.models.map(({ name }) => name).toSorted()).toEqual(models.toSorted())
    })

    test.each(models)('%s gives the same rows and types on Athena as on DuckDB', async (name) => {
      const inputs = new Map<string, RemoteInput>()
      const sql = await remoteSql(name, inputs)
      const { columns } = versions.get(name)!
      const begun = performance.now()
      const query = { sql, columns, inputs: [...inputs.values()], id: name }
      const made = await world.athena.write(query, `tables/athena/${name}/`)
      costs.set(name, { ...made.cost, seconds: Math.round((performance.now() - begun) / 100) / 10 })
      const there = `(select ${columns.map((column) => `cast("${column.name}" as ${column.type}) as "${column.name}"`).join(', ')} from ${session.parquet(made.files.map(({ key }) => key))})`
      const [counts] = await session.rows(
        `select (select count(*) from ${there}) as there, (select count(*) from "${name}") as here,
        (select count(*) from (from ${there} except all from "${name}")) as extra,
        (select count(*) from (from "${name}" except all from ${there})) as missing`,
      )
      expect(counts).toMatchObject({ there: counts!['here'], extra: 0, missing: 0 })
      expect(Number(counts!['here'])).toBeGreaterThan(10)
      expect(made.cost.bytes_scanned).toBeGreaterThan(0)
    })
  })
})

async function recorded({ store }: AthenaWorld): Promise<ReadonlyMap<string, TableVersion>> {
  const found = new Map<string, TableVersion>()
  for await (const { key } of store.list('registry/tables/reviews/')) {
    const body = (await store.get(key))!.body
    const version = tableVersion.parse(JSON.parse(Buffer.from(body).toString()))
    found.set(version.relation, version)
  }
  return found
}
