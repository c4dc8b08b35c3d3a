import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Queue } from '../../../contracts/records/queue.ts'
import type { StepName } from '../../../contracts/records/run.ts'
import { readQueue } from '../../../registry/index.ts'
import type { Role } from '../../../stacks/access.ts'
import { noLake } from '../lake/bucket.ts'
import { sampleFiles } from '../lake/sample.ts'
import { moto, required } from '../world.ts'
import { type GuardedLake, guardedLake } from './roles-on-s3.ts'

/** Role and function of each step. */
const performs: Readonly<Record<StepName, Role>> = {
  ...{ arrive: 'transform', transform: 'transform', embed: 'embed', train: 'train' },
  ...{ retrain: 'train', register: 'register', score: 'score', monitor: 'monitor' },
}

interface Begun {
  readonly begun: true
  readonly run_id: string
  readonly run_date: string
  readonly command: string
  readonly steps: readonly StepName[]
  readonly scope: string
}

const skipped = noLake ?? (moto.kind === 'missing' ? moto.reason : undefined)

/** A state machine that only waits, and a topic. */
async function standIns(): Promise<Record<string, string>> {
  const there = {
    endpoint: required(moto).endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  const name = `guarded-${Math.random().toString(36).slice(2, 10)}`
  const States = { Wait: { Type: 'Wait', Seconds: 3600, End: true } }
  const { stateMachineArn } = await new SFNClient(there).send(
    new CreateStateMachineCommand({
      name,
      roleArn: 'arn:aws:iam::123456789012:role/runs',
      definition: JSON.stringify({ StartAt: 'Wait', States }),
    }),
  )
  const { TopicArn } = await new SNSClient(there).send(new CreateTopicCommand({ Name: name }))
  return { MILLRACE_STATE_MACHINE: String(stateMachineArn), MILLRACE_TOPIC: String(TopicArn) }
}

/**
 * Conditions are left out, as the S3 server knows none: that a listing is of a prefix the role may list, and encryption, are
 * held by the evaluator of policies. The other services do not ask who calls.
 */
describe.skipIf(skipped)(
  `every step with the rights of its role and no others, DuckDB's own reads included${skipped ? ` (skipped: ${skipped})` : ''}`,
  // A run is thirty processes, one after the other.
  { timeout: 900_000 },
  () => {
    let folder: string
    let lake: GuardedLake
    let first: Begun

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-roles-'))
      lake = await guardedLake(await standIns())
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    const queue = async (): Promise<Queue> => {
      const found = await readQueue(lake.store, { project: 'reviews', env: 'prod' })
      if (found === undefined) throw new Error('Nothing was ever asked for.')
      return found
    }

    /** The turn of the queue that was given out last, as the state machine begins it. */
    const begin = async (execution: string, generation: number): Promise<Begun> => {
      const begun = await lake.call<Begun | { readonly begun: false }>('run', {
        ...{ action: 'begin', project: 'reviews', generation, execution },
        started_at: '2026-03-01T06:00:00.000Z',
      })
      if (!begun.begun) throw new Error(`Generation ${generation} was not begun.`)
      return begun
    }

    const end = async ({ run_id }: Begun, generation: number): Promise<void> => {
      await lake.call('run', { action: 'close', project: 'reviews', run_id })
      await lake.call('publish', { project: 'reviews' })
      await lake.call('run', { action: 'end', project: 'reviews', generation, run_id })
    }

    /** In one piece, or in shards where a step has them. */
    const perform = async (run: Begun, step: StepName, generation: number): Promise<void> => {
      const event = { ...run, project: 'reviews', step, generation }
      await lake.call(performs[step], { ...event, part: 'size' })
      if (step !== 'embed' && step !== 'score') return void (await lake.call(performs[step], event))
      const plan = { ...event, part: 'plan' }
      const { shards } = await lake.call<{ shards: number }>(performs[step], plan)
      for (let shard = 0; shard < shards; shard++)
        await lake.call(performs[step], { ...event, part: 'shard', shard })
      await lake.call(performs[step], { ...event, part: 'finish' })
    }

    it('lets a data engineer take in files, and the arrival function ask for a run', async () => {
      for (const [source, path] of await sampleFiles(join(folder, 'files')))
        await lake.cli('data-engineer', 'ingest', 'reviews', source, path)
      await lake.call('arrival', { kind: 'reconcile', project: 'reviews' })
    })

    it('lets a whole run be performed by the functions', async () => {
      const { run_id, generation } = await queue()
      first = await begin(run_id, generation)
      for (const step of first.steps) await perform(first, step, generation)
      await end(first, generation)
      expect(first.steps).toEqual(expect.arrayContaining(['train', 'register', 'score', 'monitor']))
      expect(await queue()).toMatchObject({ state: 'idle', outcome: 'done' })
    })

    it('lets an ML engineer ask for a retraining, and the task perform it', async () => {
      await lake.cli('ml-engineer', 'retrain', 'reviews', '--remote')
      const { run_id, generation } = await queue()
      const run = await begin(run_id, generation)
      for (const step of run.steps)
        await lake.task({ ...run, project: 'reviews', step, generation })
      await end(run, generation)
      expect(run.steps).toContain('retrain')
      expect(await queue()).toMatchObject({ state: 'idle', outcome: 'done' })
    })

    it('lets the task perform everything else too', async () => {
      await lake.cli('data-engineer', 'run', 'reviews', '--all', '--remote')
      const { run_id, generation } = await queue()
      const run = await begin(run_id, generation)
      for (const step of run.steps)
        await lake.task({ ...run, project: 'reviews', step, generation })
      await end(run, generation)
      expect(run.steps).toEqual(expect.arrayContaining(['train', 'score', 'monitor']))
    })

    it('lets people look, question, decide and try out what is theirs, and the functions keep and tell it', async () => {
      const run = { project: 'reviews', run_id: first.run_id }
      const models = await lake.cli<{ version: string }[]>(
        'data-scientist',
        'models',
        'list',
        'reviews',
      )
      const model_version = models[0]!.version
      await lake.call('approve', {
        ...{ action: 'ask', ...run, model_version, task_token: 'token', expires_seconds: 600 },
      })
      await lake.call('notify', { kind: 'approval_asked', ...run, model_version })
      await lake.cli('ml-engineer', 'models', 'approve', 'reviews', model_version)
      await lake.call('approve', { action: 'expire', ...run })
      await lake.cli('data-scientist', 'models', 'show', 'reviews', model_version)
      await lake.cli('data-scientist', 'predictions', 'reviews')
      await lake.cli('data-scientist', 'lineage', 'champion')
      const counts = 'select count(*) as n from predictions'
      const [{ n }] = await lake.cli<[{ n: number }]>('data-scientist', 'sql', counts)
      expect(Number(n)).toBeGreaterThan(0)
      await lake.cli('data-engineer', 'build', 'reviews', '--env', 'dev_ana')
    })

    it('refuses what is not theirs', async () => {
      const texts = lake.cli('data-scientist', 'show', 'reviews', 'raw_review')
      await expect(texts).rejects.toThrow(/403|AccessDenied|denied/i)
      const build = lake.cli('data-scientist', 'build', 'reviews')
      await expect(build).rejects.toThrow(/403|AccessDenied|denied/i)
    })
  },
)
