import {
  type CrossEntropyProblem,
  crossEntropy,
  curvaturesOf,
  outputsFor,
  parametersFor,
} from './cross-entropy.ts'
import { type MinimiseOptions, type Minimum, minimise } from './minimise.ts'

/** Scores of a row are its columns times the coefficients plus the intercepts; one score a class. */
export interface LinearModel {
  readonly width: number
  readonly classes: number
  /** Entry (column, class) stands at column * classes + class. Single precision, as the exported graph has it. */
  readonly coefficients: Float32Array
  readonly intercepts: Float32Array
}

export interface LinearFit {
  readonly model: LinearModel
  readonly minimum: Minimum
}

/**
 * Multinomial (for two classes binary) logistic regression.
 * `start` is the minimum of a problem with the same columns and classes, from which the search sets out.
 */
export function fitLinear(
  problem: CrossEntropyProblem,
  options: MinimiseOptions,
  start?: Minimum,
): LinearFit {
  const from = start?.point ?? new Float64Array(parametersFor(problem))
  const minimum = minimise(crossEntropy(problem), from, {
    curvatures: curvaturesOf(problem),
    ...options,
  })
  return { minimum, model: linearModel(problem.matrix.width, problem.classes, minimum.point) }
}

function linearModel(width: number, classes: number, point: Float64Array): LinearModel {
  const outputs = outputsFor(classes)
  const perClass = new Float32Array((width + 1) * classes)
  for (let column = 0; column <= width; column++) {
    for (let k = 0; k < outputs; k++) {
      // With one score for two classes, the first class scores nothing and the second scores it all.
      perClass[column * classes + k + (classes - outputs)] = point[column * outputs + k]
    }
  }
  return {
    width,
    classes,
    coefficients: perClass.subarray(0, width * classes),
    intercepts: perClass.subarray(width * classes),
  }
}
