/** Runs at most `limit` pieces of work at a time; the others wait in line. */
export class Slots {
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

/** `Promise.all` over a function, a few at a time. Waits for all, then throws the first failure, if any. */
export async function mapLimited<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  limit: number = atATime,
): Promise<readonly R[]> {
  const slots = new Slots(limit)
  const settled = await Promise.allSettled(items.map((item) => slots.use(() => work(item))))
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}
