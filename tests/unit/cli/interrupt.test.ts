import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { onInterrupt } from '../../../cli/interrupt.ts'
import type { World } from '../../../cli/world.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function worldOf() {
  const listeners = new Map<string, () => void>()
  const did: string[] = []
  const world: World = {
    stdout: { write: () => true },
    stderr: { write: (text) => did.push(text.split('.')[0]!) },
    env: {},
    on: (event, listener) => listeners.set(event, listener),
    off: (event) => listeners.delete(event),
    exit: () => {},
    kill: (_, signal) => did.push(signal),
    pid: 1,
  }
  return { world, did, press: () => listeners.get('SIGINT')!() }
}

test('Ctrl-C ends at once when nothing runs elsewhere', () => {
  const { world, did, press } = worldOf()
  onInterrupt(
    world,
    () => {},
    () => undefined,
  )
  press()
  expect(did).toEqual(['Stopped', 'SIGINT'])
})

test('queries that run elsewhere are stopped before the command ends', async () => {
  const { world, did, press } = worldOf()
  const stopped = Promise.withResolvers<void>()
  onInterrupt(
    world,
    () => {},
    () => stopped.promise.then(() => void did.push('queries stopped')),
  )
  press()
  await vi.advanceTimersByTimeAsync(500)
  expect(did).toEqual(['Stopped'])
  stopped.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(did).toEqual(['Stopped', 'queries stopped', 'SIGINT'])
})

test('what cannot be stopped keeps nobody waiting for more than two seconds', async () => {
  const { world, did, press } = worldOf()
  onInterrupt(
    world,
    () => {},
    () => new Promise<void>(() => {}),
  )
  press()
  await vi.advanceTimersByTimeAsync(1900)
  expect(did).toEqual(['Stopped'])
  await vi.advanceTimersByTimeAsync(200)
  expect(did).toEqual(['Stopped', 'SIGINT'])
})
