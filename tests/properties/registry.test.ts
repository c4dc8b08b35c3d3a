import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  createDocument,
  moveAlias,
  publishTables,
  readAlias,
  readDocument,
  readEnvironment,
  recordModelVersion,
  rollbackAlias,
} from '../../registry/index.ts'
import { MemoryObjectStore } from '../fakes/memory-object-store.ts'
import { morning, sampleModel } from '../unit/registry/sample-records.ts'

const anyJson = z.record(z.string(), z.json())
const json = fc.dictionary(
  fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__'),
  fc.jsonValue({ noUnicodeString: false }),
)
const reversed = (value: Record<string, z.core.util.JSONType>) =>
  Object.fromEntries(Object.entries(value).toReversed())

test('a document comes back as it was stored, and its bytes do not depend on the order of its keys', async () => {
  await fc.assert(
    fc.asyncProperty(json, async (value) => {
      const store = new MemoryObjectStore()
      const document = anyJson.parse(value)
      await createDocument(store, 'a.json', anyJson, document)
      await createDocument(store, 'b.json', anyJson, reversed(document))
      expect(JSON.stringify(await readDocument(store, 'a.json', anyJson))).toBe(
        JSON.stringify(await readDocument(store, 'b.json', anyJson)),
      )
      expect((await store.get('a.json'))?.body).toEqual((await store.get('b.json'))?.body)
    }),
  )
})

const versions = ['m1', 'm2', 'm3']
const alias = { project: 'reviews', env: 'prod', alias: 'champion' } as const
const decision = { who: 'ana', why: 'because', at: morning }

test('an alias is a stack: approval puts a version on it, rollback takes one off', async () => {
  const actions = fc.array(fc.constantFrom('rollback', ...versions), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(actions, async (taken) => {
      const store = new MemoryObjectStore()
      for (const version of versions) await recordModelVersion(store, sampleModel({ version }))
      const stack: string[] = []
      for (const action of taken) {
        if (action !== 'rollback') {
          await moveAlias(store, { ...alias, ...decision, version: action })
          if (stack.at(-1) !== action) stack.push(action)
        } else if (stack.length > 1) {
          await rollbackAlias(store, { ...alias, ...decision })
          stack.pop()
        } else {
          await expect(rollbackAlias(store, { ...alias, ...decision })).rejects.toThrow()
        }
        const found = await readAlias(store, alias)
        expect(found?.version).toBe(stack.at(-1))
        expect(found?.history ?? []).toEqual(stack)
      }
    }),
    { numRuns: 30 },
  )
})

test('whatever builds do at the same time, the environment shows what was published last of each project', async () => {
  const builds = fc.array(
    fc.record({ project: fc.constantFrom('a', 'b', 'c'), version: fc.nat(5).map(String) }),
    { minLength: 1, maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(builds, fc.scheduler(), async (wanted, scheduler) => {
      const store = new MemoryObjectStore()
      const published = new Map<string, string>()
      const build = async ({ project, version }: (typeof wanted)[number], i: number) => {
        const base = (await readEnvironment(store, 'prod'))?.projects[project]?.tables
        await scheduler.schedule(Promise.resolve())
        const tables = { table: version }
        const result = await publishTables(store, 'prod', project, {
          ...{ tables, base, runId: `run${i}`, at: morning },
        })
        if (result === 'published') published.set(project, version)
      }
      await scheduler.waitFor(Promise.all(wanted.map(build)))
      const shown = await readEnvironment(store, 'prod')
      for (const project of new Set(wanted.map((one) => one.project)))
        expect(shown?.projects[project].tables).toEqual({ table: published.get(project) })
    }),
    { numRuns: 30 },
  )
})
