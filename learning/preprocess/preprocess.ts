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
import { applyNumeric, fitNumeric, type NumericPreparation } from './numeric.ts'
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
  keptNumeric(fitted).length + indicatedNumeric(fitted).length > 0 ||
  fitted.categorical.some((column) => placesOf(column) > 0) ||
  (fitted.vectors?.scale ?? 0) > 0 ||
  fitted.ngrams > 0

/** Columns of the dense block, in order. */
export const keptNumeric = (fitted: Preprocess): readonly number[] =>
  fitted.numeric.flatMap((column, index) => (column.scale > 0 ? [index] : []))
export const indicatedNumeric = (fitted: Preprocess): readonly number[] =>
  fitted.numeric.flatMap((column, index) => (column.indicator ? [index] : []))

function denseBlock(fitted: Preprocess, dataset: Dataset, rows: Int32Array): Block {
  const kept = keptNumeric(fitted)
  const indicated = indicatedNumeric(fitted)
  const dimensions = fitted.vectors?.dimensions ?? 0
  const width = dimensions + kept.length + indicated.length
  const values = new Float32Array(rows.length * width)
  if (fitted.vectors !== undefined) fillVectors(fitted.vectors, dataset, rows, values, width)
  kept.forEach((index, place) => {
    const source = dataset.numeric[index].values
    const column = fitted.numeric[index]
    rows.forEach((row, i) => {
      values[i * width + dimensions + place] = applyNumeric(column, readNumeric(source[row]))
    })
  })
  indicated.forEach((index, place) => {
    const source = dataset.numeric[index].values
    const first = dimensions + kept.length + place
    rows.forEach((row, i) => {
      values[i * width + first] = Number.isNaN(readNumeric(source[row])) ? 1 : 0
    })
  })
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
