/** Runs at most `limit` pieces of work at a time; the others wait in line. */
class Slots {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #taken = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken < this.#limit) this.#taken++
    else await new Promise<void>((free) => this.#waiting.push(free))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // The place goes to the next in line without being given up.
      if (next === undefined) this.#taken--
      else next()
    }
  }
}

/** Statements that the passes send to the engine at a time. */
const atATime = 4

/** `Promise.all` over a function, a few at a time. Waits for all, then throws the first failure in the order of the items. */
export const mapLimited = <T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  limit: number = atATime,
): Promise<readonly R[]> => mapInOrder(items, { needs: () => [], work, limit })

export interface InOrder<T, R> {
  /** Items that have to be done before this one. Those that are not in the list are ignored. */
  readonly needs: (item: T) => readonly T[]
  readonly work: (item: T) => Promise<R>
  /** @default 4 */
  readonly limit?: number
}

/** Does the work of every item after that of the items it needs, a few at a time. Items come after those they need. */
export async function mapInOrder<T, R>(
  items: readonly T[],
  { needs, work, limit = atATime }: InOrder<T, R>,
): Promise<readonly R[]> {
  const slots = new Slots(limit)
  const begun = new Map<T, Promise<R>>()
  for (const item of items) {
    const before = needs(item).map((needed) => begun.get(needed))
    const turn = async () => {
      await Promise.allSettled(before)
      return slots.use(() => work(item))
    }
    begun.set(item, turn())
  }
  const settled = await Promise.allSettled(begun.values())
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}
