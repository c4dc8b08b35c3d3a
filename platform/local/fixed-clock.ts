import { ProductError } from '../../contracts/errors/product-error.ts'
import type { Clock } from '../../contracts/ports/clock.ts'

/** A clock that always shows one moment (ISO 8601), so that work can be repeated to the byte. */
export function fixedClock(iso: string): Clock {
  const moment = Date.parse(iso)
  if (Number.isNaN(moment))
    throw new ProductError('COMMAND_USAGE', {
      message: `"${iso}" is not a moment in time.`,
      hint: 'Write it as ISO 8601, for example 2026-03-01T06:00:00Z.',
    })
  return Object.freeze({
    // A new Date each time: dates can be changed by who holds them.
    now: () => new Date(moment),
    elapsed: () => performance.now() / 1000,
  })
}
