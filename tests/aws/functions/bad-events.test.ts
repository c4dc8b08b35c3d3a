import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FunctionName } from '../../../contracts/deployment.ts'
import type { FunctionError, LambdaRuntime } from '../servers/lambda-runtime.ts'
import { Topic } from '../servers/topic.ts'
import { httpfs, moto, required, s3 } from '../world.ts'
import { type Deployment, deploy, removeBundles } from './world.ts'

const missing = [s3, moto, httpfs].some((tool) => tool.kind === 'missing')
const run = {
  ...{ project: 'reviews', run_id: 'day-1', run_date: '2026-03-02', command: 'run' },
  steps: ['arrive', 'transform'],
}
const ofRun = { project: 'reviews', run_id: 'day-1' }

/** An event, and what has to be said of it. */
const bad: readonly (readonly [FunctionName, unknown, RegExp])[] = [
  ['run', { action: 'begun', ...ofRun }, /action/],
  ['run', { action: 'begin', project: 'reviews', generation: 0 }, /generation.*execution/],
  ['transform', {}, /project: .*run_id: .*step: /],
  ['transform', { ...run, step: 'embed' }, /step "embed".*arrive and transform/],
  ['embed', { ...run, step: 'embed', part: 'half' }, /part/],
  ['embed', [], /the event/],
  ['train', { ...run, step: 'train', steps: [] }, /steps/],
  ['register', { ...run, step: 'train' }, /step "train".*register/],
  ['register', 'register', /the event/],
  ['score', { ...run, step: 'score', part: 'shard', shard: -1 }, /shard/],
  ['score', { ...run, step: 'score', scope: 'some' }, /scope/],
  ['monitor', { ...run, step: 'watch' }, /step/],
  ['publish', { project: '' }, /project/],
  ['publish', null, /the event/],
  ['approve', { action: 'ask', ...ofRun, expires_seconds: 60 }, /model_version.*task_token/],
  ['approve', { action: 'approve', ...ofRun }, /action/],
  ['notify', { kind: 'celebrated', ...ofRun }, /kind/],
  ['notify', { kind: 'failed', run_id: 'day-1' }, /project/],
  ['arrival', { kind: 'schedule', project: 'reviews', command: 'dance' }, /the event/],
]

describe.skipIf(missing)('a function as bundled', () => {
  let deployment: Deployment
  let topic: Topic
  const started = new Map<FunctionName, Promise<LambdaRuntime>>()
  const lambda = (name: FunctionName): Promise<LambdaRuntime> => {
    const known = started.get(name)
    const made = known ?? deployment.start(name, { env: { MILLRACE_TOPIC: topic.arn } })
    started.set(name, made)
    return made
  }

  beforeAll(async () => {
    deployment = await deploy()
    topic = await Topic.create(required(moto).endpoint, `told-${deployment.bucket}`)
  })
  afterAll(async () => {
    await deployment?.stop()
    await removeBundles()
  })

  test.each(bad)('%s refuses %j and says why', async (name, event, why) => {
    const { failed, payload } = await (await lambda(name)).invoke(event)
    const { errorType, errorMessage } = payload as FunctionError
    expect([failed, errorType]).toEqual([true, 'FUNCTION_EVENT_INVALID'])
    expect(errorMessage).toMatch(why)
    expect(errorMessage).toContain('Nothing was changed.')
  })

  test('says which run and which project there is not', async () => {
    const score = await lambda('score')
    const unknown = await score.invoke({ ...run, step: 'score' })
    expect(unknown.payload).toMatchObject({ errorType: 'REGISTRY_RUN_UNKNOWN' })
    const publish = await (await lambda('publish')).invoke({ project: 'reveiws' })
    expect(publish.payload).toMatchObject({
      errorType: 'PROJECT_UNKNOWN',
      errorMessage: expect.stringContaining('Did you mean "reviews"'),
    })
  })

  test('leaves nothing behind when it refused', async () => {
    const keys: string[] = []
    for await (const { key } of deployment.store.list('')) keys.push(key)
    expect(keys).toEqual([])
  })

  test('tells the subscribers of the topic what failed and what to do, once', async () => {
    const notify = await lambda('notify')
    const Cause = JSON.stringify({
      errorType: 'SOURCE_LIMIT_EXCEEDED',
      errorMessage: '12 of 20 rows of reviews.jsonl were rejected. Correct the file.',
    })
    const event = { kind: 'failed', ...ofRun, error: { Error: 'SOURCE_LIMIT_EXCEEDED', Cause } }
    for (let i = 0; i < 2; i++) expect((await notify.invoke(event)).failed).toBe(false)
    const told = await topic.heard()
    expect(told).toHaveLength(1)
    expect(told[0]?.subject).toContain('reviews')
    expect(told[0]?.text).toContain('12 of 20 rows of reviews.jsonl were rejected.')
    expect(told[0]?.facts).toMatchObject({ project: 'reviews', kind: 'failed' })
  })
})
