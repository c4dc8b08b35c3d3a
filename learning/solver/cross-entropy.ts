import { type DesignMatrix, penaltiesOf } from '../matrix/design-matrix.ts'
import { addRowOuter, addRowProduct, addRowSquares } from '../matrix/row-kernels.ts'
import type { Objective } from './objective.ts'

export interface CrossEntropyProblem {
  readonly matrix: DesignMatrix
  /** Class of each row. */
  readonly labels: Int32Array
  readonly classes: number
  /** Weight of each row in the loss. */
  readonly rowWeights: Float64Array
  /** Inverse strength C of the L2 penalty. */
  readonly inverseStrength: number
}

/** Scores fitted per row: one (the second class against the first) for two classes, else one a class. */
export const outputsFor = (classes: number): number => (classes === 2 ? 1 : classes)

/** Coefficients by column and output, then one intercept an output. */
export const parametersFor = (problem: CrossEntropyProblem): number =>
  (problem.matrix.width + 1) * outputsFor(problem.classes)

/**
 * Weighted mean cross-entropy plus half the squared coefficients over (C × total weight); intercepts are free.
 * The minimum is that of scikit-learn's LogisticRegression with the same C.
 */
export function crossEntropy(problem: CrossEntropyProblem): Objective {
  const { matrix, labels, rowWeights } = problem
  const outputs = outputsFor(problem.classes)
  const intercepts = matrix.width * outputs
  const total = rowWeights.reduce((sum, weight) => sum + weight, 0)
  const penalties = penaltiesPerCoefficient(problem)
  const scores = new Float64Array(outputs)
  const toResiduals = outputs === 1 ? binaryResidual : softmaxResiduals

  return (point, gradient) => {
    gradient.fill(0)
    let loss = 0
    for (let row = 0; row < matrix.rows; row++) {
      for (let k = 0; k < outputs; k++) scores[k] = point[intercepts + k]
      let first = 0
      for (const block of matrix.blocks) {
        addRowProduct(block, row, point, first, scores)
        first += block.width
      }
      loss += toResiduals(scores, labels[row], rowWeights[row] / total)
      first = 0
      for (const block of matrix.blocks) {
        addRowOuter(block, row, scores, gradient, first)
        first += block.width
      }
      for (let k = 0; k < outputs; k++) gradient[intercepts + k] += scores[k]
    }
    return loss + addPenalty(point, gradient, penalties)
  }
}

/** Curvature of the problem along every parameter when all classes are equally likely. */
export function curvaturesOf(problem: CrossEntropyProblem): Float64Array {
  const { matrix, rowWeights } = problem
  const outputs = outputsFor(problem.classes)
  const likely = 1 / problem.classes
  const total = rowWeights.reduce((sum, weight) => sum + weight, 0)
  const squares = new Float64Array(matrix.width)
  for (let row = 0; row < matrix.rows; row++) {
    let first = 0
    for (const block of matrix.blocks) {
      addRowSquares(block, row, rowWeights[row] / total, squares, first)
      first += block.width
    }
  }
  const curvatures = new Float64Array(parametersFor(problem)).fill(likely * (1 - likely))
  penaltiesPerCoefficient(problem).forEach((penalty, i) => {
    curvatures[i] = curvatures[i] * squares[Math.floor(i / outputs)] + penalty
  })
  return curvatures
}

/** Factor of half the squared coefficient in the loss, by column and output. */
function penaltiesPerCoefficient(problem: CrossEntropyProblem): Float64Array {
  const outputs = outputsFor(problem.classes)
  const total = problem.rowWeights.reduce((sum, weight) => sum + weight, 0)
  const columns = penaltiesOf(problem.matrix)
  return new Float64Array(columns.length * outputs).map(
    (_, i) => columns[Math.floor(i / outputs)] / (problem.inverseStrength * total),
  )
}

function addPenalty(point: Float64Array, gradient: Float64Array, penalties: Float64Array): number {
  let sum = 0
  for (let i = 0; i < penalties.length; i++) {
    const slope = penalties[i] * point[i]
    sum += slope * point[i]
    gradient[i] += slope
  }
  return sum / 2
}

/** Turns the score into weight × (probability − truth) and returns the weighted loss. */
function binaryResidual(scores: Float64Array, label: number, weight: number): number {
  const score = scores[0]
  const small = Math.exp(-Math.abs(score))
  const probability = score >= 0 ? 1 / (1 + small) : small / (1 + small)
  scores[0] = weight * (probability - label)
  return weight * (Math.log1p(small) + Math.max(score, 0) - label * score)
}

/** Turns the scores into weight × (probability − truth) and returns the weighted loss. */
function softmaxResiduals(scores: Float64Array, label: number, weight: number): number {
  let highest = scores[0]
  for (let k = 1; k < scores.length; k++) highest = Math.max(highest, scores[k])
  const own = scores[label] - highest
  let sum = 0
  for (let k = 0; k < scores.length; k++) {
    scores[k] = Math.exp(scores[k] - highest)
    sum += scores[k]
  }
  for (let k = 0; k < scores.length; k++) scores[k] *= weight / sum
  scores[label] -= weight
  return weight * (Math.log(sum) - own)
}
