import { fitLinear } from '../solver/fit-linear.ts'
import type { Minimum } from '../solver/minimise.ts'
import type { FitRequest, Fitted } from './algorithm.ts'
import { weightsOfRows } from './row-weights.ts'

/** Largest component of the gradient of the mean loss at which a fit is done. */
const TOLERANCE = 1e-5

/** Logistic regression with an L2 penalty of inverse strength `parameters.C`. */
export function fitLogistic(request: FitRequest): Fitted {
  const { matrix, labels, classes } = request
  const { model, minimum } = fitLinear(
    {
      matrix,
      labels,
      classes,
      rowWeights: weightsOfRows(labels, classes, request.classWeights),
      inverseStrength: Number(request.parameters['C']),
    },
    { tolerance: TOLERANCE },
    request.start?.state as Minimum | undefined,
  )
  return { model, state: minimum }
}

/** One set of parameters for each C, the strongest penalty first. */
export const strengths = (values: readonly number[]) =>
  [...new Set(values)].sort((a, b) => a - b).map((C) => ({ C }))
