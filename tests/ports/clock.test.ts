import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { fixedClock } from '../../platform/local/fixed-clock.ts'
import { systemClock } from '../../platform/local/system-clock.ts'
import { clockContract } from './clock-contract.ts'

clockContract('of the system', () => systemClock)
clockContract('held fixed', () => fixedClock('2026-03-01T06:00:00Z'))

test('the system clock agrees with the machine', () => {
  expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1_000)
})

test('a fixed clock shows the same moment for ever', async () => {
  const clock = fixedClock('2026-03-01T07:00:00.250+01:00')
  await setTimeout(5)
  expect(clock.now().toISOString()).toBe('2026-03-01T06:00:00.250Z')
})

test('a moment that is none is refused with the form it should have', () => {
  expect(() => fixedClock('next tuesday')).toThrow(
    expect.objectContaining({
      code: 'COMMAND_USAGE',
      message: expect.stringContaining('next tuesday'),
      hint: expect.stringContaining('2026-03-01T06:00:00Z'),
    }),
  )
})
