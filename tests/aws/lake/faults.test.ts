import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts'
import { moto, required, s3 } from '../world.ts'
import { engineOn, makeBucket, noLake, processVariables } from './bucket.ts'
import { type Command, millrace, told } from './cli.ts'
import { contentOf, land } from './sample.ts'
import { makeUser, removeUser } from './users.ts'

const moment = '2026-03-01T06:00:00.000Z'
const skipped = noLake ?? (moto.kind === 'missing' ? moto.reason : undefined)
const order = ['run', 'reviews', '--run-id', 'day-1']

describe.skipIf(skipped)(
  `a lake in a bucket under faults${skipped ? ` (skipped: ${skipped})` : ''}`,
  () => {
    let folder: string
    let bucket: string
    let proxy: FaultProxy
    /** What an undisturbed run leaves. */
    let expected: Record<string, string>
    const lake = (name: string): Command => ({
      lake: `s3://${bucket}/${name}`,
      env: { ...processVariables(), MILLRACE_NOW: moment },
    })
    const content = (name: string) => contentOf(engineOn({ bucket, prefix: name }).store)

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-faults-'))
      bucket = await makeBucket()
      proxy = await startFaultProxy(required(s3).endpoint, 7)
      await land(folder, lake('sound'))
      await told(order, lake('sound'))
      expected = await content('sound')
    })
    afterAll(async () => {
      await proxy.stop()
      await rm(folder, { recursive: true, force: true })
    })

    test('killed at any moment and run again, it holds the same, and nothing else is referred to', async () => {
      await land(folder, lake('killed'))
      const command = lake('killed')
      let kills = 0
      for (const wait of [900, 1900, 3200]) {
        const { code } = await millrace([...order, '--quiet'], {
          ...command,
          started: (child) => void setTimeout(() => child.kill('SIGKILL'), wait),
        })
        if (code === null) kills += 1
      }
      expect(kills).toBeGreaterThan(1)
      await told(order, command)
      expect(await content('killed')).toEqual(expected)
    })

    test('with S3 that is busy, fails, cuts and drops at random, a whole run gives the same', async () => {
      const through = lake('shaken')
      const command = { ...through, env: { ...through.env, AWS_ENDPOINT_URL_S3: proxy.endpoint } }
      await land(folder, through)
      proxy.inject(
        { fault: { kind: 'answer', status: 503, code: 'SlowDown' }, share: 0.02 },
        { fault: { kind: 'answer', status: 500, code: 'InternalError' }, share: 0.01 },
        { fault: { kind: 'drop' }, share: 0.01 },
        { fault: { kind: 'drop-after' }, share: 0.01 },
        { fault: { kind: 'cut-answer' }, method: 'GET', share: 0.02 },
        { fault: { kind: 'answer-after', status: 503, code: 'SlowDown' }, share: 0.01 },
      )
      const answer = await millrace([...order, '--json', '--quiet'], command)
      const faults = proxy.seen().filter(({ fault }) => fault !== undefined)
      expect([answer.code, answer.stdout.slice(0, 2000)]).toEqual([0, expect.anything()])
      expect(faults.length).toBeGreaterThan(20)
      expect(await content('shaken')).toEqual(expected)
    })

    test('keys that are taken away in the middle stop it clearly; with good ones it goes on', async () => {
      const command = lake('rotated')
      await land(folder, command)
      const keys = await makeUser(bucket, `user-${randomUUID().slice(0, 8)}`)
      const stopped = await millrace([...order, '--json', '--quiet'], {
        ...command,
        env: {
          ...command.env,
          AWS_ACCESS_KEY_ID: keys.accessKeyId,
          AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        },
        started: () => void setTimeout(() => void removeUser(keys.accessKeyId), 2500),
      })
      expect(stopped.code).toBe(2)
      expect(JSON.parse(stopped.stdout)).toMatchObject({
        error: { code: expect.stringMatching(/^LAKE_CREDENTIALS_|^LAKE_ACCESS_DENIED$/) },
      })
      await told(order, command)
      expect(await content('rotated')).toEqual(expected)
    })

    test('of two runs at once on one lake neither is lost', async () => {
      await land(folder, lake('twice'))
      const [first, second] = await Promise.all(
        ['day-a', 'day-b'].map((id) => told(['build', 'reviews', '--run-id', id], lake('twice'))),
      )
      expect([first, second]).toMatchObject([{ status: 'done' }, { status: 'done' }])
      const tables = (all: Record<string, string>) =>
        Object.entries(all).filter(([key]) => key.startsWith('tables/'))
      expect(tables(await content('twice'))).toEqual(tables(expected))
    })
  },
)
