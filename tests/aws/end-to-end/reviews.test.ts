import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Row } from '../../../contracts/ports/sql-engine.ts'
import { savedQueries } from '../../../contracts/saved-queries.ts'
import { removeBundles } from '../functions/world.ts'
import { comparable } from '../glue/comparable.ts'
import { contentOf } from '../lake/sample.ts'
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts'
import { query } from '../servers/trino-client.ts'
import { httpfs, moto, required, s3, trino } from '../world.ts'
import {
  copyProjects,
  type Delivery,
  generatedDeliveries,
  hasYelp,
  yelpDeliveries,
} from './deliveries.ts'
import { type Deployment, deploy } from './deployment.ts'
import type { Execution } from './executions.ts'
import { figuresOf } from './figures.ts'
import { Laptop } from './laptop.ts'
import { inspectLake } from './whole-lake.ts'

const missing = [s3, moto, httpfs].find((tool) => tool.kind === 'missing')
const deliveries = hasYelp ? yelpDeliveries : generatedDeliveries
const without = hasYelp ? '' : ' (the Yelp files are skipped without MILLRACE_SHARED)'
const env = `e${Math.random().toString(36).slice(2, 8)}`
const database = `reviews_${env}`
const days = ['2026-03-01T06:00:00.000Z', '2026-03-02T06:00:00.000Z'] as const

/** A run with real data takes minutes on a busy machine. */
const patience = 1_200_000

describe.skipIf(missing)(`${deliveries.name} put into a bucket${without}`, () => {
  let folder: string
  let cloud: Deployment
  let laptop: Laptop
  /** Counts requests, and does nothing else. */
  let counter: FaultProxy
  let first: Delivery
  let second: Delivery
  let executions: readonly Execution[] = []

  const ask = async (sql: string): Promise<readonly Row[]> => {
    const { endpoint } = required(await trino())
    return comparable((await query(endpoint, sql, { schema: database })).rows)
  }
  const arrive = async (files: Delivery) => {
    for (const [key, body] of files) await cloud.put(key, body)
    await cloud.deliver()
  }
  const statesOf = (execution: Execution | undefined) =>
    (execution?.states ?? []).map(({ name }) => name)
  const repeat = async (
    command: 'run' | 'score' | 'retrain',
    execution: Execution | undefined,
    now: string,
  ) =>
    laptop.perform({
      ...{ command, now },
      runId: execution?.name ?? '',
      runDate: String(execution?.date),
    })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-end-to-end-'))
    ;[first, second] = await deliveries.make(join(folder, 'files'))
    const projects = await copyProjects(folder)
    counter = await startFaultProxy(required(s3).endpoint)
    cloud = await deploy({
      env,
      projects,
      now: days[0],
      limits: { lambdaBytes: deliveries.lambdaBytes },
      s3Endpoint: () => counter.endpoint,
    })
    laptop = new Laptop(join(folder, 'lake'), env, projects)
    await arrive(first)
    executions = await cloud.settled()
    for (const run of executions) console.log(figuresOf(run, cloud, counter.seen()))
    await laptop.land(first)
    await repeat('run', executions[0], days[0])
  }, patience)
  afterAll(async () => {
    await cloud?.stop()
    await counter?.stop()
    await removeBundles()
    await rm(folder, { recursive: true, force: true })
  })

  test('reach the arrival function as events and become one run that succeeds', () => {
    expect(executions).toMatchObject([{ status: 'SUCCEEDED', failures: [] }])
  })

  test('are worked on by functions and, where they are too large, by the task', () => {
    const states = statesOf(executions[0])
    expect(states).toEqual(
      expect.arrayContaining(['Transform', 'Train on Fargate', 'Score shards']),
    )
    expect(states).not.toContain('Transform on Fargate')
  })

  test('leave the tables, vectors, models and predictions that a laptop leaves, byte for byte', async () => {
    const there = dataOf(await contentOf(cloud.store))
    expect(Object.keys(there).length).toBeGreaterThan(15)
    expect(there).toEqual(dataOf(await contentOf(laptop.store)))
  })

  test('leave a lake in which every reference holds', async () => {
    const whole = await inspectLake(cloud.store, { project: 'reviews', env })
    expect(whole.faults).toEqual([])
    expect(whole.predictions).toBeGreaterThan(1000)
  })

  test('are told of again, which does nothing', async () => {
    for (const key of first.keys()) await cloud.tell(key)
    await cloud.deliver()
    expect(await cloud.settled()).toHaveLength(1)
  })

  describe('and then more of them', () => {
    const perClass =
      'select run_id, label_name, count(*) as n from predictions group by 1, 2 order by 1, 2'
    const features = 'select count(*) as n, count(distinct review_id) as ids from feat_reviews'
    const lineage = `select count(*) as n from predictions p
      join model_versions m on m.version = p.model_version
      join lineage l on l.version = p.feature_version and l.name = m.feature_model and l.from_kind = 'source'`
    const seen = new Map<string, Set<string>>()

    beforeAll(async () => {
      const watch = async () => {
        for (const sql of [perClass, features])
          seen.set(sql, (seen.get(sql) ?? new Set()).add(JSON.stringify(await ask(sql))))
      }
      await watch()
      await cloud.change({ MILLRACE_NOW: days[1] })
      counter.inject()
      await arrive(second)
      let settled = false
      const run = cloud.settled().finally(() => {
        settled = true
      })
      while (!settled) await watch()
      executions = await run
      for (const each of executions.slice(1)) console.log(figuresOf(each, cloud, counter.seen()))
      await watch()
      await laptop.land(second)
      await repeat('score', executions[1], days[1])
      for (const retraining of executions.slice(2)) await repeat('retrain', retraining, days[1])
    }, patience)

    test('begin one more run, which scores only what is new', async () => {
      expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'SUCCEEDED'))
      expect(statesOf(executions[1])).not.toContain('Train')
      const [counts] = await ask(
        'select count(*) as n, count(distinct review_id) as ids from predictions',
      )
      expect(counts?.['n']).toBe(counts?.['ids'])
      const runs = await ask('select run_id, count(*) as n from predictions group by 1 order by 1')
      expect(runs.map((row) => row['run_id'])).toEqual(
        executions.slice(0, 2).map(({ name }) => name),
      )
      expect(Number(runs[1]?.['n'])).toBeLessThan(Number(runs[0]?.['n']))
    })

    test('begin a retraining too where they are unlike the ones before', async () => {
      const [verdict] = await ask('select verdict from monitors order by monitored_at desc')
      expect(executions).toHaveLength(verdict?.['verdict'] === 'retrain' ? 3 : 2)
      expect(verdict?.['verdict'] === 'retrain').toBe(deliveries.drift)
      const told = await cloud.topic.heard()
      expect(told.map(({ facts }) => facts['kind'])).toEqual(deliveries.drift ? ['drift'] : [])
      const retrained = deliveries.drift ? ['Retrain'] : []
      expect(statesOf(executions[2])).toEqual(expect.arrayContaining(retrained))
    })

    test('were seen before or after in Trino while they were published, never half', async () => {
      for (const sql of [perClass, features]) {
        const answers = [...(seen.get(sql) ?? [])]
        expect(answers, sql).toHaveLength(2)
        expect(answers.at(-1)).toBe(JSON.stringify(comparable(await laptop.sql(sql))))
      }
    })

    test.each(savedQueries(database).map(({ name, sql }) => [name, sql]))(
      'let Trino answer %s as the laptop does',
      async (name, sql) => {
        const there = (await ask(sql)).map(withoutMachine)
        const here = comparable(await laptop.sql(sql)).map(withoutMachine)
        expect(there).toEqual(here)
        if (!['failed-tests', 'rejected-rows'].includes(name)) expect(here).not.toEqual([])
      },
    )

    test('are each joined to model, feature table and sources', async () => {
      expect(await ask(lineage)).toEqual(comparable(await laptop.sql(lineage)))
    })

    test('leave a lake in which every reference holds', async () => {
      expect((await inspectLake(cloud.store, { project: 'reviews', env })).faults).toEqual([])
    })
  })
})

/** What was made, without the registry's documents: they hold who made it and how long that took. */
const dataOf = (content: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(content).filter(([key]) => !key.startsWith('registry/')))

/** Without what depends on the machine: who worked there, and how long. */
const withoutMachine = ({ who: _, seconds: __, ...row }: Row): Row => row
