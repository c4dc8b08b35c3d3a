import type { Dataset } from '../../contracts/dataset.ts'
import type { AlgorithmName, PipelineFile } from '../../contracts/project/pipeline-file.ts'
import type { DesignMatrix } from '../matrix/design-matrix.ts'
import type { Parameters } from '../pipeline.ts'
import type { TextForm } from '../preprocess/preprocess.ts'
import type { LinearModel } from '../solver/fit-linear.ts'

export type TrainingSettings = PipelineFile['training']

export interface FitRequest {
  readonly matrix: DesignMatrix
  /** Class of each row of the matrix. */
  readonly labels: Int32Array
  readonly classes: number
  readonly classWeights: TrainingSettings['class_weights']
  readonly parameters: Parameters
  /** Largest component of the gradient of the mean loss at which a fit is done. */
  readonly tolerance: number
  /** What `fit` returned for other parameters or other rows; shortens the way. */
  readonly start?: Fitted
}

export interface Fitted {
  readonly model: LinearModel
  /** Lets a next fit begin where this one ended. */
  readonly state?: unknown
}

/** A way to learn. */
export interface Algorithm {
  readonly name: AlgorithmName
  /** The form of the text it reads. */
  readonly text: TextForm
  /** Whether it reads any feature at all. */
  readonly readsFeatures: boolean
  /** Parameters to try, the simplest first. */
  grid(settings: TrainingSettings): readonly Parameters[]
  /** Why it cannot learn from these features; undefined when it can. */
  unusable(dataset: Dataset): string | undefined
  fit(request: FitRequest): Fitted
}
