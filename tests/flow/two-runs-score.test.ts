import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProject, runSql, scoreProject } from '../../pipeline/index.ts'
import { type SampleLake, sampleLake, secondDay } from './sample-lake.ts'

let sample: SampleLake

beforeAll(async () => {
  sample = await sampleLake()
  await sample.land(0)
  await runProject(await sample.platform(), { project: 'reviews', runId: 'first' })
  await sample.land(1)
}, 60_000)

afterAll(() => sample.remove())

describe('runs that score the same new rows at the same moment', () => {
  const ids = ['a', 'b', 'c']

  it('publish each row once between them', async () => {
    await Promise.all(
      ids.map(async (runId) =>
        scoreProject(await sample.platform(secondDay), { project: 'reviews', runId }),
      ),
    )
    const platform = await sample.platform(secondDay)
    const { rows } = await runSql(platform, {
      sql: 'select count(*) as n, count(distinct review_id) as reviews from predictions',
    })
    const { rows: tables } = await runSql(platform, {
      sql: 'select count(*) as n from feat_reviews',
    })
    expect(rows[0]).toEqual({ n: tables[0]['n'], reviews: tables[0]['n'] })
    const sets = await runSql(platform, {
      sql: 'select sum(rows) as n from prediction_sets',
    })
    expect(Number(sets.rows[0]['n'])).toBe(tables[0]['n'])
  }, 60_000)

  it('have nothing to add when they are asked for again', async () => {
    for (const runId of ids) {
      const report = await scoreProject(await sample.platform(secondDay), {
        project: 'reviews',
        runId,
      })
      expect(report.repeated).toBe(true)
    }
  }, 60_000)
})
