import { afterEach, describe, expect, it } from 'vitest'
import { ProductError } from '../../../contracts/errors/product-error.ts'
import {
  approveAndTell,
  listModelVersions,
  listRuns,
  refuseModel,
  runSql,
} from '../../../pipeline/index.ts'
import { noLake } from '../lake/bucket.ts'
import { moto } from '../world.ts'
import {
  type DeployedMachine,
  deployMachine,
  type MachineOptions,
  smallShards,
} from './deployed-machine.ts'

const build = ['arrive', 'transform'] as const
const all = ['arrive', 'transform', 'embed', 'train', 'register', 'score', 'monitor'] as const
const train = ['arrive', 'transform', 'embed', 'train', 'register'] as const
const score = ['arrive', 'transform', 'embed', 'score', 'monitor'] as const

let machine: DeployedMachine
const deploy = async (options?: MachineOptions) => {
  machine = await deployMachine(options)
  return machine
}
afterEach(() => machine?.stop())

const queueOf = async ({ platform }: DeployedMachine) => {
  const object = await platform.store.get('registry/queues/prod/reviews.json')
  return JSON.parse(Buffer.from(object?.body ?? []).toString()) as Record<string, unknown>
}

describe.skipIf(noLake !== undefined || moto.kind === 'missing')(
  'a run by the state machine',
  () => {
    it('goes from the wish to published predictions, in shards, and leaves the queue idle', async () => {
      let broken = 0
      let shaken = 0
      const { platform, functions, ...deployed } = await deploy({
        interfere(name, event, perform) {
          if (
            name === 'score' &&
            event['part'] === 'shard' &&
            event['shard'] === 1 &&
            ++broken < 99
          )
            throw new ProductError('LAKE_FILE_DAMAGED', { message: 'A shard that never works.' })
          if (
            name === 'score' &&
            event['part'] === 'shard' &&
            event['shard'] === 2 &&
            ++shaken === 1
          )
            throw new ProductError('LAKE_UNREACHABLE', { message: 'The network was gone.' })
          return perform()
        },
      })
      await deployed.land()
      const { run_id } = await deployed.want('run', [...all])
      const { status, cause } = await deployed.ended(run_id)
      expect(cause).toBeUndefined()
      expect(status).toBe('SUCCEEDED')
      expect(await queueOf(machine)).toMatchObject({ state: 'idle', outcome: 'done' })
      const [run] = await listRuns(platform, { project: 'reviews' })
      expect(run).toMatchObject({ run_id, status: 'done', steps: [...all] })
      const { rows } = await runSql(platform, {
        sql: 'select (select count(*) from predictions) as predicted, (select count(*) from feat_reviews) as reviews',
      })
      expect(rows[0]?.['predicted']).toBe(rows[0]?.['reviews'])
      // Four shards: one came through at its second attempt, one never, and the end of the step did what it left.
      const shards = functions.calls.filter(({ event }) => event['part'] === 'shard')
      expect(shards.filter(({ name }) => name === 'embed')).toHaveLength(1)
      expect(shards.filter(({ event }) => event['shard'] === 2)).toHaveLength(2)
      expect(broken).toBe(1)
      const written: string[] = []
      for await (const { key } of platform.store.list('shards/')) written.push(key)
      expect(written.some((key) => key.startsWith('shards/results'))).toBe(true)
      expect(functions.notices).toEqual([])
    })

    it('tries a step again that failed for a while', async () => {
      let failures = 0
      const { functions, ...deployed } = await deploy({
        interfere(name, event, perform) {
          if (name === 'transform' && event['part'] === 'whole' && ++failures <= 2)
            throw new ProductError('LAKE_UNREACHABLE', { message: 'The network was gone.' })
          return perform()
        },
      })
      await deployed.land()
      const { run_id } = await deployed.want('build', [...build])
      expect((await deployed.ended(run_id)).status).toBe('SUCCEEDED')
      expect(failures).toBe(4)
      expect(functions.notices).toEqual([])
    })

    it('tells what to do about a failure that stays, frees the queue, and the next run works', async () => {
      const { functions, platform, ...deployed } = await deploy()
      const failed = await deployed.want('build', [...build])
      const end = await deployed.ended(failed.run_id)
      expect(end).toMatchObject({ status: 'FAILED', error: 'SOURCE_NOTHING_LANDED' })
      expect(end.cause).toContain('No file of project "reviews" has landed')
      expect(functions.notices).toHaveLength(1)
      expect(functions.notices[0]?.subject).toContain('SOURCE_NOTHING_LANDED')
      expect(functions.notices[0]?.text).toContain('No file of project "reviews" has landed')
      expect(functions.notices[0]?.text).toContain('What to do:')
      expect(await queueOf(machine)).toMatchObject({ state: 'idle', outcome: 'failed' })
      await deployed.land()
      const next = await deployed.want('build', [...build])
      expect(next.run_id).not.toBe(failed.run_id)
      expect((await deployed.ended(next.run_id)).status).toBe('SUCCEEDED')
      const runs = await listRuns(platform, { project: 'reviews' })
      expect(runs.map(({ status }) => status)).toEqual(['done', 'stopped'])
    })

    it('goes on where it stopped when it is started again under its id', async () => {
      let mended = false
      const { functions, ...deployed } = await deploy({
        interfere(name, event, perform) {
          if (name === 'transform' && event['step'] === 'transform' && !mended)
            throw new ProductError('TEST_FAILED', { message: 'A test said no.' })
          return perform()
        },
      })
      await deployed.land()
      const { run_id, project, env, generation } = await deployed.want('build', [...build])
      expect((await deployed.ended(run_id)).status).toBe('FAILED')
      mended = true
      const before = functions.calls.length
      const input = { project, env, generation, window_seconds: 0 }
      const again = await deployed.redriven(run_id, input)
      expect((await deployed.ended(again)).status).toBe('SUCCEEDED')
      const arrived = functions.calls
        .slice(before)
        .filter(({ event }) => event['step'] === 'arrive' && event['part'] === 'whole')
      expect(arrived).toHaveLength(1)
      const [run] = await listRuns(machine.platform, { project: 'reviews' })
      expect(run).toMatchObject({ run_id, status: 'done', steps: [...build] })
      expect(await queueOf(machine)).toMatchObject({ state: 'idle', outcome: 'done' })
    })

    it('lets one run at a time work: later wishes wait, merge and are performed by the next', async () => {
      const release: (() => void)[] = []
      const { functions, ...deployed } = await deploy({
        async interfere(name, event, perform) {
          if (name === 'transform' && event['step'] === 'transform' && event['part'] === 'whole')
            await new Promise<void>((resolve) => release.push(resolve))
          return perform()
        },
      })
      await deployed.land()
      const first = await deployed.want('build', [...build])
      await until(() => release.length === 1)
      const second = await deployed.want('build', [...build])
      const third = await deployed.want('build', [...build])
      expect([second.run_id, third.run_id]).toEqual([first.run_id, first.run_id])
      expect(third.again).not.toBeNull()
      release.shift()?.()
      expect((await deployed.ended(first.run_id)).status).toBe('SUCCEEDED')
      await until(() => release.length === 1)
      const queue = await queueOf(machine)
      expect(queue).toMatchObject({ state: 'running', generation: 2, again: null })
      release.shift()?.()
      expect((await deployed.ended(String(queue['run_id']))).status).toBe('SUCCEEDED')
      expect(functions.calls.filter(({ event }) => event['action'] === 'begin')).toHaveLength(2)
    })

    it('does nothing in an execution whose turn it is not', async () => {
      const { functions, ...deployed } = await deploy()
      await deployed.land()
      const { run_id, project, env } = await deployed.want('build', [...build])
      await deployed.ended(run_id)
      const before = functions.calls.length
      const stray = await deployed.redriven('by-hand', {
        ...{ project, env, generation: 1, window_seconds: 0 },
      })
      expect((await deployed.ended(stray)).status).toBe('SUCCEEDED')
      expect(functions.calls.slice(before).map(({ event }) => event['action'])).toEqual(['begin'])
    })

    it('sends to Fargate what is larger than the threshold, and takes what the task has recorded', async () => {
      const { functions, ...deployed } = await deploy({ limits: { lambdaBytes: 0 } })
      await deployed.land()
      const { run_id } = await deployed.want('build', [...build])
      const end = await deployed.ended(run_id)
      expect(end.cause).toBeUndefined()
      expect(await deployed.entered(run_id)).toContain('Transform on Fargate')
      const transform = functions.calls.find(
        ({ event }) => event['step'] === 'transform' && event['part'] === 'whole',
      )
      expect(transform?.answer).toMatchObject({ step: 'transform', resumed: true })
      const [run] = await listRuns(machine.platform, { project: 'reviews' })
      expect(run).toMatchObject({ status: 'done', steps: [...build] })
    })

    it('tells in its own words why a task on Fargate failed', async () => {
      const { functions, ...deployed } = await deploy({ limits: { lambdaBytes: -1 } })
      const { run_id } = await deployed.want('build', [...build])
      const end = await deployed.ended(run_id)
      expect(end).toMatchObject({ status: 'FAILED', error: 'Step.TaskFailed' })
      expect(end.cause).toContain('SOURCE_NOTHING_LANDED')
      expect(functions.notices[0]?.text).toContain('No file of project "reviews" has landed')
      expect(await queueOf(machine)).toMatchObject({ state: 'idle', outcome: 'failed' })
    })
  },
)

describe.skipIf(noLake !== undefined || moto.kind === 'missing')(
  'a model that a person must approve',
  () => {
    const byHand = (text: string) =>
      smallShards(text).replace('approval: automatic', 'approval: manual')
    const isWaiting = async ({ platform }: DeployedMachine, run: string) => {
      const object = await platform.store.get(`registry/approval_requests/reviews/${run}.json`)
      return object !== undefined && Buffer.from(object.body).toString().includes('"waiting"')
    }
    const versionOf = async ({ platform }: DeployedMachine) =>
      (await listModelVersions(platform, { project: 'reviews' }))[0]?.version ?? ''

    it('is asked for; refused, the run ends without it; approved, the run goes on with it', async () => {
      const { functions, platform, ...deployed } = await deploy({ pipelineFile: byHand })
      await deployed.land()
      const first = await deployed.want('run', [...all])
      await until(() => isWaiting(machine, first.run_id))
      const version = await versionOf(machine)
      expect(functions.notices.at(-1)?.subject).toContain('waits for approval')
      expect(functions.notices.at(-1)?.text).toContain(`millrace models approve reviews ${version}`)
      const refused = await refuseModel(platform, { project: 'reviews', version, why: 'too few' })
      expect(refused.runs).toEqual([{ run_id: first.run_id, answer: 'taken' }])
      expect((await deployed.ended(first.run_id)).status).toBe('SUCCEEDED')
      expect(await championOf(platform)).toBeUndefined()

      const second = await deployed.want('run', [...all])
      await until(() => isWaiting(machine, second.run_id))
      const approved = await approveAndTell(platform, { project: 'reviews', version })
      expect(approved.runs).toEqual([{ run_id: second.run_id, answer: 'taken' }])
      expect((await deployed.ended(second.run_id)).status).toBe('SUCCEEDED')
      expect(await championOf(platform)).toBe(version)
      const { rows } = await runSql(platform, { sql: 'select count(*) as n from predictions' })
      expect(Number(rows[0]?.['n'])).toBeGreaterThan(1000)
    })

    it('lapses when nobody answers: people are told, the champion stays, and an answer that is late is said to be', async () => {
      const { functions, platform, ...deployed } = await deploy({
        pipelineFile: byHand,
        limits: { approvalSeconds: 3 },
      })
      await deployed.land()
      const { run_id } = await deployed.want('train', [...train])
      expect((await deployed.ended(run_id)).status).toBe('SUCCEEDED')
      expect(functions.notices.map(({ facts }) => facts['kind'])).toEqual([
        'approval_asked',
        'approval_expired',
      ])
      expect(await championOf(platform)).toBeUndefined()
      const request = await platform.store.get(`registry/approval_requests/reviews/${run_id}.json`)
      const { state, task_token } = JSON.parse(Buffer.from(request?.body ?? []).toString())
      expect(state).toBe('expired')
      const late = { approved: true, who: 'ana', why: 'late' }
      expect(await platform.orchestrator.answer(task_token, late)).toBe('lapsed')
      await approveAndTell(platform, { project: 'reviews', version: await versionOf(machine) })
      expect(await championOf(platform)).toBe(await versionOf(machine))
    })

    const championOf = async ({ store }: DeployedMachine['platform']) => {
      const object = await store.get('registry/aliases/prod/reviews/champion.json')
      return (
        object && (JSON.parse(Buffer.from(object.body).toString()) as { version: string }).version
      )
    }
  },
)

describe.skipIf(noLake !== undefined || moto.kind === 'missing')(
  'monitoring that asks for a retraining',
  () => {
    it('gets one a cooldown, which the queue performs after the run', async () => {
      const { functions, ...deployed } = await deploy({
        async interfere(name, event, perform) {
          if (name === 'run') return perform()
          if (event['part'] === 'size') return { part: 'size', bytes: 0 }
          if (event['part'] === 'plan') return { part: 'plan', shards: 0, list: '' }
          if (name === 'publish') return {}
          if (name === 'notify') return perform()
          const verdict = event['step'] === 'monitor' ? 'retrain' : 'none'
          return { part: 'whole', verdict, output: { reasons: ['stars drifted'] } }
        },
      })
      const first = await deployed.want('score', [...score])
      await deployed.ended(first.run_id)
      const retraining = await queueOf(machine)
      expect(retraining).toMatchObject({ generation: 2, wish: { command: 'retrain' } })
      await deployed.ended(String(retraining['run_id']))
      const next = await deployed.want('score', [...score])
      await deployed.ended(next.run_id)
      expect(await queueOf(machine)).toMatchObject({ generation: 3, state: 'idle', again: null })
      const answers = functions.calls.filter(({ event }) => event['action'] === 'retrain')
      expect(answers.map(({ answer }) => answer)).toMatchObject([
        { retraining: 'asked' },
        { retraining: 'rests' },
      ])
      expect(functions.notices.map(({ facts }) => facts['kind'])).toEqual(['drift', 'drift'])
    })
  },
)

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
}
