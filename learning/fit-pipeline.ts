import type { Dataset } from '../contracts/dataset.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import type { Algorithm, Fitted, TrainingSettings } from './algorithms/algorithm.ts'
import { fitTemperatures } from './calibration/temperature.ts'
import { type Parameters, type Pipeline, scoresOf } from './pipeline.ts'
import { applyPreprocess, fitPreprocess, hasSignal } from './preprocess/preprocess.ts'

export interface PipelineRequest {
  readonly dataset: Dataset
  readonly classes: readonly string[]
  readonly algorithm: Algorithm
  readonly parameters: Parameters
  readonly settings: TrainingSettings
}

const TOLERANCE = 1e-5

/** Preprocess and model fitted on the given rows; not calibrated yet. `start`: an earlier fit, which shortens the way. */
export function fitPipeline(
  request: PipelineRequest,
  rows: Int32Array,
  start?: Fitted,
): { readonly pipeline: Pipeline; readonly fitted: Fitted } {
  const { dataset, classes, algorithm, parameters, settings } = request
  const preprocess = fitPreprocess(dataset, rows, algorithm.text)
  const matrix = applyPreprocess(preprocess, dataset, rows)
  if (algorithm.readsFeatures && !hasSignal(preprocess)) refuseConstantFeatures(dataset, rows)
  const labels = rows.map((row) => dataset.labels[row])
  const fitted = algorithm.fit({
    matrix,
    labels,
    classes: classes.length,
    classWeights: settings.class_weights,
    parameters,
    tolerance: TOLERANCE,
    start,
  })
  const temperatures = new Float32Array(classes.length).fill(1)
  const { model } = fitted
  const pipeline = {
    algorithm: algorithm.name,
    parameters,
    classes,
    preprocess,
    model,
    temperatures,
  }
  return { pipeline, fitted }
}

/** The pipeline with temperatures fitted on rows that it was not fitted on. */
export function calibrate(pipeline: Pipeline, dataset: Dataset, rows: Int32Array): Pipeline {
  const scores = scoresOf(pipeline.model, applyPreprocess(pipeline.preprocess, dataset, rows))
  const labels = rows.map((row) => dataset.labels[row])
  return { ...pipeline, temperatures: fitTemperatures(scores, labels, pipeline.classes.length) }
}

function refuseConstantFeatures(dataset: Dataset, rows: Int32Array): never {
  const names = [...dataset.numeric, ...dataset.categorical].map((column) => `"${column.name}"`)
  if (dataset.text !== undefined) names.push(`"${dataset.text.column}"`)
  throw new ProductError('LEARNING_FEATURES_CONSTANT', {
    message: `Every feature (${names.join(', ')}) has one and the same value in all ${rows.length} training rows, so nothing can be learned from it. No model was trained.`,
  })
}
