import { expect, test } from 'vitest'
import { seededOrder } from '../../../learning/seeded-order.ts'

const keys = Array.from({ length: 1000 }, (_, i) => `row ${i}`)

test('is an order of all rows, the same for the same seed and another for another', () => {
  const order = seededOrder(keys, 7)
  expect([...order].sort((a, b) => a - b)).toEqual([...keys.keys()])
  expect(seededOrder(keys, 7)).toEqual(order)
  expect(seededOrder(keys, 8)).not.toEqual(order)
})

test('depends on the keys and not on how the rows lie', () => {
  const reversed = keys.toReversed()
  const named = (names: readonly string[]) => Array.from(seededOrder(names, 3), (row) => names[row])
  expect(named(reversed)).toEqual(named(keys))
})

test('mixes: the first half of the order is spread over the rows', () => {
  const first = seededOrder(keys, 1).slice(0, 500)
  const low = first.filter((row) => row < 500).length
  expect(low).toBeGreaterThan(200)
  expect(low).toBeLessThan(300)
})
