import type { Dataset } from '../contracts/dataset.ts'
import type { AlgorithmName } from '../contracts/project/pipeline-file.ts'
import { calibrateInto } from './calibration/temperature.ts'
import type { DesignMatrix } from './matrix/design-matrix.ts'
import { addRowProduct } from './matrix/row-kernels.ts'
import { applyPreprocess, type Preprocess } from './preprocess/preprocess.ts'
import type { LinearModel } from './solver/fit-linear.ts'

export type Parameters = Readonly<Record<string, number | string>>

/** Everything fitted between a row of features and its probabilities. Plain data; `exportOnnx` writes it as a graph. */
export interface Pipeline {
  readonly algorithm: AlgorithmName
  readonly parameters: Parameters
  /** Names of the classes, in the order of the probabilities. */
  readonly classes: readonly string[]
  readonly preprocess: Preprocess
  readonly model: LinearModel
  /** One a class; see `fitTemperatures`. */
  readonly temperatures: Float32Array
}

/** Probabilities of the given rows (all by default), one number a class, row after row. */
export function predict(
  pipeline: Pipeline,
  dataset: Dataset,
  rows = allRows(dataset),
): Float64Array {
  const scores = scoresOf(pipeline.model, applyPreprocess(pipeline.preprocess, dataset, rows))
  return probabilitiesOf(scores, pipeline.temperatures)
}

export const allRows = (dataset: Dataset): Int32Array =>
  Int32Array.from({ length: dataset.rows }, (_, row) => row)

/** Linear scores, one a class, row after row. */
export function scoresOf(model: LinearModel, matrix: DesignMatrix): Float64Array {
  const scores = new Float64Array(matrix.rows * model.classes)
  for (let row = 0; row < matrix.rows; row++) {
    const own = scores.subarray(row * model.classes, (row + 1) * model.classes)
    own.set(model.intercepts)
    let first = 0
    for (const block of matrix.blocks) {
      addRowProduct(block, row, model.coefficients, first, own)
      first += block.width
    }
  }
  return scores
}

/** Calibrated softmax of each row of scores. */
export function probabilitiesOf(scores: Float64Array, temperatures: Float32Array): Float64Array {
  const classes = temperatures.length
  const probabilities = new Float64Array(scores.length)
  const plain = new Float64Array(classes)
  for (let at = 0; at < scores.length; at += classes) {
    const out = probabilities.subarray(at, at + classes)
    calibrateInto(scores.subarray(at, at + classes), temperatures, plain, out)
  }
  return probabilities
}
