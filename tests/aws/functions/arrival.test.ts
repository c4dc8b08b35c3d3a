import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readQueue } from '../../../registry/index.ts'
import type { FunctionError, LambdaRuntime } from '../servers/lambda-runtime.ts'
import { batchOf, drain, Queue } from '../servers/sqs.ts'
import { moto, required, s3 } from '../world.ts'
import { bridged, type Deployment, deploy, removeBundles } from './world.ts'

const missing = s3.kind === 'missing' || moto.kind === 'missing'
const messages = (bodies: readonly string[]) =>
  batchOf(bodies.map((Body, i) => ({ MessageId: `m${i}`, ReceiptHandle: `r${i}`, Body })))
const landing = (name: string, source = 'review') => `lake/landing/reviews/${source}/${name}`

describe.skipIf(missing)('the function arrival', () => {
  let deployment: Deployment
  let lambda: LambdaRuntime
  beforeAll(async () => {
    deployment = await deploy()
    lambda = await deployment.start('arrival', { concurrency: 4, timeoutSeconds: 30 })
  })
  afterAll(async () => {
    await deployment?.stop()
    await removeBundles()
  })
  const queue = () => readQueue(deployment.store, { project: 'reviews', env: 'prod' })
  const tell = (...bodies: string[]) => lambda.invoke(messages(bodies))
  const failures = (payload: unknown) =>
    (payload as { batchItemFailures: { itemIdentifier: string }[] }).batchItemFailures

  test('a test message, a folder marker and hidden files start nothing', async () => {
    const { payload, failed } = await tell(
      JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: deployment.bucket }),
      ...['', '.DS_Store', '_SUCCESS'].map((name) => bridged(deployment.bucket, landing(name))),
      bridged(deployment.bucket, 'lake/tables/reviews/raw/x.parquet'),
    )
    expect({ payload, failed }).toEqual({ payload: { batchItemFailures: [] }, failed: false })
    expect(await deployment.executions()).toEqual([])
  })

  test('poison goes to the dead-letter queue, the rest of its batch is taken, and why is kept beside the message', async () => {
    const { endpoint } = required(moto)
    const name = deployment.bucket
    const dead = await Queue.create(endpoint, `${name}-dead`)
    const arrivals = await Queue.create(endpoint, name, { queue: dead, receives: 3 })
    const poison = [
      'no json at all',
      bridged(name, 'lake/landing/reviews/revew/a.csv'),
      bridged(name, 'lake/landing/nobody/orders/a.csv'),
      bridged('another-bucket', landing('a.csv')),
    ]
    await arrivals.send([...poison, bridged(name, landing('good +ü 1.jsonl'))])
    for (let delivery = 0; delivery < 4; delivery++) await drain(arrivals, lambda)
    const left = await dead.receive()
    expect(new Set(left.map(({ Body }) => Body))).toEqual(new Set(poison))
    expect(await queue()).toMatchObject({ generation: 1, state: 'collecting', started: true })
    expect(await deployment.executions()).toHaveLength(1)
    const kept: { message: string; code: string; reason: string }[] = []
    for await (const { key } of deployment.store.list('quarantine/_messages/'))
      kept.push(JSON.parse(Buffer.from((await deployment.store.get(key))!.body).toString()))
    const reasonOf = (message: string) => kept.find((one) => one.message === message)
    expect(poison.map((message) => reasonOf(message)?.code)).toEqual([
      ...['ARRIVAL_MESSAGE_INVALID', 'SOURCE_UNKNOWN', 'PROJECT_UNKNOWN'],
      'ARRIVAL_MESSAGE_INVALID',
    ])
    expect(reasonOf(poison[1]!)?.reason).toContain('Did you mean "review"?')
  })

  test('an arrival that is told twice, late, out of order or as a deletion leaves one generation that collects', async () => {
    const before = await queue()
    const a = bridged(deployment.bucket, landing('a.csv'), '1')
    const b = bridged(deployment.bucket, landing('b.csv'), '2', 'Object Deleted')
    for (const order of [[a, b], [b, a], [a, a, a], [b]]) {
      expect(failures((await tell(...order)).payload)).toEqual([])
    }
    expect(await queue()).toEqual(before)
    expect(await deployment.executions()).toHaveLength(1)
  })

  test('1,000 arrivals in a burst start one run', async () => {
    const burst = await deploy()
    try {
      const arrival = await burst.start('arrival', { concurrency: 4, timeoutSeconds: 30 })
      const queueOfBurst = await Queue.create(required(moto).endpoint, burst.bucket)
      const bodies = Array.from({ length: 1000 }, (_, i) =>
        bridged(burst.bucket, landing(`${i}.jsonl`), String(i)),
      )
      await queueOfBurst.send(bodies)
      const begun = performance.now()
      await drain(queueOfBurst, arrival, 4)
      const seconds = (performance.now() - begun) / 1000
      console.log(`1,000 arrivals in ${seconds.toFixed(1)} s (4 at a time, batches of 10)`)
      expect(await burst.executions()).toHaveLength(1)
      const name = { project: 'reviews', env: 'prod' }
      expect(await readQueue(burst.store, name)).toMatchObject({ generation: 1, started: true })
    } finally {
      await burst.stop()
    }
  })

  test('a lost message is made good by a look, and a schedule asks for its command', async () => {
    const quiet = await deploy()
    try {
      const arrival = await quiet.start('arrival')
      const nothing = await arrival.invoke({ kind: 'reconcile', project: 'reviews' })
      expect(nothing.payload).toMatchObject({ projects: [{ behind: [], state: null }] })
      await quiet.store.putIfAbsent('landing/reviews/user/a+b ü.jsonl', Buffer.from('{}\n'))
      const found = await arrival.invoke({ kind: 'reconcile' })
      expect(found.payload).toMatchObject({
        projects: [{ project: 'reviews', behind: ['user'], state: 'collecting' }],
      })
      const asked = { kind: 'schedule', project: 'reviews', command: 'retrain' }
      expect((await arrival.invoke(asked)).payload).toMatchObject({ state: 'collecting' })
      expect(await quiet.executions()).toHaveLength(1)
    } finally {
      await quiet.stop()
    }
  })

  test('an event of another kind is refused by name, with nothing of the stack', async () => {
    const { payload, failed } = await lambda.invoke({ kind: 'schedule', project: 'reviews' })
    const { errorType, errorMessage } = payload as FunctionError
    expect(failed).toBe(true)
    expect(errorType).toBe('FUNCTION_EVENT_INVALID')
    expect(errorMessage).toContain('Nothing was changed.')
    expect(JSON.stringify(payload)).not.toContain('.mjs')
  })
})
