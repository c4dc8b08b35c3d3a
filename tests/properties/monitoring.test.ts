import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeShare } from '../../monitoring/class-shares.ts'
import { stabilityTerms } from '../../monitoring/population-stability.ts'

const counts = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 })
const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const shares = (values: readonly number[]) =>
  values.map((value) => value / Math.max(1, total(values)))
const psi = (a: readonly number[], b: readonly number[]) =>
  total(stabilityTerms(shares(a), Math.max(1, total(a)), shares(b), Math.max(1, total(b))))
const pairs = fc
  .array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 20 })
  .filter((bins) => bins.some(([a]) => a > 0) && bins.some(([, b]) => b > 0))

test('the stability index of a sample with itself is 0', () => {
  fc.assert(fc.property(counts, (bins) => psi(bins, bins) === 0))
})

test('the index is never negative', () => {
  fc.assert(
    fc.property(
      pairs,
      (bins) =>
        psi(
          bins.map(([a]) => a),
          bins.map(([, b]) => b),
        ) >= 0,
    ),
  )
})

test('the index is the same whichever side is the reference', () => {
  fc.assert(
    fc.property(pairs, (bins) => {
      const [a, b] = [bins.map(([x]) => x), bins.map(([, y]) => y)]
      expect(psi(a, b)).toBeCloseTo(psi(b, a), 9)
    }),
  )
})

test('the index does not change when bins are named anew', () => {
  const permuted = pairs.chain((bins) =>
    fc.tuple(
      fc.constant(bins),
      fc.shuffledSubarray(bins, { minLength: bins.length, maxLength: bins.length }),
    ),
  )
  fc.assert(
    fc.property(permuted, ([bins, shuffled]) => {
      const index = (list: typeof bins) =>
        psi(
          list.map(([a]) => a),
          list.map(([, b]) => b),
        )
      expect(index(shuffled)).toBeCloseTo(index(bins), 9)
    }),
  )
})

test('a class whose share is what it was is fine, rare or not', () => {
  const bounds = { minimum: 0.1, maximum: 0.9 }
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      (share, rows, before) =>
        judgeShare({ share, rows }, { share, rows: before }, bounds) === 'fine',
    ),
  )
})
