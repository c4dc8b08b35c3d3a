import { parametersFor } from '../solver/cross-entropy.ts'
import { fitLinear } from '../solver/fit-linear.ts'
import type { Minimum } from '../solver/minimise.ts'
import type { FitRequest, Fitted } from './algorithm.ts'
import { weightsOfRows } from './row-weights.ts'

/** Logistic regression with an L2 penalty of inverse strength `parameters.C`. */
export function fitLogistic(request: FitRequest): Fitted {
  const { matrix, labels, classes, tolerance } = request
  const problem = {
    matrix,
    labels,
    classes,
    rowWeights: weightsOfRows(labels, classes, request.classWeights),
    inverseStrength: Number(request.parameters['C']),
  }
  const start = request.start?.state as Minimum | undefined
  const fits = start?.point.length === parametersFor(problem)
  const { model, minimum } = fitLinear(problem, { tolerance }, fits ? start : undefined)
  return { model, state: minimum }
}

/** One set of parameters for each C, the strongest penalty first. */
export const strengths = (values: readonly number[]) =>
  [...new Set(values)].sort((a, b) => a - b).map((C) => ({ C }))
