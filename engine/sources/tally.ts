import type { Arrival } from '../../contracts/records/arrival.ts'
import type { Reject } from './reject.ts'

type Reason = Arrival['reasons'][number]

/** Counts rejected rows by code and column, and keeps one example of each. */
export class Tally {
  rejected = 0
  readonly #reasons = new Map<string, Reason>()

  add({ line, column: named, code, reason }: Reject): void {
    const column = named ?? null
    this.rejected++
    const key = `${code} ${column ?? ''}`
    const known = this.#reasons.get(key)
    const example = known?.example ?? `line ${line}: ${reason}`
    this.#reasons.set(key, { code, column, count: (known?.count ?? 0) + 1, example })
  }

  /** Commonest first. */
  reasons(): readonly Reason[] {
    return [...this.#reasons.values()].sort((a, b) => b.count - a.count)
  }
}
