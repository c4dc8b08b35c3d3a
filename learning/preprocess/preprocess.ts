import type { Dataset } from '../../contracts/dataset.ts'
import { type Block, type DesignMatrix, designMatrix } from '../matrix/design-matrix.ts'
import {
  type CategoricalPreparation,
  fitCategorical,
  levelPlaces,
  otherPlace,
  placesOf,
  readLevel,
} from './categorical.ts'
import {
  fitNumeric,
  type NumericPreparation,
  type Standardisation,
  signedLog,
  standardise,
} from './numeric.ts'
import { penaltyBesideNgrams } from './penalty.ts'
import { readNumeric } from './read-numeric.ts'
import { fitVectors, type VectorPreparation } from './vectors.ts'

/** Which form of the text a model reads. */
export type TextForm = 'vectors' | 'ngrams'

/** Everything fitted that turns rows into a design matrix. Columns: vector, numbers, indicators, levels, n-grams. */
export interface Preprocess {
  readonly numeric: readonly NumericPreparation[]
  readonly categorical: readonly CategoricalPreparation[]
  readonly vectors: VectorPreparation | undefined
  /** Columns of the n-gram block; 0 without one. */
  readonly ngrams: number
  /** Penalty of numbers and categories relative to that of n-grams; 1 without n-grams. See `penaltyBesideNgrams`. */
  readonly penalty: number
}

/** Fitted on the given rows of the dataset alone. */
export function fitPreprocess(dataset: Dataset, rows: Int32Array, form: TextForm): Preprocess {
  const text = dataset.text
  const ngrams = form === 'ngrams' ? text?.ngrams : undefined
  return {
    numeric: dataset.numeric.map((column) => fitNumeric(column, rows)),
    categorical: dataset.categorical.map((column) => fitCategorical(column, rows)),
    vectors:
      form === 'vectors' && text !== undefined
        ? fitVectors(text.vectors, text.dimensions, rows)
        : undefined,
    ngrams: ngrams?.width ?? 0,
    penalty: ngrams === undefined ? 1 : penaltyBesideNgrams(ngrams, rows),
  }
}

/** The given rows of a dataset with the same columns, in their order, as a design matrix. */
export function applyPreprocess(
  fitted: Preprocess,
  dataset: Dataset,
  rows: Int32Array,
): DesignMatrix {
  const blocks = [denseBlock(fitted, dataset, rows), levelBlock(fitted, dataset, rows)]
  const ngrams = dataset.text?.ngrams
  if (fitted.ngrams > 0 && ngrams !== undefined) {
    blocks.push({ kind: 'sparse', width: fitted.ngrams, penalty: 1, data: ngrams, pick: rows })
  }
  return designMatrix(rows.length, blocks)
}

/** Whether any feature varied in the rows it was fitted on. */
export const hasSignal = (fitted: Preprocess): boolean =>
  standardColumns(fitted).length + indicatedNumeric(fitted).length > 0 ||
  fitted.categorical.some((column) => placesOf(column) > 0) ||
  (fitted.vectors?.scale ?? 0) > 0 ||
  fitted.ngrams > 0

/** A standardised column of the design matrix. */
export interface StandardColumn extends Standardisation {
  /** The numeric feature it is made from. */
  readonly index: number
  readonly median: number
  /** Whether it is the signed logarithm of the feature. */
  readonly logged: boolean
}

/** The standardised columns, in order: each feature's value and, beside it, its logarithm. */
export const standardColumns = (fitted: Preprocess): readonly StandardColumn[] =>
  fitted.numeric.flatMap(({ median, plain, logged }, index) => [
    ...(plain === undefined ? [] : [{ index, median, logged: false, ...plain }]),
    ...(logged === undefined ? [] : [{ index, median, logged: true, ...logged }]),
  ])

/** The numeric features with an indicator, in order. */
export const indicatedNumeric = (fitted: Preprocess): readonly number[] =>
  fitted.numeric.flatMap((column, index) => (column.indicator ? [index] : []))

/** Columns before the levels: vector, standardised numbers, indicators. */
export const denseWidth = (fitted: Preprocess): number =>
  (fitted.vectors?.dimensions ?? 0) +
  standardColumns(fitted).length +
  indicatedNumeric(fitted).length

function denseBlock(fitted: Preprocess, dataset: Dataset, rows: Int32Array): Block {
  const width = denseWidth(fitted)
  const values = new Float32Array(rows.length * width)
  let place = fitted.vectors?.dimensions ?? 0
  if (fitted.vectors !== undefined) fillVectors(fitted.vectors, dataset, rows, values, width)
  for (const column of standardColumns(fitted)) {
    const source = dataset.numeric[column.index].values
    for (let i = 0, at = place; i < rows.length; i++, at += width) {
      const value = readNumeric(source[rows[i]])
      const present = Number.isNaN(value) ? column.median : value
      values[at] = standardise(column, column.logged ? signedLog(present) : present)
    }
    place++
  }
  for (const index of indicatedNumeric(fitted)) {
    const source = dataset.numeric[index].values
    for (let i = 0, at = place; i < rows.length; i++, at += width) {
      values[at] = Number.isNaN(readNumeric(source[rows[i]])) ? 1 : 0
    }
    place++
  }
  return { kind: 'dense', width, penalty: fitted.penalty, values }
}

function fillVectors(
  fitted: VectorPreparation,
  dataset: Dataset,
  rows: Int32Array,
  values: Float32Array,
  width: number,
): void {
  const { dimensions, centre, scale } = fitted
  const vectors = dataset.text?.vectors ?? new Float32Array(0)
  rows.forEach((row, i) => {
    for (let j = 0; j < dimensions; j++) {
      values[i * width + j] = (vectors[row * dimensions + j] - centre[j]) * scale
    }
  })
}

/** One block for all categorical columns: a row has a one at the place of each of its levels. */
function levelBlock(fitted: Preprocess, dataset: Dataset, rows: Int32Array): Block {
  const ids: number[] = []
  const offsets = new Int32Array(rows.length + 1)
  const columns = fitted.categorical.map((column, index) => ({
    places: levelPlaces(column),
    other: otherPlace(column),
    values: dataset.categorical[index].values,
    first: fitted.categorical.slice(0, index).reduce((sum, one) => sum + placesOf(one), 0),
  }))
  rows.forEach((row, i) => {
    for (const column of columns) {
      const place = column.places.get(readLevel(column.values[row])) ?? column.other
      if (place >= 0) ids.push(column.first + place)
    }
    offsets[i + 1] = ids.length
  })
  const width = fitted.categorical.reduce((sum, column) => sum + placesOf(column), 0)
  const data = {
    offsets,
    ids: Int32Array.from(ids),
    weights: new Float32Array(ids.length).fill(1),
    width,
  }
  return { kind: 'sparse', width, penalty: fitted.penalty, data, pick: undefined }
}
