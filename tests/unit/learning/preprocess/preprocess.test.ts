import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../../../contracts/dataset.ts'
import {
  fitCategorical,
  levelPlaces,
  otherPlace,
  placesOf,
} from '../../../../learning/preprocess/categorical.ts'
import {
  CLIP,
  fitNumeric,
  signedLog,
  standardise,
} from '../../../../learning/preprocess/numeric.ts'
import { penaltyBesideNgrams } from '../../../../learning/preprocess/penalty.ts'
import {
  applyPreprocess,
  fitPreprocess,
  hasSignal,
} from '../../../../learning/preprocess/preprocess.ts'
import { readNumeric } from '../../../../learning/preprocess/read-numeric.ts'
import { fitVectors } from '../../../../learning/preprocess/vectors.ts'
import { makeDataset, sparseRows } from '../make-dataset.ts'
import reference from '../scikit-learn/preprocess.json' with { type: 'json' }

const rowsOf = (count: number) => Int32Array.from({ length: count }, (_, i) => i)
const numeric = (values: readonly number[]) => ({ name: 'x', values: Float64Array.from(values) })
const fit = (values: readonly number[]) => fitNumeric(numeric(values), rowsOf(values.length))

describe('numbers', () => {
  const values = reference.numbers.map((value) => value ?? Number.NaN)

  test('are imputed by the median and standardised as scikit-learn does', () => {
    const fitted = fit(values)
    expect(fitted.median).toBeCloseTo(reference.median, 4)
    expect(fitted.plain?.mean).toBeCloseTo(reference.mean, 4)
    expect(1 / fitted.plain!.scale).toBeCloseTo(reference.deviation, 4)
    values.forEach((value, row) => {
      const present = Number.isNaN(value) ? fitted.median : value
      expect(standardise(fitted.plain!, present)).toBeCloseTo(reference.scaled[row], 4)
    })
  })

  test('get an indicator only when some training rows miss them and some do not', () => {
    expect(fit(values).indicator).toBe(true)
    expect(fit([1, 2, 3]).indicator).toBe(false)
    expect(fit([Number.NaN, Number.NaN]).indicator).toBe(false)
  })

  test('that are the same in every training row are left out', () => {
    for (const same of [
      [5, 5, 5],
      [Number.NaN, Number.NaN],
      [5, Number.NaN],
    ]) {
      expect(fit(same)).toMatchObject({ plain: undefined, logged: undefined })
    }
  })

  test('with a heavy tail also stand as logarithms, others do not', () => {
    const tail = Array.from({ length: 200 }, (_, i) => Math.exp(i / 20))
    const mean = tail.reduce((sum, value) => sum + Math.log1p(value), 0) / tail.length
    expect(fit(tail).logged?.mean).toBeCloseTo(mean, 5)
    expect(fit(tail.map((value) => -value)).logged?.mean).toBeCloseTo(-mean, 5)
    expect(fit(Array.from({ length: 200 }, (_, i) => i)).logged).toBeUndefined()
    expect(signedLog(-Math.expm1(2))).toBeCloseTo(-2, 12)
  })

  test('far outside what was seen are cut off', () => {
    expect(standardise(fit([1, 2, 3]).plain!, 1e30)).toBe(CLIP)
    expect(standardise(fit([1, 2, 3]).plain!, -1e30)).toBe(-CLIP)
  })

  test('beyond what single precision can compute with count as missing', () => {
    for (const value of [
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      1e300,
      1e31,
      Number.NaN,
    ]) {
      expect(readNumeric(value)).toBeNaN()
    }
    expect(readNumeric(0.1)).toBe(Math.fround(0.1))
  })

  test('are fitted on the given rows alone', () => {
    const rows = Int32Array.of(0, 1, 2)
    expect(fitNumeric(numeric([1, 2, 4, 1e9]), rows)).toEqual(
      fitNumeric(numeric([1, 2, 4, -7]), rows),
    )
  })
})

describe('categories', () => {
  const column = { name: 'tree', values: reference.levels }
  const fitted = fitCategorical(column, rowsOf(reference.levels.length))

  test('have places as in scikit-learn: rare and unseen levels share the last one', () => {
    const places = levelPlaces(fitted)
    const encoded = reference.probe.map((level) => {
      const place = places.get(level) ?? otherPlace(fitted)
      return Array.from({ length: placesOf(fitted) }, (_, i) => (i === place ? 1 : 0))
    })
    expect(encoded).toEqual(reference.one_hot)
  })

  test('without rare levels leave unseen ones without a place', () => {
    const values = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 'a' : 'b'))
    const even = fitCategorical({ name: 'x', values }, rowsOf(20))
    expect(even).toMatchObject({ levels: ['a', 'b'], rare: false })
    expect(otherPlace(even)).toBe(-1)
  })

  test('that are missing are a level like any other', () => {
    const values = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? null : 'b'))
    expect(fitCategorical({ name: 'x', values }, rowsOf(20)).levels).toEqual(['', 'b'])
  })

  test('with one level, or with rare levels alone, have no places', () => {
    expect(
      placesOf(fitCategorical({ name: 'x', values: new Array(20).fill('a') }, rowsOf(20))),
    ).toBe(0)
    const keys = Array.from({ length: 20 }, (_, i) => `key ${i}`)
    expect(placesOf(fitCategorical({ name: 'x', values: keys }, rowsOf(20)))).toBe(0)
  })

  test('need a thousandth of the rows for a place of their own', () => {
    const values = Array.from({ length: 20_000 }, (_, i) => (i < 19 ? 'x' : i < 39 ? 'y' : 'z'))
    const fitted = fitCategorical({ name: 'x', values }, rowsOf(values.length))
    expect(fitted).toMatchObject({ levels: ['y', 'z'], rare: true })
  })
})

test('vectors are centred and scaled as one block to a mean variance of 1', () => {
  const vectors = Float32Array.of(0, 10, 2, 10, 4, 10)
  const fitted = fitVectors(vectors, 2, rowsOf(3))
  expect([...fitted.centre]).toEqual([2, 10])
  // The variances are 8/3 and 0, their mean 4/3.
  expect(fitted.scale).toBeCloseTo(Math.sqrt(3 / 4), 6)
  expect(fitVectors(new Float32Array(6).fill(1), 2, rowsOf(3)).scale).toBe(0)
})

test('beside n-grams, numbers are penalised by what the column of a random entry varies', () => {
  // Column 0: two entries, mean square (1 + 1) / 2; column 1: one entry, mean square 4 / 2.
  const rows = sparseRows([
    [1, 0],
    [1, 2],
  ])
  expect(penaltyBesideNgrams(rows, rowsOf(2))).toBeCloseTo(3 / (2 * 1 + 1 * 2), 12)
  expect(penaltyBesideNgrams(sparseRows([[0, 0]]), rowsOf(1))).toBe(1)
})

describe('the design matrix', () => {
  const { dataset } = makeDataset(200)
  const rows = rowsOf(150)

  test('has vector, numbers, indicators and levels for a model that reads vectors', () => {
    const fitted = fitPreprocess(dataset, rows, 'vectors')
    const matrix = applyPreprocess(fitted, dataset, rows)
    // Four dimensions, two numbers that vary, the logarithm of the heavy-tailed one, one indicator.
    expect(matrix.blocks[0]).toMatchObject({ kind: 'dense', width: 8, penalty: 1 })
    expect(matrix.blocks[1]).toMatchObject({
      kind: 'sparse',
      width: placesOf(fitted.categorical[0]),
    })
    expect(matrix.blocks).toHaveLength(2)
  })

  test('shares the n-grams of the dataset instead of copying them', () => {
    const fitted = fitPreprocess(dataset, rows, 'ngrams')
    const matrix = applyPreprocess(fitted, dataset, rows)
    expect(matrix.blocks.at(-1)).toMatchObject({
      kind: 'sparse',
      width: 60,
      penalty: 1,
      pick: rows,
    })
    expect((matrix.blocks.at(-1) as { data: unknown }).data).toBe(dataset.text?.ngrams)
    expect(matrix.blocks[0].penalty).toBeGreaterThan(1)
  })

  test('does not move when rows it was not fitted on change', () => {
    const changed: Dataset = {
      ...dataset,
      numeric: dataset.numeric.map(({ name, values }) => ({
        name,
        values: values.map((value, row) => (row < 150 ? value : 1e6)),
      })),
      categorical: dataset.categorical.map(({ name, values }) => ({
        name,
        values: values.map((value, row) => (row < 150 ? value : 'elsewhere')),
      })),
    }
    expect(fitPreprocess(changed, rows, 'vectors')).toEqual(fitPreprocess(dataset, rows, 'vectors'))
    expect(fitPreprocess(changed, rows, 'ngrams')).toEqual(fitPreprocess(dataset, rows, 'ngrams'))
  })

  test('has no signal when nothing varies', () => {
    const dull = { ...dataset, numeric: [dataset.numeric[2]], categorical: [], text: undefined }
    expect(hasSignal(fitPreprocess(dull, rows, 'vectors'))).toBe(false)
    expect(hasSignal(fitPreprocess(dataset, rows, 'vectors'))).toBe(true)
  })
})
