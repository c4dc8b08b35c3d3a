import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import { type TestResult, testResult } from '../../../contracts/records/table-version.ts'
import { shippedProjects } from '../../../platform/compose.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { processVariables } from '../lake/bucket.ts'
import { type Command, millrace } from '../lake/cli.ts'
import { land } from '../lake/sample.ts'
import { type AthenaWorld, athenaWorld, noAthena } from './athena-world.ts'

const added = `
  - row_count: { max: 3, severity: warn }
  - expression: { name: few_stars, sql: stars < 4, severity: warn }
  - expression: { name: backwards, sql: reverse(text) <> 'on', severity: warn }
`

describe.skipIf(noAthena)(
  `data tests of tables made on Athena${noAthena ? ` (skipped: ${noAthena})` : ''}`,
  () => {
    let folder: string
    let world: AthenaWorld
    let here: ReadonlyMap<string, TestResult>
    let there: ReadonlyMap<string, TestResult>
    let said: string

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-athena-tests-'))
      world = await athenaWorld()
      const projects = join(folder, 'projects')
      await cp(shippedProjects, projects, { recursive: true })
      await append(join(projects, 'reviews/project.yml'), '\nengines: {primary: athena}\n')
      await append(join(projects, 'reviews/primary/pri_reviews.yml'), added.slice(1))
      const env = { MILLRACE_NOW: '2026-03-01T06:00:00.000Z' }
      const local: Command = { lake: join(folder, 'lake'), env }
      const cloud: Command = {
        lake: `s3://${world.bucket}/lake`,
        env: {
          ...processVariables(),
          ...env,
          MILLRACE_WORKGROUP: `tests_${randomUUID().slice(0, 8)}`,
          AWS_ENDPOINT_URL_ATHENA: world.server.endpoint,
        },
      }
      for (const command of [local, cloud]) {
        await land(folder, command)
        const { code, stderr } = await millrace(
          ['build', 'reviews', '--projects', projects],
          command,
        )
        if (code !== 0) throw new Error(stderr)
        said = stderr
      }
      here = await results(new FsObjectStore(local.lake))
      there = await results(world.store)
    })
    afterAll(async () => {
      await world?.stop()
      await rm(folder, { recursive: true, force: true })
    })

    test('find what they find on a laptop', () => {
      const found = (all: ReadonlyMap<string, TestResult>) =>
        Object.fromEntries([...all].map(([id, one]) => [id, [one.name, one.failures, one.message]]))
      expect(found(there)).toEqual(found(here))
      expect([...there.values()].filter(({ status }) => status === 'fail')).toHaveLength(2)
    })

    test('run on Athena, and record the bytes that were read', () => {
      const about = [...there.values()].filter(({ model }) => model === 'pri_reviews')
      const stayed = about.filter(({ cost }) => cost === undefined)
      expect(stayed.map(({ name }) => name)).toEqual(['expression(backwards)'])
      const bytes = about.reduce((sum, { cost }) => sum + (cost?.bytes_scanned ?? 0), 0)
      expect(bytes).toBeGreaterThan(0)
      expect([...there.values()].find(({ model }) => model === 'raw_review')?.cost).toBeUndefined()
    })

    test('keep rows that fail', async () => {
      const failed = named(there, 'expression(few_stars)')
      expect(failed.failures).toBeGreaterThan(100)
      const session = await world.engine.open({ readable: ['quarantine/'] })
      const [row] = await session.rows(
        `select count(*) as rows, count(*) filter (where stars < 4) as fine from ${session.parquet([failed.failing_rows!])}`,
      )
      await session.close()
      expect(row).toMatchObject({ rows: 100, fine: 0 })
    })

    test('run on DuckDB when Athena cannot say the same, and the build tells so', () => {
      expect(named(there, 'expression(backwards)').kept_here).toContain('reverse')
      expect(named(there, 'expression(few_stars)').kept_here).toBeUndefined()
      expect(said).toContain('on DuckDB, not on Athena: expression(backwards) of pri_reviews')
    })
  },
)

const append = async (file: string, text: string) =>
  writeFile(file, (await readFile(file, 'utf8')) + text)

const named = (all: ReadonlyMap<string, TestResult>, name: string): TestResult =>
  [...all.values()].find((one) => one.name === name)!

async function results(store: ObjectStore): Promise<ReadonlyMap<string, TestResult>> {
  const found = new Map<string, TestResult>()
  for await (const { key } of store.list('registry/tests/reviews/')) {
    const document: unknown = JSON.parse(Buffer.from((await store.get(key))!.body).toString())
    const one = testResult.parse(document)
    found.set(one.id, one)
  }
  return found
}
