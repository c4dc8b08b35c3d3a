import { describe, expect, test } from 'vitest'
import { stratifiedFolds } from '../../../learning/folds.ts'
import { stratifiedSample } from '../../../learning/sample.ts'
import { makeDataset } from './make-dataset.ts'

const { dataset } = makeDataset(3000)
const { labels, keys } = dataset
const rows = Int32Array.from({ length: 3000 }, (_, i) => i)
const request = { rows, labels, keys, groups: undefined, classes: 3, folds: 5, seed: 7 }

const countIn = (folds: Uint8Array, fold: number, label: number) =>
  rows.filter((row, i) => folds[i] === fold && labels[row] === label).length

describe('folds', () => {
  test('have the same number of rows of every class, give or take one', () => {
    const folds = stratifiedFolds(request)
    for (const label of [0, 1, 2]) {
      const counts = [0, 1, 2, 3, 4].map((fold) => countIn(folds, fold, label))
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }
  })

  test('are the same for the same seed, and others for another', () => {
    expect(stratifiedFolds(request)).toEqual(stratifiedFolds(request))
    expect(stratifiedFolds({ ...request, seed: 8 })).not.toEqual(stratifiedFolds(request))
  })

  test('keep the rows of a group together and the classes about even', () => {
    const groups = labels.map((_, row) => (row % 10 === 0 ? row : Math.floor(row / 40)))
    const folds = stratifiedFolds({ ...request, groups })
    const foldsOf = new Map<number, Set<number>>()
    folds.forEach((fold, i) => {
      foldsOf.set(groups[i], (foldsOf.get(groups[i]) ?? new Set()).add(fold))
    })
    for (const own of foldsOf.values()) expect(own.size).toBe(1)
    for (const label of [0, 1, 2]) {
      const counts = [0, 1, 2, 3, 4].map((fold) => countIn(folds, fold, label))
      expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.15)
    }
  })

  test('part only the rows they are given', () => {
    expect(stratifiedFolds({ ...request, rows: Int32Array.of(5, 9, 11) })).toHaveLength(3)
  })
})

describe('a sample', () => {
  const sampleOf = (most: number, least = 3) =>
    stratifiedSample({ rows, labels, keys, most, least, seed: 7 })

  test('is all rows when there are few enough', () => {
    expect(sampleOf(3000)).toBe(rows)
  })

  test('has the size asked for and the classes in proportion, in rising order', () => {
    const sample = sampleOf(600)
    expect(Math.abs(sample.length - 600)).toBeLessThanOrEqual(2)
    expect(sample).toEqual(sample.toSorted())
    const share = (some: Int32Array) => some.filter((row) => labels[row] === 2).length / some.length
    expect(share(sample)).toBeCloseTo(share(rows), 2)
  })

  test('keeps enough of a rare class for every fold', () => {
    const rare = labels.map((_, row) => (row < 4 ? 1 : 0))
    const sample = stratifiedSample({ rows, labels: rare, keys, most: 100, least: 3, seed: 7 })
    expect(sample.filter((row) => rare[row] === 1)).toHaveLength(3)
  })
})
