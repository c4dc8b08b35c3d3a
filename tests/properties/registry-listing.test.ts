import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { beginRun, listRuns, recordMonitor, recordStep } from '../../registry/index.ts'
import { compactKind } from '../../registry/listing/compact.ts'
import { listKind } from '../../registry/listing/read-listing.ts'
import { finishRun, recordStop } from '../../registry/runs.ts'
import { InterleavedStore, type Turn, takeTurns } from '../fakes/interleaved-store.ts'
import { MemoryObjectStore } from '../fakes/memory-object-store.ts'
import {
  sampleMonitor,
  sampleOutcome,
  sampleRun,
  sampleStep,
} from '../unit/registry/sample-records.ts'

/** A process: it writes some documents, or takes the tail into the index, or lists; and may be killed at any request. */
const anyProcess = fc.record({
  task: fc.oneof(
    fc.record({
      kind: fc.constant('write' as const),
      ids: fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('compact' as const), anew: fc.boolean() }),
    fc.record({ kind: fc.constant('list' as const) }),
  ),
  /** Requests it lives for. */
  life: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(14)),
})
type Process = { readonly task: Task; readonly life: number }
type Task =
  | { readonly kind: 'write'; readonly ids: readonly number[] }
  | { readonly kind: 'compact'; readonly anew: boolean }
  | { readonly kind: 'list' }

class Killed extends Error {}

/** Who goes on, and for how many requests: long stretches as well, for a process may sleep while another does all its work. */
const anySchedule = fc.array(
  fc.record({ process: fc.nat(9), turns: fc.oneof(fc.nat(4), fc.nat(80)) }),
  { maxLength: 25 },
)

const named = (id: number) => sampleMonitor({ run_id: `r${id}`, rows: id })
const idsIn = async (store: ObjectStore) =>
  (await listKind(store, 'monitors')).map(({ rows }) => rows).sort((a, b) => a - b)

/** The ids whose documents are in the store, whatever an index says. */
async function truth(store: ObjectStore): Promise<number[]> {
  const ids: number[] = []
  for await (const { key } of store.list('registry/monitors/'))
    ids.push(Number(/r(\d+)\.json$/.exec(key)?.[1]))
  return ids.sort((a, b) => a - b)
}

test('a listing has every document that was written before it began, whatever writers and compactors do or die of meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(12), { maxLength: 2 }),
      fc.array(anyProcess, { minLength: 1, maxLength: 10 }),
      anySchedule,
      async (first, processes: readonly Process[], schedule) => {
        const lake = new MemoryObjectStore()
        for (const id of first) await recordMonitor(lake, named(id))
        await compactKind(lake, 'monitors')
        const written = new Set(first)
        const work = async ({ task, life }: Process, turn: Turn) => {
          let requests = 0
          const store = new InterleavedStore(lake, async () => {
            await turn()
            if (++requests > life) throw new Killed()
          })
          if (task.kind === 'compact') return await compactKind(store, 'monitors', task.anew)
          if (task.kind === 'list') {
            const before = [...written]
            const listed = await idsIn(store)
            expect(listed).toEqual(expect.arrayContaining(before))
            return expect(await truth(lake)).toEqual(expect.arrayContaining(listed))
          }
          for (const id of task.ids) {
            await recordMonitor(store, named(id))
            written.add(id)
          }
        }
        await takeTurns(
          schedule,
          processes.map((process) => async (turn) => {
            await work(process, turn).catch((error) => {
              if (!(error instanceof Killed)) throw error
            })
          }),
        )
        expect(await idsIn(lake)).toEqual(await truth(lake))
        await compactKind(lake, 'monitors')
        expect(await idsIn(lake)).toEqual(await truth(lake))
      },
    ),
    { numRuns: 500 },
  )
})

test('a reader that sleeps at any request while the tail is taken into the index twice still sees everything', async () => {
  for (let asleep = 0; asleep < 24; asleep++) {
    const lake = new MemoryObjectStore()
    for (const id of [0, 1]) {
      await recordMonitor(lake, named(id))
      if (id === 0) await compactKind(lake, 'monitors')
    }
    const read = async (turn: Turn) =>
      expect(await idsIn(new InterleavedStore(lake, turn))).toEqual(expect.arrayContaining([0, 1]))
    const compact = async (turn: Turn) => {
      const store = new InterleavedStore(lake, turn)
      await compactKind(store, 'monitors')
      await recordMonitor(store, named(2))
      await compactKind(store, 'monitors')
    }
    const schedule = [
      { process: 0, turns: asleep },
      { process: 1, turns: 1000 },
    ]
    await takeTurns(schedule, [read, compact])
  }
})

test('a writer that sleeps at any request while the tail is taken into the index twice loses nothing', async () => {
  for (let asleep = 0; asleep < 24; asleep++) {
    const lake = new MemoryObjectStore()
    await recordMonitor(lake, named(0))
    if (asleep % 2 === 0) await compactKind(lake, 'monitors')
    const write = (turn: Turn) =>
      recordMonitor(new InterleavedStore(lake, turn), named(1)).then(() => {})
    const compact = async (turn: Turn) => {
      const store = new InterleavedStore(lake, turn)
      await compactKind(store, 'monitors')
      await recordMonitor(store, named(2))
      await compactKind(store, 'monitors')
    }
    const schedule = [
      { process: 0, turns: Math.floor(asleep / 2) },
      { process: 1, turns: 1000 },
    ]
    await takeTurns(schedule, [write, compact])
    expect(await idsIn(lake)).toEqual([0, 1, 2])
  }
})

test('one that makes the index and sleeps at any request while others go on with it takes nothing back', async () => {
  for (const [anew, indexed] of [
    [false, false],
    [false, true],
    [true, true],
  ] as const) {
    for (let asleep = 0; asleep < 24; asleep++) {
      const lake = new MemoryObjectStore()
      await recordMonitor(lake, named(0))
      if (indexed) await compactKind(lake, 'monitors')
      await recordMonitor(lake, named(1))
      const slow = (turn: Turn) => compactKind(new InterleavedStore(lake, turn), 'monitors', anew)
      const others = async (turn: Turn) => {
        for (const id of [2, 3, 4]) {
          // A process of its own each, which remembers nothing.
          const store = new InterleavedStore(lake, turn)
          await recordMonitor(store, named(id))
          await compactKind(store, 'monitors')
        }
      }
      await takeTurns(
        [
          { process: 0, turns: asleep },
          { process: 1, turns: 1000 },
        ],
        [slow, others],
      )
      expect(await idsIn(lake)).toEqual([0, 1, 2, 3, 4])
    }
  }
})

test('runs read the same from an index, from a tail, from parts of both, and with no index at all', async () => {
  const anyDocument = fc.record({
    project: fc.constantFrom('reviews', 'support'),
    run_id: fc.constantFrom('a', 'b', 'c'),
    what: fc.constantFrom('run', 'arrive', 'transform', 'score', 'outcome', 'stop', 'stop again'),
  })
  const actions = fc.array(fc.oneof(anyDocument, fc.constant('compact' as const)), {
    maxLength: 30,
  })
  const now = new Date('2026-07-01T08:20:00Z')
  await fc.assert(
    fc.asyncProperty(actions, async (taken) => {
      const indexed = new MemoryObjectStore()
      const plain = new MemoryObjectStore()
      for (const action of taken) {
        if (action === 'compact') await compactKind(indexed, 'runs')
        else for (const store of [indexed, plain]) await recordPart(store, action)
      }
      for (const project of [undefined, 'reviews'])
        expect(await listRuns(indexed, project, now)).toEqual(await listRuns(plain, project, now))
      expect(await listKind(indexed, 'runs')).toEqual(await listKind(plain, 'runs'))
    }),
    { numRuns: 100 },
  )
})

async function recordPart(
  store: ObjectStore,
  { project, run_id, what }: { project: string; run_id: string; what: string },
): Promise<void> {
  const at = (minute: string) => ({ project, run_id, finished_at: `2026-07-01T08:${minute}:00Z` })
  if (what === 'run') await beginRun(store, sampleRun({ project, run_id }))
  else if (what === 'outcome') await finishRun(store, sampleOutcome(at('15')))
  else if (what.startsWith('stop'))
    await recordStop(store, sampleOutcome({ ...at('12'), status: 'stopped', message: what }))
  else {
    const step = what as 'arrive' | 'transform' | 'score'
    const minute = { arrive: '03', transform: '05', score: '10' }[step]
    await recordStep(store, sampleStep({ ...at(minute), step }))
  }
}
