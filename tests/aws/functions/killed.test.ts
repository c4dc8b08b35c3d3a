import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FunctionName } from '../../../contracts/deployment.ts'
import type { Wish } from '../../../contracts/records/queue.ts'
import { moveQueue, readQueue, wanted } from '../../../registry/index.ts'
import type { LambdaRuntime } from '../servers/lambda-runtime.ts'
import { batchOf } from '../servers/sqs.ts'
import { httpfs, moto, required, s3 } from '../world.ts'
import { type KillingProxy, startKillingProxy } from './killing-proxy.ts'
import { bridged, type Deployment, deploy, removeBundles } from './world.ts'

const missing = [s3, moto, httpfs].some((tool) => tool.kind === 'missing')
const project = 'reviews'
const name = { project, env: 'prod' }

describe.skipIf(missing)('a function that is killed at any write and called again', () => {
  let proxy: KillingProxy
  beforeAll(async () => {
    proxy = await startKillingProxy(required(s3).endpoint)
  })
  afterAll(async () => {
    proxy?.stop()
    await removeBundles()
  })

  /** Calls the function until it answers, killed once at the nth write; the number of writes it made in all. */
  async function killedAt(
    nth: number,
    moment: 'before' | 'after',
    lambda: LambdaRuntime,
    event: unknown,
  ): Promise<number> {
    proxy.arm(nth, moment, () => lambda.kill())
    for (let call = 0; call < 40; call++) {
      const { payload, failed } = await lambda.invoke(event)
      const again = (payload as { batchItemFailures?: unknown[] }).batchItemFailures?.length ?? 0
      if (!failed && again === 0) return proxy.writes()
      await new Promise((later) => setTimeout(later, 250))
    }
    throw new Error(`never done: ${lambda.log().slice(-2000)}`)
  }

  const start = (deployment: Deployment, functionName: FunctionName, timeoutSeconds: number) =>
    deployment.start(functionName, {
      timeoutSeconds,
      env: { AWS_ENDPOINT_URL_S3: proxy.endpoint, MILLRACE_NOW: '2026-03-02T06:00:00Z' },
    })

  test('arrival leaves one wish and one execution', async () => {
    let kills = 0
    for (const moment of ['before', 'after'] as const) {
      for (let nth = 1; ; nth++) {
        const deployment = await deploy()
        try {
          const lambda = await start(deployment, 'arrival', 3)
          const Body = bridged(deployment.bucket, 'lake/landing/reviews/review/a.jsonl')
          const event = batchOf([{ MessageId: 'm', ReceiptHandle: 'r', Body }])
          const writes = await killedAt(nth, moment, lambda, event)
          expect(await readQueue(deployment.store, name)).toMatchObject({
            ...{ generation: 1, state: 'collecting', started: true },
          })
          expect(await deployment.executions()).toHaveLength(1)
          if (nth > writes) break
          kills++
        } finally {
          await deployment.stop()
        }
      }
    }
    console.log(`arrival: killed at ${kills} writes`)
    expect(kills).toBeGreaterThan(4)
  })

  const wish: Wish = {
    ...{ command: 'build', steps: ['arrive', 'transform'], scope: 'new' },
    ...{ window_seconds: 0, who: 'ana', why: 'test' },
  }
  const run_id = 'reviews-prod-20260302T060000Z-1'

  test('the beginning of a run and the step arrive leave what they leave undisturbed', async () => {
    const reference = await performed(0)
    let kills = 0
    for (let nth = 1; nth <= reference.writes; nth += 2) {
      const killed = await performed(nth)
      expect(killed.content, `killed at write ${nth}`).toEqual(reference.content)
      kills++
    }
    console.log(`run and transform: killed at ${kills} of ${reference.writes} writes`)
    expect(kills).toBeGreaterThan(4)
  })

  async function performed(nth: number) {
    const deployment = await deploy()
    try {
      const rows = Array.from({ length: 40 }, (_, i) => `{"user_id":"u${i}","name":"n"}`)
      await deployment.store.putIfAbsent(
        'landing/reviews/user/users.jsonl',
        Buffer.from(`${rows.join('\n')}\n`),
      )
      await moveQueue(deployment.store, name, wanted(name, wish, '2026-03-02T06:00:00.000Z'))
      const started_at = '2026-03-02T06:00:00Z'
      const begin = { action: 'begin', project, generation: 1, execution: run_id, started_at }
      const step = {
        ...{ project, run_id, run_date: '2026-03-02', command: 'build' },
        ...{ steps: wish.steps, step: 'arrive' },
      }
      const run = await start(deployment, 'run', 20)
      const transform = await start(deployment, 'transform', 60)
      const first = await killedAt(nth, 'after', run, begin)
      const second = await killedAt(nth - first, 'after', transform, step)
      return { writes: first + second, content: await contentOf(deployment) }
    } finally {
      await deployment.stop()
    }
  }

  /** Every object that something refers to, without what tells how long it took. */
  async function contentOf({ store, bucket }: Deployment): Promise<Record<string, string>> {
    const content: Record<string, string> = {}
    for await (const { key } of store.list('')) {
      if (/^(staging|idempotency)\//.test(key)) continue
      const body = Buffer.from((await store.get(key))?.body ?? []).toString('latin1')
      const same = body.replaceAll(bucket, 'bucket').replace(/"(seconds|etag)": [^,\n]+/g, '')
      content[key] = createHash('sha256').update(same).digest('hex')
    }
    return content
  }
})
