import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  approveModel,
  buildProject,
  listModelVersions,
  listPredictions,
  monitorProject,
  type RunReport,
  retrainProject,
  rollbackModel,
  runProject,
  runSql,
  scoreProject,
  showModelVersion,
  traceKey,
  trainProject,
} from '../../pipeline/index.ts'
import { firstDay, type SampleLake, sampleLake, secondDay } from './sample-lake.ts'

let sample: SampleLake
let first: RunReport

const count = async (sql: string, moment = firstDay): Promise<number> => {
  const { rows } = await runSql(await sample.platform(moment), { sql })
  return Number(Object.values(rows[0])[0])
}

beforeAll(async () => {
  sample = await sampleLake()
  await sample.land(0)
  first = await runProject(await sample.platform(), { project: 'reviews', runId: 'day-1' })
}, 180_000)

afterAll(() => sample.remove())

describe('files that landed become predictions', () => {
  it('in one run: built, tested, trained, approved by its policy, scored and watched', () => {
    expect(first.status).toBe('done')
    expect(first.steps.map(({ step }) => step)).toEqual([
      'arrive',
      'transform',
      'embed',
      'train',
      'register',
      'score',
      'monitor',
    ])
    expect(first.outputs.transform?.tests.failed).toBe(0)
    expect(first.outputs.register?.champion).toBe(first.outputs.register?.model_version)
    expect(first.outputs.monitor?.verdict).toBeDefined()
  })

  it('with one prediction a review, each with probabilities that sum to one', async () => {
    expect(await count('select count(*) from predictions')).toBe(
      await count('select count(*) from feat_reviews'),
    )
    expect(await count('select count(distinct review_id) - count(*) from predictions')).toBe(0)
    expect(
      await count('select count(*) from predictions where abs(list_sum(probabilities) - 1) > 1e-5'),
    ).toBe(0)
    expect(
      await count('select count(*) from predictions where needs_review <> (probability < 0.7)'),
    ).toBe(0)
  })

  it('by a model that is better than always answering with the most frequent class', async () => {
    const { model } = await showModelVersion(await sample.platform(), {
      project: 'reviews',
      version: 'champion',
    })
    expect(model.metrics.test.f1_macro).toBeGreaterThan(model.baseline.test.f1_macro + 0.1)
    expect(model.agreement.largest_difference).toBeLessThan(1e-5)
  })

  it('that carry the versions that made them', async () => {
    const { rows } = await runSql(await sample.platform(), {
      sql: 'select distinct model_version, encoder_version, feature_version, run_id from predictions',
    })
    expect(rows).toEqual([
      {
        model_version: first.outputs.register?.model_version,
        encoder_version: first.outputs.embed?.encoder?.version,
        feature_version: first.outputs.transform?.tables['feat_reviews'],
        run_id: 'day-1',
      },
    ])
  })

  it('and can be traced back to the file and line they came from', async () => {
    const { rows } = await listPredictions(await sample.platform(), {
      project: 'reviews',
      limit: 1,
    })
    const key = String(rows[0]['review_id'])
    const trace = await traceKey(await sample.platform(), { project: 'reviews', key })
    const text = JSON.stringify(trace)
    expect(text).toContain(key)
    const [source] = (
      await runSql(await sample.platform(), {
        sql: `select _source_file, _source_row from raw_review where review_id = '${key}'`,
      })
    ).rows
    expect(text).toContain(String(source['_source_file']))
    const landed = await readFile(
      join(sample.folder, 'day-0', String(source['_source_file'])),
      'utf8',
    )
    expect(landed.split('\n')[Number(source['_source_row']) - 1]).toContain(key)
  })
})

describe('running again', () => {
  it('with the same id changes nothing', async () => {
    const again = await runProject(await sample.platform(secondDay), {
      project: 'reviews',
      runId: 'day-1',
    })
    expect(again.repeated).toBe(true)
    expect(again.outputs).toEqual(JSON.parse(JSON.stringify(first.outputs)))
    expect(await count('select count(distinct run_id) from predictions')).toBe(1)
  })

  it('under a new id builds and trains nothing again, and scores nothing twice', async () => {
    const again = await runProject(await sample.platform(secondDay), {
      project: 'reviews',
      runId: 'day-1-again',
    })
    expect(again.outputs.transform?.layers.every((layer) => layer.built === 0)).toBe(true)
    expect(again.outputs.train?.reused).toBe(true)
    expect(again.outputs.score?.rows).toBe(0)
  })
})

describe('the second day', () => {
  it('is scored by the approved model through the same SQL, and only the new reviews are', async () => {
    const before = await count('select count(*) from predictions')
    await sample.land(1)
    const report = await scoreProject(await sample.platform(secondDay), {
      project: 'reviews',
      runId: 'day-2',
    })
    const all = await count('select count(*) from feat_reviews', secondDay)
    expect(report.outputs.score?.rows).toBe(all - before)
    expect(report.outputs.score?.rows).toBeGreaterThan(50)
    expect(report.outputs.score?.model_version).toBe(first.outputs.register?.model_version)
    expect(await count(`select count(*) from predictions where run_id = 'day-2'`)).toBe(
      all - before,
    )
  })

  it('has a verdict with its reasons, kept for later', async () => {
    const record = await monitorProject(await sample.platform(secondDay), {
      project: 'reviews',
      runId: 'day-2',
    })
    expect(['fine', 'look', 'retrain']).toContain(record.verdict)
    expect(record.rows).toBeGreaterThan(50)
  })

  it('can be scored whole when asked', async () => {
    const report = await scoreProject(await sample.platform(secondDay), {
      project: 'reviews',
      runId: 'all',
      all: true,
    })
    expect(report.outputs.score?.rows).toBe(
      await count('select count(*) from feat_reviews', secondDay),
    )
  })
})

describe('retraining', () => {
  it('fits the champion again on all data, keeps the old version, and can be rolled back', async () => {
    const report = await retrainProject(await sample.platform(secondDay), {
      project: 'reviews',
      runId: 'again',
    })
    const made = report.outputs.retrain?.model_version
    expect(report.outputs.retrain?.from).toBe(first.outputs.register?.model_version)
    expect(made).not.toBe(first.outputs.register?.model_version)
    const { model } = await showModelVersion(await sample.platform(), {
      project: 'reviews',
      version: String(made),
    })
    expect(model.retrained_from).toBe(first.outputs.register?.model_version)
    expect((await listModelVersions(await sample.platform(), { project: 'reviews' })).length).toBe(
      2,
    )
    if (model.gate.passed) {
      const back = await rollbackModel(await sample.platform(secondDay), { project: 'reviews' })
      expect(back.version).toBe(first.outputs.register?.model_version)
    }
  })
})

describe('what says no', () => {
  it('a data test that fails publishes nothing', async () => {
    const before = await readFile(join(sample.lake, 'registry/environments/prod.json'), 'utf8')
    const file = join(sample.projects, 'reviews/tests/impossible.sql')
    await writeFile(file, 'select review_id from {{ref "feat_reviews"}} where text_words >= 0\n')
    await expect(
      buildProject(await sample.platform(secondDay), { project: 'reviews' }),
    ).rejects.toMatchObject({
      code: 'TEST_FAILED',
      exit: 1,
    })
    expect(await readFile(join(sample.lake, 'registry/environments/prod.json'), 'utf8')).toBe(
      before,
    )
    await writeFile(file, 'select review_id from {{ref "feat_reviews"}} where text_words < 0\n')
    expect(
      (await buildProject(await sample.platform(secondDay), { project: 'reviews' })).status,
    ).toBe('done')
  })

  it('a version that misses the gate is kept aside: it cannot be approved, and the champion goes on', async () => {
    const pipeline = join(sample.projects, 'reviews/pipeline.yml')
    const text = await readFile(pipeline, 'utf8')
    await writeFile(
      pipeline,
      text
        .replace(/minimum: 0\.\d+/, 'minimum: 0.999')
        .replace(/dimensions: \d+/, 'dimensions: 16'),
    )
    const report = await runProject(await sample.platform(secondDay), {
      project: 'reviews',
      runId: 'strict',
    })
    expect(report.status).toBe('stopped')
    expect(report.outputs.register?.champion).toBe(first.outputs.register?.model_version)
    const version = String(report.outputs.register?.model_version)
    await expect(
      approveModel(await sample.platform(), { project: 'reviews', version }),
    ).rejects.toMatchObject({
      code: 'REGISTRY_GATE_NOT_PASSED',
    })
    await writeFile(pipeline, text)
  })

  it('a changed gate judges anew, as the hint of the refusal says', async () => {
    const pipeline = join(sample.projects, 'reviews/pipeline.yml')
    const text = await readFile(pipeline, 'utf8')
    const train = async (minimum: string, runId: string) => {
      await writeFile(
        pipeline,
        text
          .replace(/minimum: 0\.\d+/, `minimum: ${minimum}`)
          .replace(/dimensions: \d+/, 'dimensions: 16'),
      )
      const platform = await sample.platform(secondDay, { env: 'dev_gate' })
      return trainProject(platform, { project: 'reviews', runId })
    }
    const strict = await train('0.999', 'gate-strict')
    const mild = await train('0.1', 'gate-mild')
    await writeFile(pipeline, text)
    expect(strict.outputs.register?.passed).toBe(false)
    expect(mild.outputs.register?.passed).toBe(true)
  })

  it('a manual approval leaves the champion until somebody approves', async () => {
    const pipeline = join(sample.projects, 'reviews/pipeline.yml')
    const text = await readFile(pipeline, 'utf8')
    await writeFile(
      pipeline,
      text
        .replace('approval: automatic', 'approval: manual')
        .replace(/dimensions: \d+/, 'dimensions: 24'),
    )
    const report = await runProject(await sample.platform(secondDay), {
      project: 'reviews',
      runId: 'by-hand',
      to: 'register',
    })
    const version = String(report.outputs.register?.model_version)
    expect(report.outputs.register?.champion).toBe(first.outputs.register?.model_version)
    const { champion } = await approveModel(await sample.platform(secondDay), {
      project: 'reviews',
      version,
      why: 'better on rare classes',
    })
    expect(champion).toMatchObject({ version, why: 'better on rare classes' })
    await writeFile(pipeline, text)
  })
})

describe('environments', () => {
  it('another one shares what is equal: nothing is built for it, and what it publishes is its own', async () => {
    const dev = await sample.platform(secondDay, { env: 'dev_ana' })
    const report = await buildProject(dev, { project: 'reviews' })
    expect(report.outputs.transform?.layers.every((layer) => layer.built === 0)).toBe(true)
    const model = join(sample.projects, 'reviews/feature/feat_review_texts.sql')
    const text = await readFile(model, 'utf8')
    await writeFile(
      model,
      text.replace('length(text) as text_characters', 'length(text) + 1 as text_characters'),
    )
    const changed = await buildProject(dev, { project: 'reviews' })
    const tables = changed.outputs.transform?.tables ?? {}
    const prod = (
      await runSql(await sample.platform(secondDay), {
        sql: 'select sum(text_characters) as n from feat_reviews',
      })
    ).rows
    const devs = (await runSql(dev, { sql: 'select sum(text_characters) as n from feat_reviews' }))
      .rows
    expect(Number(devs[0]['n'])).toBeGreaterThan(Number(prod[0]['n']))
    expect(tables['pri_reviews']).toBe(report.outputs.transform?.tables['pri_reviews'])
    await writeFile(model, text)
  })
})
