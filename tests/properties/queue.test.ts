import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExecutionInput } from '../../contracts/events.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import type { Wish } from '../../contracts/records/queue.ts'
import {
  beginGeneration,
  endGeneration,
  type QueueDeps,
  reconcileQueue,
  wantRun,
} from '../../pipeline/queue.ts'
import { readQueue } from '../../registry/index.ts'
import { MemoryObjectStore } from '../fakes/memory-object-store.ts'

const project = 'reviews'
const env = 'prod'
const clock = { now: () => new Date('2026-03-02T06:00:00Z'), elapsed: () => 0 }
const wish: Wish = {
  ...{ command: 'score', steps: ['arrive', 'score'], scope: 'new' },
  ...{ window_seconds: 60, who: 'arrival', why: 'a file arrived' },
}

class Crash extends Error {}

/** Which writes, counted over all processes, kill the process that makes them: right before or right after. */
class Deaths {
  readonly #at: ReadonlyMap<number, 'before' | 'after'>
  #writes = 0
  constructor(at: ReadonlyMap<number, 'before' | 'after'>) {
    this.#at = at
  }
  next = () => this.#at.get(this.#writes++)
}

/** The lake as one process has it: every access may be overtaken by others, and a dead process does nothing more. */
function process(store: ObjectStore, scheduler: fc.Scheduler, deaths: Deaths): ObjectStore {
  let dead = false
  const turn = async () => {
    await scheduler.schedule(Promise.resolve())
    if (dead) throw new Crash()
  }
  const mortal = async <T>(write: () => Promise<T>): Promise<T> => {
    await turn()
    const death = deaths.next()
    dead = death !== undefined
    if (death === 'before') throw new Crash()
    const result = await write()
    if (death === 'after') throw new Crash()
    return result
  }
  return Object.assign(Object.create(store) as ObjectStore, {
    get: async (key: string) => {
      await turn()
      return store.get(key)
    },
    putIfAbsent: (key: string, body: Uint8Array) => mortal(() => store.putIfAbsent(key, body)),
    putIfMatch: (key: string, body: Uint8Array, etag: string) =>
      mortal(() => store.putIfMatch(key, body, etag)),
  })
}

/** What Step Functions does, and what a run sees: everything that lay in landing after it began. */
class Machine {
  readonly landed = new Set<number>()
  readonly seen = new Set<number>()
  readonly #alive = new Map<string, boolean>()
  readonly #working = new Set<string>()
  readonly #underWay: Promise<void>[] = []
  readonly #process: () => QueueDeps
  readonly #scheduler: fc.Scheduler
  runs = 0
  mostAtOnce = 0

  constructor(store: ObjectStore, scheduler: fc.Scheduler, deaths: Deaths) {
    this.#process = () => ({
      ...{ clock, env, executions: this },
      store: process(store, scheduler, deaths),
    })
    this.#scheduler = scheduler
  }

  async start(name: string, input: ExecutionInput): Promise<void> {
    await this.#scheduler.schedule(Promise.resolve())
    if (this.#alive.has(name)) return
    this.#alive.set(name, true)
    this.#underWay.push(this.#execute(name, input))
  }

  async standing(name: string): Promise<'running' | 'ended' | 'absent'> {
    await this.#scheduler.schedule(Promise.resolve())
    return { true: 'running', false: 'ended', undefined: 'absent' }[
      String(this.#alive.get(name)) as 'true' | 'false' | 'undefined'
    ] as 'running' | 'ended' | 'absent'
  }

  async settle(): Promise<void> {
    for (let i = 0; i < this.#underWay.length; i++) await this.#underWay[i]
  }

  async #execute(name: string, input: ExecutionInput): Promise<void> {
    const deps = this.#process()
    try {
      const { kind } = await beginGeneration(deps, input)
      if (kind === 'superseded') return
      this.#working.add(name)
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#working.size)
      this.runs++
      const found = [...this.landed]
      await this.#scheduler.schedule(Promise.resolve())
      await this.#scheduler.schedule(Promise.resolve())
      this.#working.delete(name)
      for (const file of found) this.seen.add(file)
      await endGeneration(deps, { ...input, outcome: 'done' })
      this.#underWay.push(this.#echo(input))
    } catch (error) {
      if (!(error instanceof Crash)) throw error
    } finally {
      this.#working.delete(name)
      this.#alive.set(name, false)
    }
  }

  /** Messages of an execution that is over already come a second time. */
  async #echo(input: ExecutionInput): Promise<void> {
    try {
      expect(await beginGeneration(this.#process(), input)).toEqual({ kind: 'superseded' })
      await endGeneration(this.#process(), { ...input, outcome: 'done' })
    } catch (error) {
      if (!(error instanceof Crash)) throw error
    }
  }

  /** A message is delivered until its handler survives. */
  async arrive(file: number): Promise<void> {
    for (let turn = 0; turn < 4 * file; turn++) await this.#scheduler.schedule(Promise.resolve())
    this.landed.add(file)
    await this.deliver()
  }

  async deliver(): Promise<void> {
    for (;;) {
      try {
        await this.#scheduler.schedule(Promise.resolve())
        await wantRun(this.#process(), project, wish)
        return
      } catch (error) {
        if (!(error instanceof Crash)) throw error
      }
    }
  }

  async reconcile(): Promise<void> {
    await reconcileQueue(this.#process(), project).catch((error) => {
      if (!(error instanceof Crash)) throw error
    })
  }
}

const crashes = fc
  .array(fc.tuple(fc.nat(60), fc.constantFrom('before' as const, 'after' as const)), {
    maxLength: 6,
  })
  .map((entries) => new Map(entries))

test('whatever arrives, ends, dies or is repeated at whatever moment, every file is seen by a later run, and no two run at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.nat(4),
      fc.nat(3),
      crashes,
      fc.scheduler(),
      async (files, repeated, looks, dying, scheduler) => {
        const store = new MemoryObjectStore()
        const machine = new Machine(store, scheduler, new Deaths(dying))
        const actors = [
          ...Array.from({ length: files }, (_, file) => machine.arrive(file)),
          ...Array.from({ length: repeated }, () => machine.deliver()),
          ...Array.from({ length: looks }, () => machine.reconcile()),
        ]
        const schedule = async () => {
          await Promise.all(actors)
          await machine.settle()
          for (;;) {
            await machine.reconcile()
            await machine.settle()
            if ((await readQueue(store, { project, env }))?.state === 'idle') return
          }
        }
        await scheduler.waitFor(schedule())
        expect(machine.seen).toEqual(machine.landed)
        expect(machine.mostAtOnce).toBe(1)
      },
    ),
    { numRuns: 150 },
  )
})

const action = fc.oneof(
  fc.record({ kind: fc.constant('want' as const), all: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom('begin' as const, 'end' as const, 'look' as const),
    generation: fc.integer({ min: 1, max: 5 }),
  }),
)

test('a message that is delivered twice leaves what it leaves once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
      const store = new MemoryObjectStore()
      const starts: string[] = []
      const executions = {
        start: async (name: string) => void starts.push(name),
        standing: async () => 'running' as const,
      }
      const deps: QueueDeps = { store, clock, env, executions }
      const perform = async (what: (typeof actions)[number]) => {
        if (what.kind === 'want')
          await wantRun(deps, project, { ...wish, scope: what.all ? 'all' : 'new' })
        else if (what.kind === 'begin') await beginGeneration(deps, { project, ...what })
        else if (what.kind === 'end')
          await endGeneration(deps, { project, ...what, outcome: 'done' })
        else await reconcileQueue(deps, project)
        return readQueue(store, { project, env })
      }
      for (const what of actions) {
        const once = await perform(what)
        const startsOnce = starts.length
        expect(await perform(what)).toEqual(once)
        expect(starts).toHaveLength(startsOnce)
      }
      expect(new Set(starts).size).toBe(starts.length)
    }),
    { numRuns: 100 },
  )
})
