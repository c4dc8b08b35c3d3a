import { afterAll, beforeAll, expect, it } from 'vitest'
import { stepEvent } from '../../contracts/events.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import type { Platform } from '../../contracts/ports/platform.ts'
import type { StepName } from '../../contracts/records/run.ts'
import { closeNamedRun, openNamedRun, performEvent } from '../../pipeline/index.ts'
import type { Role } from '../../stacks/access.ts'
import { policyDocument } from '../../stacks/statement.ts'
import { names, statements } from '../unit/stacks/place.ts'
import { decide } from '../unit/stacks/policy-evaluator.ts'
import { type SampleLake, sampleLake } from './sample-lake.ts'

/** Role of the function that performs each step. */
const performs: Readonly<Record<StepName, Role>> = {
  arrive: 'transform',
  transform: 'transform',
  embed: 'embed',
  train: 'train',
  retrain: 'train',
  register: 'register',
  score: 'score',
  monitor: 'monitor',
}
const commands = {
  run: ['arrive', 'transform', 'embed', 'train', 'register', 'score', 'monitor'],
  retrain: ['arrive', 'transform', 'embed', 'retrain', 'register'],
} as const

let sample: SampleLake
beforeAll(async () => {
  sample = await sampleLake()
  await sample.land(0)
}, 60_000)
afterAll(() => sample.remove())

/** Every object with what tells one state of it from the next. */
async function objects(store: ObjectStore): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for await (const { key, etag } of store.list('')) found.set(key, etag)
  return found
}

/** The platform, noting which objects are read by key and which prefixes are listed; what DuckDB reads by itself is not seen. */
function noting(platform: Platform, read: Set<string>, listed: Set<string>): Platform {
  const store = new Proxy(platform.store, {
    get(target, name: keyof ObjectStore) {
      const method = target[name] as (...args: unknown[]) => unknown
      return (...args: unknown[]) => {
        if (name === 'get' || name === 'head' || name === 'stream') read.add(String(args[0]))
        if (name === 'list') listed.add(String(args[0]))
        return method.apply(target, args)
      }
    },
  })
  return { ...platform, store }
}

/** In the cloud Glue stands for the folder `catalog/`. */
const asked = (action: string, key: string): readonly [string, string] =>
  key.startsWith('catalog/')
    ? [
        action === 's3:PutObject' ? 'glue:UpdateTable' : 'glue:GetTable',
        names.tableArns('reviews_prod').replace('*', 'any'),
      ]
    : [action, listing(action) ? names.lakeArn : `${names.lakeArn}/${key}`]

const listing = (action: string): boolean => action === 's3:ListBucketVersions'

function may(role: Role, call: string, key: string): boolean {
  const [action, resource] = asked(call, key)
  return decide(
    {
      ...{ principal: names.roleArn(role), action, resource },
      ...(listing(action) && { context: { 's3:prefix': key } }),
    },
    { identity: [policyDocument(statements(role))] },
  ).allowed
}

it.each(Object.entries(commands))(
  'every step of %s reads, lists and writes only what the role of its function may, and the task may all of it',
  async (command, steps) => {
    const run = { project: 'reviews', run_id: command, run_date: '2026-03-01', command }
    const first = await sample.platform()
    await openNamedRun(first, { ...run, steps: [...steps] })
    const refused: string[] = []
    let counted = 0
    for (const step of steps) {
      const read = new Set<string>()
      const listed = new Set<string>()
      const before = await objects(first.store)
      await performEvent(
        noting(await sample.platform(), read, listed),
        stepEvent.parse({ ...run, steps, step, scope: 'all' }),
      )
      const after = await objects(first.store)
      const written = [...after].filter(([key, etag]) => before.get(key) !== etag)
      const touched = [
        ...[...read].map((key) => ['s3:GetObject', key] as const),
        ...[...listed].map((prefix) => ['s3:ListBucketVersions', prefix] as const),
        ...written.map(([key]) => ['s3:PutObject', key] as const),
      ]
      counted += touched.length
      for (const [action, key] of touched)
        for (const role of [performs[step], 'task'] as const)
          if (!may(role, action, key)) refused.push(`${role}, ${step}: ${action} ${key}`)
    }
    await closeNamedRun(first, run)
    expect(refused).toEqual([])
    expect(counted).toBeGreaterThan(steps.length)
  },
)
