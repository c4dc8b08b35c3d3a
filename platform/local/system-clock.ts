import type { Clock } from '../../contracts/ports/clock.ts'

/** The time of the machine. */
export const systemClock: Clock = Object.freeze({
  now: () => new Date(),
  elapsed: () => performance.now() / 1000,
})
