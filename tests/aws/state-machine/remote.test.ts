import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Orchestrator } from '../../../contracts/ports/orchestrator.ts'
import { noLake } from '../lake/bucket.ts'
import { millrace } from '../lake/cli.ts'
import { moto } from '../world.ts'
import { type DeployedMachine, deployMachine } from './deployed-machine.ts'

let machine: DeployedMachine
let release: (() => void)[]

describe.skipIf(noLake !== undefined || moto.kind === 'missing')(
  'a state machine asked from afar',
  () => {
    const cli = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      millrace([...args, '--json', '--quiet'], {
        lake: machine.platform.store.root,
        env: { ...machine.environment, MILLRACE_STATE_MACHINE: machine.arn, ...env },
      })
    const orchestrator = (): Orchestrator => machine.platform.orchestrator

    beforeAll(async () => {
      release = []
      machine = await deployMachine({
        async interfere(_name, event, perform) {
          if (event['step'] === 'arrive' && event['part'] === 'whole')
            await new Promise<void>((resolve) => release.push(resolve))
          return perform()
        },
      })
      await machine.land()
    })
    afterAll(() => machine?.stop())

    it('starts a run that the command line asks for, tells of it, and merges the next wish', async () => {
      const asked = await cli(['run', 'reviews', '--remote', '--to', 'transform'])
      expect(asked.stderr).toBe('')
      const begun = JSON.parse(asked.stdout)
      expect(begun).toMatchObject({ wish: 'begins', steps: ['arrive', 'transform'] })
      while (release.length === 0) await new Promise((resolve) => setTimeout(resolve, 50))
      const listed = JSON.parse((await cli(['runs', '--remote'])).stdout)
      expect(listed).toMatchObject([{ name: begun.run_id, status: 'running' }])
      const again = JSON.parse((await cli(['run', 'reviews', '--remote', '--to', 'arrive'])).stdout)
      expect(again).toMatchObject({ wish: 'waits', run_id: begun.run_id })
      expect(await orchestrator().standing(begun.run_id)).toBe('running')
      release.shift()?.()
      expect((await machine.ended(begun.run_id)).status).toBe('SUCCEEDED')
      expect(await orchestrator().standing(begun.run_id)).toBe('ended')
      const done = await orchestrator().describe(begun.run_id)
      expect(done).toMatchObject({ status: 'succeeded', error: null })
      while (release.length === 0) await new Promise((resolve) => setTimeout(resolve, 50))
      release.shift()?.()
    })

    it('leaves an execution that was started before as it is', async () => {
      const input = { project: 'reviews', env: 'prod', generation: 99, window_seconds: 0 }
      await orchestrator().start('stray', input)
      await machine.ended('stray')
      await orchestrator().start('stray', input)
      expect(await orchestrator().describe('stray')).toMatchObject({ status: 'succeeded' })
    })

    it('knows nothing of an execution that never was, and of a token that nobody waits with', async () => {
      expect(await orchestrator().standing('never')).toBe('absent')
      expect(await orchestrator().describe('never')).toBeUndefined()
      const answer = { approved: true, who: 'ana', why: '' }
      expect(await orchestrator().answer('no-such-token', answer)).toBe('lapsed')
      expect(await orchestrator().beat('no-such-token')).toBe('lapsed')
    })

    it('takes its id and date from the execution, and says so', async () => {
      const refused = await cli(['score', 'reviews', '--remote', '--run-id', 'mine'])
      expect(refused.code).toBe(2)
      expect(refused.stdout).toContain('takes its id from its execution')
    })

    it('is missed clearly where none is named, and nothing is wanted then', async () => {
      const before = await queue()
      const refused = await cli(['run', 'reviews', '--remote'], { MILLRACE_STATE_MACHINE: '' })
      expect(refused.code).toBe(2)
      expect(refused.stdout).toContain('ORCHESTRATOR_NONE')
      expect(await queue()).toBe(before)
    })

    const queue = async () =>
      Buffer.from(
        (await machine.platform.store.get('registry/queues/prod/reviews.json'))?.body ?? [],
      ).toString()
  },
)
