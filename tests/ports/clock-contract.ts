import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../contracts/ports/clock.ts'

/** Every clock behaves like this. */
export function clockContract(name: string, make: () => Clock): void {
  describe(`clock: ${name}`, () => {
    test('shows a moment, never an earlier one than before', () => {
      const clock = make()
      let last = clock.now().getTime()
      expect(Number.isInteger(last)).toBe(true)
      for (let n = 0; n < 1_000; n++) {
        const next = clock.now().getTime()
        expect(next).toBeGreaterThanOrEqual(last)
        last = next
      }
    })

    test('changing a date it gave does not change the clock', () => {
      const clock = make()
      const before = clock.now()
      before.setFullYear(1970)
      expect(clock.now().getFullYear()).toBeGreaterThan(2000)
    })

    test('measures how long work takes, in seconds', async () => {
      const clock = make()
      const start = clock.elapsed()
      await setTimeout(30)
      const seconds = clock.elapsed() - start
      expect(seconds).toBeGreaterThan(0.02)
      expect(seconds).toBeLessThan(20)
    })
  })
}
