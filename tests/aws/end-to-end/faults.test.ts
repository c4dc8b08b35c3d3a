import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteDatabaseCommand } from '@aws-sdk/client-glue'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FunctionName } from '../../../contracts/deployment.ts'
import { readAlias, readEnvironment, readQueue } from '../../../registry/index.ts'
import { type KillingProxy, startKillingProxy } from '../functions/killing-proxy.ts'
import { removeBundles } from '../functions/world.ts'
import { glueClient } from '../glue/glue-world.ts'
import { contentOf } from '../lake/sample.ts'
import { makeUser, removeUser } from '../lake/users.ts'
import { startFaultProxy } from '../servers/fault-proxy.ts'
import { httpfs, moto, required, s3 } from '../world.ts'
import { copyProjects, type Delivery, generatedDeliveries } from './deliveries.ts'
import { type Deployment, type DeploymentOptions, deploy } from './deployment.ts'
import { Laptop } from './laptop.ts'
import { inspectLake } from './whole-lake.ts'

const missing = [s3, moto, httpfs].some((tool) => tool.kind === 'missing')
const env = `f${Math.random().toString(36).slice(2, 8)}`
const project = 'reviews'
const now = '2026-03-01T06:00:00.000Z'
/** The functions of a run, in which the process is killed. */
const killed = ['run', 'transform', 'embed', 'train', 'register', 'score', 'monitor', 'publish']

describe.skipIf(missing)('a whole run under faults', { timeout: 900_000 }, () => {
  let folder: string
  let projects: string
  let first: Delivery
  let second: Delivery
  let current: Deployment | undefined
  /** What an undisturbed run leaves. */
  let expected: Readonly<Record<string, string>>
  let champion: string | undefined
  const writes: Record<string, number> = {}
  const proxies = new Map<string, KillingProxy>()

  const start = async (options: Partial<DeploymentOptions> = {}) => {
    // Runs are compared, so all lakes have the same environment; what the one before shows in Glue is not this one's.
    await glueClient()
      .send(new DeleteDatabaseCommand({ Name: `${project}_${env}` }))
      .catch(() => {})
    current = await deploy({ env, projects, now, ...options })
    return current
  }
  const arrive = async (deployment: Deployment, files: Delivery) => {
    for (const [key, body] of files) await deployment.put(key, body)
    await deployment.deliver()
  }
  const shown = async ({ store }: Deployment) =>
    (await readEnvironment(store, env))?.projects[project]?.tables
  const built = async (deployment: Deployment) => {
    while ((await shown(deployment)) === undefined) await new Promise((on) => setTimeout(on, 100))
  }
  const isWhole = async ({ store }: Deployment) =>
    expect((await inspectLake(store, { project, env })).faults).toEqual([])
  const championOf = async ({ store }: Deployment) =>
    (await readAlias(store, { project, env, alias: 'champion' }))?.version
  const isUndisturbed = async (deployment: Deployment) => {
    expect(lasting(await contentOf(deployment.store))).toEqual(expected)
    expect(await championOf(deployment)).toBe(champion)
    await isWhole(deployment)
  }
  const throughProxies = (name: FunctionName | 'task') =>
    proxies.get(name)?.endpoint ?? required(s3).endpoint

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-faults-'))
    projects = await copyProjects(folder)
    ;[first, second] = await generatedDeliveries.make(join(folder, 'files'))
    for (const name of killed) proxies.set(name, await startKillingProxy(required(s3).endpoint))
    const deployment = await start({ s3Endpoint: throughProxies })
    await arrive(deployment, first)
    expect(await deployment.settled()).toMatchObject([{ status: 'SUCCEEDED', failures: [] }])
    for (const [name, proxy] of proxies) writes[name] = proxy.writes()
    expected = lasting(await contentOf(deployment.store))
    champion = await championOf(deployment)
    expect(champion).toBeDefined()
    await isWhole(deployment)
    await deployment.stop()
  }, 900_000)
  afterEach(() => current?.stop())
  afterAll(async () => {
    for (const proxy of proxies.values()) proxy.stop()
    await removeBundles()
    await rm(folder, { recursive: true, force: true })
  })

  test('with S3 that is busy, fails, conflicts, cuts, drops and delays, it leaves the same', async () => {
    const proxy = await startFaultProxy(required(s3).endpoint, 5)
    const deployment = await start({ s3Endpoint: () => proxy.endpoint })
    proxy.inject(
      { fault: { kind: 'answer', status: 503, code: 'SlowDown' }, share: 0.02 },
      { fault: { kind: 'answer', status: 500, code: 'InternalError' }, share: 0.01 },
      { fault: { kind: 'answer-after', status: 500, code: 'InternalError' }, share: 0.01 },
      { fault: conflict(409, 'ConditionalRequestConflict'), method: 'PUT', share: 0.01 },
      { fault: conflict(412, 'PreconditionFailed'), method: 'PUT', share: 0.01 },
      { fault: { kind: 'drop' }, share: 0.01 },
      { fault: { kind: 'drop-after' }, share: 0.01 },
      { fault: { kind: 'cut-answer' }, method: 'GET', share: 0.02 },
      { fault: { kind: 'cut-request' }, method: 'PUT', share: 0.01 },
      { fault: { kind: 'delay', ms: 40 }, share: 0.05 },
    )
    await arrive(deployment, first)
    const executions = await deployment.settled()
    const faults = new Set(proxy.seen().map(({ fault }) => fault))
    proxy.inject()
    expect(executions).toMatchObject([{ status: 'SUCCEEDED' }])
    expect(faults.size).toBeGreaterThan(7)
    await isUndisturbed(deployment)
    await proxy.stop()
  })

  test.each([
    ['its first', 'before', 0],
    ['a middle', 'after', 0.5],
    ['its last', 'after', 1],
  ] as const)(
    'killed in every function, at %s write, it is tried again and leaves the same',
    async (_, moment, share) => {
      const deployment = await start({ s3Endpoint: throughProxies })
      const hit = new Set<string>()
      for (const [name, proxy] of proxies) {
        const nth = 1 + Math.round(share * ((writes[name] ?? 1) - 1))
        proxy.arm(nth, moment, () => {
          hit.add(name)
          deployment.functions[name as FunctionName].kill()
        })
      }
      await arrive(deployment, first)
      const [execution] = await deployment.settled()
      for (const proxy of proxies.values()) proxy.arm(0, moment, () => {})
      expect(execution).toMatchObject({ status: 'SUCCEEDED' })
      expect([...hit].sort()).toEqual([...killed].sort())
      expect(execution?.failures.length).toBeGreaterThanOrEqual(killed.length)
      await isUndisturbed(deployment)
    },
  )

  test('whose credentials are taken away stops clearly; with others the next look finishes it', async () => {
    const deployment = await start()
    const keys = await makeUser(deployment.bucket, `user-${env}`)
    const change = (accessKeyId: string, secretAccessKey: string) =>
      deployment.change({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey })
    await change(keys.accessKeyId, keys.secretAccessKey)
    await arrive(deployment, first)
    await built(deployment)
    await removeUser(keys.accessKeyId)
    const [stopped] = await deployment.settled()
    expect(stopped?.status).toBe('FAILED')
    expect(stopped?.failures[0]).toMatch(/LAKE_CREDENTIALS_|LAKE_ACCESS_DENIED/)
    await isWhole(deployment)

    const { accessKeyId, secretAccessKey } = required(s3)
    await change(accessKeyId, secretAccessKey)
    expect(await lookedAt(deployment)).toMatchObject({ projects: [{ state: 'collecting' }] })
    const executions = await deployment.settled()
    expect(executions.map(({ status }) => status)).toEqual(['FAILED', 'SUCCEEDED'])
    expect(made(await contentOf(deployment.store))).toEqual(made(expected))
    await isWhole(deployment)
  })

  test('of which two are begun at once, with more files meanwhile, one works at a time and no row is scored twice', async () => {
    const deployment = await start()
    await arrive(deployment, first)
    const { run_id, generation } = (await readQueue(deployment.store, { project, env })) ?? {}
    await deployment.execute('by-hand', { project, env, generation, window_seconds: 0 })
    await built(deployment)
    await arrive(deployment, second)
    const executions = await deployment.settled()
    expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'SUCCEEDED'))
    expect(executions.map(({ name }) => name)).toEqual(['by-hand', run_id, expect.anything()])
    expect(executions[0]?.states.map(({ name }) => name)).toContain('Superseded')

    const laptop = new Laptop(join(folder, 'lake'), env, projects)
    const runDate = String(executions[1]?.date)
    await laptop.land(first)
    await laptop.perform({ command: 'run', runId: String(run_id), runDate, now })
    await laptop.land(second)
    // There was no model in use yet when the second files came, so their run trains as well.
    await laptop.perform({ command: 'run', runId: String(executions[2]?.name), runDate, now })
    const there = lasting(await contentOf(deployment.store))
    expect(made(there)).toEqual(made(lasting(await contentOf(laptop.store))))
    await isWhole(deployment)
  })
})

/** The schedule that looks for what was missed; it calls again when the function was just being ended. */
async function lookedAt({ functions }: Deployment): Promise<unknown> {
  for (let call = 1; ; call++) {
    const { failed, payload } = await functions.arrival.invoke({ kind: 'reconcile', project })
    if (!failed || call === 5) return payload
  }
}

const conflict = (status: number, code: string) => ({ kind: 'answer-after', status, code }) as const

/** Without documents that tell how a run went; what is left tells what it made and what is shown. */
const lasting = (content: Readonly<Record<string, string>>) =>
  only(
    content,
    (key) => !/^registry\/(index|tail|queues|runs|events|published|aliases)\//.test(key),
  )

/** Tables, vectors and models: what is the same whichever run made it. What training left for registration names its run. */
const made = (content: Readonly<Record<string, string>>) =>
  only(content, (key) => /^(tables|vectors|encoders|ml)\/(?!.*trained\.json$)/.test(key))

const only = (content: Readonly<Record<string, string>>, keep: (key: string) => boolean) =>
  Object.fromEntries(Object.entries(content).filter(([key]) => keep(key)))
