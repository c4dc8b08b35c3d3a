import { onTestFinished } from 'vitest'
import type { Progress } from '../../../../contracts/ports/progress.ts'
import type { SqlSession } from '../../../../contracts/ports/sql-engine.ts'
import type { TableVersion, TestResult } from '../../../../contracts/records/table-version.ts'
import {
  type BuildReport,
  compileProject,
  executeBuild,
  planBuild,
} from '../../../../engine/index.ts'
import { fixedClock } from '../../../../platform/local/fixed-clock.ts'
import { load, openLake, openSession, type Texts } from '../engine-project.ts'
import { reviewSource } from '../versions.ts'

/** A lake with landed reviews, and a registry that is kept in memory. `told`: what the builds' progress ended with. */
export async function openReviews(values: string) {
  const { engine, store, root } = await openLake()
  const tables = new Map<string, TableVersion>()
  const tests = new Map<string, TestResult>()
  const open = async (readable: readonly string[] = ['tables/']): Promise<SqlSession> => {
    const session = await engine.open({ readable, threads: 2 })
    onTestFinished(() => session.close())
    return session
  }
  const source = await land(await open(), values)
  const told: string[] = []
  const progress: Progress = {
    task: (label) => ({
      update() {},
      done: (summary) => void told.push(`${label}: ${summary}`),
      fail: (summary) => void told.push(`${label} failed: ${summary}`),
    }),
  }

  async function build(
    texts: Texts,
    sources: readonly TableVersion[] = [source],
  ): Promise<BuildReport> {
    const compiled = await compileProject(await load(texts), { session: await openSession() })
    const plan = await planBuild(compiled, {
      sources,
      engine,
      current: new Map(),
      known: async (model, version) => tables.get(`${model.name} ${version}`),
    })
    return executeBuild(plan, {
      session: await open(),
      clock: fixedClock('2024-05-01T00:00:00Z'),
      progress,
      recordTable: async (version) =>
        void tables.set(`${version.model} ${version.version}`, version),
      knownTest: async (model, id) => tests.get(`${model} ${id}`),
      recordTest: async (result) => void tests.set(`${result.model} ${result.id}`, result),
    })
  }
  return { build, open, store, root, tables, tests, source, told }
}

/** Writes rows `(review_id, stars, text)` as the part of one landed file. */
async function land(session: SqlSession, values: string): Promise<TableVersion> {
  const { bytes, rows, sha256, key } = await session.write(
    `select review_id::varchar as review_id, stars::bigint as stars, text::varchar as text, timestamp '2024-01-01' as date,
       'review.csv' as _source_file, 1::bigint as _source_row, timestamp '2024-01-02' as _ingested_at
     from (values ${values}) as t(review_id, stars, text)`,
    'tables/reviews/source/review/x/part-00000.parquet',
  )
  return reviewSource([{ key, bytes, rows, sha256 }])
}

/** `name action` of every model. */
export const actions = ({ models }: BuildReport): readonly string[] =>
  models.map(({ relation, action }) => `${relation} ${action}`)
