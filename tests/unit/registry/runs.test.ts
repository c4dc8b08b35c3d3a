import { expect, test } from 'vitest'
import {
  beginRun,
  finishRun,
  knownStep,
  listEvents,
  listRuns,
  listSteps,
  readOutcome,
  recordStep,
  recordStop,
} from '../../../registry/index.ts'
import { eachStore } from './each-store.ts'
import { sampleOutcome, sampleRun, sampleStep } from './sample-records.ts'

const noon = new Date('2026-07-01T12:00:00.000Z')
const soon = new Date('2026-07-01T08:10:00.000Z')

eachStore((open) => {
  test('a run begun again goes on with what was recorded at its beginning', async () => {
    const store = await open()
    expect(await beginRun(store, sampleRun())).toEqual({ run: sampleRun(), resumed: false })
    const later = sampleRun({ started_at: noon.toISOString(), run_date: '2026-07-02', who: 'bob' })
    expect(await beginRun(store, later)).toEqual({ run: sampleRun(), resumed: true })
  })

  test('a run id that names other work is refused, with what differs', async () => {
    const store = await open()
    await beginRun(store, sampleRun())
    const other = [
      { command: 'train' },
      { env: 'dev_ana' },
      { steps: ['arrive' as const] },
      { vars: { floor: 2 } },
    ]
    for (const change of other) {
      await expect(beginRun(store, sampleRun(change))).rejects.toMatchObject({
        code: 'REGISTRY_RUN_TAKEN',
        message: expect.stringContaining(Object.keys(change)[0]),
      })
    }
  })

  test('a finished step is known to whoever resumes the run, and stands as it was recorded first', async () => {
    const store = await open()
    expect(await knownStep(store, 'reviews', 'r1', 'arrive')).toBeUndefined()
    await recordStep(store, sampleStep())
    await recordStep(store, sampleStep({ output: { accepted: 99 } }))
    expect(await knownStep(store, 'reviews', 'r1', 'arrive')).toEqual(sampleStep())
    expect(await listSteps(store, 'reviews', 'r1')).toEqual([sampleStep()])
  })

  test('a run that was killed and resumed leaves the events of one run', async () => {
    const store = await open()
    await beginRun(store, sampleRun())
    await beginRun(store, sampleRun({ started_at: noon.toISOString() }))
    await finishRun(store, sampleOutcome())
    await finishRun(store, sampleOutcome({ finished_at: noon.toISOString() }))
    const events = await listEvents(store)
    expect(events.map(({ eventType }) => eventType)).toEqual(['START', 'COMPLETE'])
    expect(new Set(events.map(({ run }) => run.runId)).size).toBe(1)
  })

  test('a stop leaves the run open for another attempt', async () => {
    const store = await open()
    await beginRun(store, sampleRun())
    await recordStop(store, sampleOutcome({ status: 'stopped', message: 'The disk is full.' }))
    expect(await readOutcome(store, 'reviews', 'r1')).toBeUndefined()
    expect(await listRuns(store, 'reviews', soon)).toMatchObject([
      { status: 'stopped', message: 'The disk is full.' },
    ])
    await finishRun(store, sampleOutcome({ finished_at: '2026-07-01T08:09:00.000Z' }))
    expect(await listRuns(store, 'reviews', soon)).toMatchObject([{ status: 'done' }])
    expect((await listEvents(store)).map(({ eventType }) => eventType)).toEqual([
      'START',
      'FAIL',
      'COMPLETE',
    ])
  })

  test('runs are listed newest first with what became of them', async () => {
    const store = await open()
    const at = (hour: number) => `2026-07-01T0${hour}:00:00.000Z`
    await beginRun(store, sampleRun({ run_id: 'killed', started_at: at(5) }))
    await beginRun(store, sampleRun({ run_id: 'refused', started_at: at(6) }))
    await finishRun(store, sampleOutcome({ run_id: 'refused', status: 'stopped', message: 'no' }))
    await beginRun(store, sampleRun({ run_id: 'under_way', started_at: at(7) }))
    await recordStep(
      store,
      sampleStep({ run_id: 'under_way', finished_at: '2026-07-01T08:01:00.000Z' }),
    )
    await beginRun(store, sampleRun({ run_id: 'good', started_at: at(8), project: 'support' }))
    await finishRun(store, sampleOutcome({ run_id: 'good', project: 'support' }))
    const runs = await listRuns(store, undefined, soon)
    expect(runs.map(({ run_id, status }) => [run_id, status])).toEqual([
      ['good', 'done'],
      ['under_way', 'running'],
      ['refused', 'stopped'],
      ['killed', 'interrupted'],
    ])
    expect(runs[1]).toMatchObject({
      steps: ['arrive'],
      seconds: 1.5,
      message: null,
      finished_at: null,
    })
    expect(await listRuns(store, 'support', soon)).toHaveLength(1)
  })
})
