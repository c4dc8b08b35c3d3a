import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import { type TableVersion, tableVersion } from '../../../contracts/records/table-version.ts'
import { shippedProjects } from '../../../platform/compose.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { processVariables } from '../lake/bucket.ts'
import { type Command, millrace, told } from '../lake/cli.ts'
import { land } from '../lake/sample.ts'
import { type AthenaWorld, athenaWorld, noAthena } from './athena-world.ts'

describe.skipIf(noAthena)(`a build with Athena${noAthena ? ` (skipped: ${noAthena})` : ''}`, () => {
  let folder: string
  let world: AthenaWorld
  let local: Command
  let cloud: Command
  let build: readonly string[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-athena-build-'))
    world = await athenaWorld()
    const projects = join(folder, 'projects')
    await cp(shippedProjects, projects, { recursive: true })
    const file = join(projects, 'reviews/project.yml')
    await writeFile(
      file,
      `${await readFile(file, 'utf8')}\nengines: {primary: athena, feature: athena}\n`,
    )
    build = ['build', 'reviews', '--projects', projects]
    const env = { MILLRACE_NOW: '2026-03-01T06:00:00.000Z' }
    local = { lake: join(folder, 'lake'), env }
    cloud = {
      lake: `s3://${world.bucket}/lake`,
      env: {
        ...processVariables(),
        ...env,
        MILLRACE_WORKGROUP: 'models',
        AWS_ENDPOINT_URL_ATHENA: world.server.endpoint,
      },
    }
    for (const command of [local, cloud]) await land(folder, command)
    await told(build, local)
    await told(build, cloud)
  })
  afterAll(async () => {
    await world?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('makes the versions that a laptop makes, with the same rows, and records what they cost', async () => {
    const here = await versions(new FsObjectStore(local.lake))
    const there = await versions(world.store)
    expect([...there.keys()].toSorted()).toEqual([...here.keys()].toSorted())
    for (const [relation, made] of there) {
      expect(made).toMatchObject({
        version: here.get(relation)!.version,
        rows: here.get(relation)!.rows,
      })
      const remote = made.materialized === 'table' && /^(pri|feat)_/.test(relation)
      expect(made.engine.name).toBe(remote ? 'athena' : 'duckdb')
      if (remote) expect(made.cost?.bytes_scanned).toBeGreaterThan(0)
    }
    expect(here.get('feat_reviews')!.engine.name).toBe('duckdb')
  })

  test('shows the same rows to SQL', async () => {
    const sql =
      "select md5(string_agg(f::varchar, ',' order by review_id)) as digest from feat_reviews as f"
    expect(await told(['sql', sql], cloud)).toEqual(await told(['sql', sql], local))
  })

  test('asks Athena nothing when it is run again', async () => {
    const ran = world.server.ran()
    await told(build, cloud)
    expect(world.server.ran()).toBe(ran)
  })

  test('a laptop says that it makes the tables itself', async () => {
    const lake = { ...local, lake: join(folder, 'other') }
    await land(folder, lake)
    const { stderr } = await millrace(build, lake)
    expect(stderr).toContain('2 meant for Athena made on DuckDB, for there is no Athena here')
  })

  test('what cannot run on Athena is told by check, with its place, and stops nothing else', async () => {
    const projects = join(folder, 'faulty')
    await cp(join(folder, 'projects'), projects, { recursive: true })
    const file = join(projects, 'reviews/primary/pri_reviews.sql')
    const text = (await readFile(file, 'utf8')).replace(
      'reviews.text,',
      'reverse(reviews.text) as text,',
    )
    await writeFile(file, text)
    const check = ['check', 'reviews', '--json', '--projects', projects]
    const { code, stdout } = await millrace(check, local)
    const [{ errors }] = JSON.parse(stdout) as [
      { errors: { code: string; at: { file: string; line: number; column: number } }[] },
    ]
    expect(code).toBe(1)
    const line = text.split('\n').findIndex((each) => each.includes('reverse(')) + 1
    expect(errors).toMatchObject([
      {
        code: 'ENGINE_SQL_NOT_PORTABLE',
        at: { file: join(projects, 'reviews/primary/pri_reviews.sql'), line, column: 9 },
      },
    ])
  })

  test('compile prints the SQL that Athena is given', async () => {
    const [model] = await told<{ sql: string }[]>(
      ['compile', 'reviews', 'raw_review', '--engine', 'athena'],
      local,
    )
    expect(model!.sql).toContain('CAST("result"."c1" AS varchar) AS "review_id"')
  })
})

async function versions(store: ObjectStore): Promise<ReadonlyMap<string, TableVersion>> {
  const found = new Map<string, TableVersion>()
  for await (const { key } of store.list('registry/tables/reviews/')) {
    const { body } = (await store.get(key))!
    const version = tableVersion.parse(JSON.parse(Buffer.from(body).toString()))
    if (version.materialized !== 'source') found.set(version.relation, version)
  }
  return found
}
