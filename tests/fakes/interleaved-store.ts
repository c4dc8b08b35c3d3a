import { setImmediate } from 'node:timers/promises'
import type { Body, Key, ObjectHead, ObjectStore } from '../../contracts/ports/object-store.ts'

/** Waits for its turn; throws when the process that asks is dead. */
export type Turn = () => Promise<void>

/**
 * One process's view of a store that others use at the same time: every request waits for its turn, before it takes effect
 * and before its answer comes, and a listing asks once a page.
 */
export class InterleavedStore implements ObjectStore {
  readonly root: string
  readonly #store: ObjectStore
  readonly #turn: Turn
  readonly #page: number

  constructor(store: ObjectStore, turn: Turn, page = 3) {
    this.root = store.root
    this.#store = store
    this.#turn = turn
    this.#page = page
  }

  get = (key: Key) => this.#ask(() => this.#store.get(key))
  head = (key: Key) => this.#ask(() => this.#store.head(key))
  putIfAbsent = (key: Key, body: Body) => this.#ask(() => this.#store.putIfAbsent(key, body))
  putIfMatch = (key: Key, body: Body, etag: string) =>
    this.#ask(() => this.#store.putIfMatch(key, body, etag))
  adopt = (from: Key, to: Key) => this.#ask(() => this.#store.adopt(from, to))
  delete = (key: Key) => this.#ask(() => this.#store.delete(key))
  location = (key: Key) => this.#store.location(key)

  async *stream(key: Key, range?: { readonly start: number; readonly end: number }) {
    await this.#turn()
    yield* this.#store.stream(key, range)
  }

  /** Like a bucket: each page shows the keys after the last one as they are when it is asked for. */
  async *list(prefix: string): AsyncIterable<ObjectHead> {
    let after = ''
    for (;;) {
      const page = await this.#ask(() => this.#pageAfter(prefix, after))
      yield* page
      if (page.length < this.#page) return
      after = page[page.length - 1].key
    }
  }

  async #pageAfter(prefix: string, after: string): Promise<ObjectHead[]> {
    const page: ObjectHead[] = []
    for await (const head of this.#store.list(prefix))
      if (head.key > after && page.length < this.#page) page.push(head)
    return page
  }

  async #ask<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    await this.#turn()
    const answer = await request()
    await this.#turn()
    return answer
  }
}

/**
 * Runs processes by a schedule: the named one goes on for so many turns while all others stand still. When the schedule is at
 * its end, they take turns.
 */
export async function takeTurns(
  schedule: readonly { readonly process: number; readonly turns: number }[],
  processes: readonly ((turn: Turn) => Promise<void>)[],
): Promise<void> {
  const actors = processes.map((work) => {
    const waiting: (() => void)[] = []
    const actor = { waiting, done: false, failure: undefined as unknown }
    work(() => new Promise((resolve) => waiting.push(resolve)))
      .catch((error) => {
        actor.failure = error
      })
      .finally(() => {
        actor.done = true
      })
    return actor
  })
  const goOn = async (actor: (typeof actors)[number]) => {
    while (actor.waiting.length === 0 && !actor.done) await setImmediate()
    actor.waiting.shift()?.()
    await setImmediate()
  }
  for (const { process, turns } of schedule) {
    const actor = actors[process % actors.length]
    for (let turn = 0; turn < turns && !actor.done; turn++) await goOn(actor)
  }
  while (actors.some(({ done }) => !done))
    for (const actor of actors) if (!actor.done) await goOn(actor)
  const failed = actors.find(({ failure }) => failure !== undefined)
  if (failed !== undefined) throw failed.failure
}
