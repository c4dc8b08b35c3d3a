import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type MetricValues, metrics } from '../../../contracts/metrics.ts'
import type { Platform } from '../../../contracts/ports/platform.ts'
import type { StepName } from '../../../contracts/records/run.ts'
import { measureStep } from '../../../pipeline/measure-step.ts'
import { performMetered, performRunMetered } from '../../../pipeline/metered.ts'
import type { StepAnswer } from '../../../pipeline/perform-event.ts'
import type { StepOutputs } from '../../../pipeline/run-context.ts'
import { compose } from '../../../platform/compose.ts'
import { beginRun, recordModelVersion, recordMonitor } from '../../../registry/index.ts'
import { alarmsOf } from '../../../stacks/alarms.ts'
import { sampleModel, sampleMonitor, sampleRun } from '../registry/sample-records.ts'
import { names, settings } from '../stacks/place.ts'

let folder: string
let platform: Platform
const published: { values: MetricValues; dimensions: Readonly<Record<string, string>> }[] = []
const meter = {
  publish: (values: MetricValues, dimensions: Readonly<Record<string, string>>) =>
    void published.push({ values, dimensions }),
}
const seen = new Set<string>()
const note = (values: MetricValues) => {
  for (const name of Object.keys(values)) seen.add(name)
  return values
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-metrics-'))
  // The variables of a process are looked at once.
  vi.stubEnv('MILLRACE_LAKE', folder)
  platform = await compose({ lake: folder, now: '2026-03-01T06:05:00.000Z' })
  await recordModelVersion(platform.store, sampleModel())
  await recordMonitor(platform.store, sampleMonitor({ verdict: 'retrain' }))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const run = { project: 'reviews', run_id: 'r1' }

const measured = async <Name extends StepName>(step: Name, output: StepOutputs[Name]) => {
  const answer: StepAnswer = {
    part: 'whole',
    ...{ step, seconds: 3, resumed: false, verdict: '', output },
  }
  return note(await measureStep(platform, run, answer))
}

describe('what is published', () => {
  test('of the tables and tests of a run: the bytes that Athena read, and nothing when it was not asked', async () => {
    const tests = { passed: 1, failed: 0, warned: 0 }
    const made = { tables: {}, layers: [], tests }
    expect(await measured('transform', { ...made, bytes_scanned: 5e6 })).toEqual({
      ...{ StepDuration: 3, BytesScanned: 5e6 },
    })
    expect(await measured('transform', made)).toEqual({ StepDuration: 3 })
  })

  test('of the other steps: what was rejected, scored, learned and seen by monitoring', async () => {
    const arrived = await measured('arrive', { sources: {}, accepted: 9, rejected: 2 })
    const scored = await measured('score', {
      ...{ rows: 10, needs_review: 4, classes: [], model_version: 'm1', note: null },
    })
    const registered = await measured('register', {
      ...{ model_version: 'm1', passed: true, gate: [], champion: 'm1' },
    })
    const monitored = await measured('monitor', { verdict: 'retrain', reasons: [] })
    expect([arrived, scored, registered, monitored]).toMatchObject([
      { RejectedRows: 2 },
      { ScoredRows: 10, NeedsReviewShare: 40 },
      { F1: sampleModel().metrics.test.f1_macro },
      { Verdict: 2, PsiMax: 0.02 },
    ])
  })

  test('of a run that is done: how long it took, once, when its turn is given back', async () => {
    published.length = 0
    await beginRun(platform.store, sampleRun({ steps: [], started_at: '2026-03-01T06:00:00.000Z' }))
    await performRunMetered(platform, meter, { ...run, action: 'close' })
    expect(published).toEqual([])
    await performRunMetered(platform, meter, { ...run, action: 'end', generation: 1 })
    expect(published).toEqual([
      { values: { RunDuration: 300, RunFailed: 0 }, dimensions: { project: 'reviews' } },
    ])
    published.forEach(({ values }) => void note(values))
  })

  test('of a run that failed: that it did, and no duration', async () => {
    published.length = 0
    const error = { Error: 'TEST_FAILED', Cause: 'no' }
    const failed = { ...run, run_id: 'r2', action: 'fail', generation: 2, error } as const
    await performRunMetered(platform, meter, failed)
    expect(published).toEqual([{ values: { RunFailed: 1 }, dimensions: { project: 'reviews' } }])
  })

  test('of a step that failed, in a function as in a task: that it did', async () => {
    published.length = 0
    const event = { ...run, run_date: '2026-03-01', command: 'run', scope: 'new' } as const
    const step = { step: 'score', steps: ['score'], part: 'whole' } as const
    const gone = { ...event, ...step, run_id: 'never begun', steps: [...step.steps] }
    await expect(performMetered(platform, meter, gone)).rejects.toThrow('no run')
    expect(published).toEqual([
      { values: { StepFailed: 1 }, dimensions: { project: 'reviews', step: 'score' } },
    ])
    published.forEach(({ values }) => void note(values))
  })

  test('of messages about arrivals: those that cannot be used', async () => {
    const { handler } = await import('../../../functions/arrival.ts')
    const lines: string[] = []
    const told = vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      return lines.push(String(line)) > 0
    })
    const context = { awsRequestId: '1', functionName: 'arrival' } as Context
    const message = { messageId: 'm', body: 'no message' }
    await handler({ Records: [{ ...message, eventSource: 'aws:sqs' }] }, context)
    told.mockRestore()
    expect(lines.join('')).toContain('"RefusedMessages":1')
    note({ RefusedMessages: 1 })
  })
})

test('every metric that is named is published by something, and every alarm on one of ours waits for such a metric', () => {
  expect([...seen].toSorted()).toEqual(Object.keys(metrics).toSorted())
  const own = alarmsOf(names, settings).filter(({ namespace }) => namespace === 'Millrace')
  expect(own.length).toBeGreaterThan(5)
  for (const { metric } of own) expect(seen).toContain(metric)
})
