import { expect, test } from 'vitest'
import type { ColumnProfile } from '../../../contracts/records/monitoring.ts'
import { chiSquaredQuantile } from '../../../monitoring/chi-squared-quantile.ts'
import { stabilityOf, stabilityTerms } from '../../../monitoring/population-stability.ts'

const sum = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0)

test('the index of a hand-worked example is right', () => {
  // (0.3 − 0.2) ln 1.5 + (0.3 − 0.5) ln 0.6 + (0.4 − 0.3) ln (4/3)
  const psi = sum(stabilityTerms([0.2, 0.5, 0.3], 1000, [0.3, 0.3, 0.4], 1000))
  expect(psi).toBeCloseTo(0.1714799, 6)
})

test('a bin that is empty on one side counts there as half a row; one that is empty on both adds nothing', () => {
  const terms = stabilityTerms([0, 1, 0], 100, [0.1, 0.9, 0], 50)
  expect(terms[0]).toBeCloseTo((0.1 - 0.005) * Math.log(0.1 / 0.005), 12)
  expect(terms[2]).toBe(0)
})

test('the bin that moved most is named', () => {
  const column = (shares: number[], missing: number): ColumnProfile => ({
    ...{ kind: 'numeric', column: 'words', edges: [10, 20], shares, missing },
  })
  const { most } = stabilityOf(column([0.3, 0.4, 0.3], 0), 1000, column([0.2, 0.3, 0.2], 0.3), 1000)
  expect(most).toEqual({ name: 'missing values', before: 0, now: 0.3 })
})

/** scipy 1.17.1: `stats.chi2.ppf(0.999, k)`. */
test('quantiles of chi-squared are those of scipy within 4 %', () => {
  const published = [
    [1, 10.827566170662733],
    [2, 13.815510557964274],
    [5, 20.515005652432873],
    [10, 29.58829844507442],
    [22, 48.26794229083518],
  ]
  for (const [degrees, expected] of published) {
    expect(Math.abs(chiSquaredQuantile(degrees, 3.0902) / expected - 1)).toBeLessThan(0.04)
  }
})
