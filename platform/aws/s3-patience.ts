import { troubleOf } from './s3-trouble.ts'

/** How long an operation keeps trying. Between attempts it waits a random time up to a limit that doubles. */
export interface RetryPolicy {
  /** Attempts in all. @default 8 */
  readonly attempts?: number
  /** Limit of the first wait in milliseconds. @default 100 */
  readonly firstMs?: number
  /** Limit of any wait in milliseconds. @default 5000 */
  readonly longestMs?: number
  /** @default a timer */
  readonly pause?: (ms: number) => Promise<void>
  /** A number from 0 to below 1, for the random part of the wait. @default Math.random */
  readonly random?: () => number
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** The patience of one operation: it counts the failures and decides whether another attempt is worth it. */
export class Patience {
  readonly #policy: Required<RetryPolicy>
  readonly #refresh: () => Promise<unknown>
  #failures = 0
  #refreshed = false

  constructor(policy: RetryPolicy, refresh: () => Promise<unknown>) {
    const defaults = { attempts: 8, firstMs: 100, longestMs: 5_000, pause: sleep }
    this.#policy = { ...defaults, random: Math.random, ...policy }
    this.#refresh = refresh
  }

  /** Waits until the next attempt may be made; throws the error when another one cannot help. */
  async again(error: unknown): Promise<void> {
    const trouble = troubleOf(error)
    if (trouble === 'expired' && !this.#refreshed) {
      this.#refreshed = true
      await this.#refresh()
      return
    }
    if (trouble !== 'passing' && trouble !== 'conflict') throw error
    await this.wait(error)
  }

  /** Waits whatever the error was; throws it when the attempts are used up. */
  async wait(error: unknown): Promise<void> {
    const { attempts, firstMs, longestMs, pause, random } = this.#policy
    this.#failures += 1
    if (this.#failures >= attempts) throw error
    await pause(random() * Math.min(longestMs, firstMs * 2 ** (this.#failures - 1)))
  }

  /** Something was achieved: failures are counted anew. */
  renew(): void {
    this.#failures = 0
  }
}
