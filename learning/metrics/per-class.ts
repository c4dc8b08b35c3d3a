import type { Confusion } from './confusion.ts'

export interface ClassScores {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Rows of the class. */
  readonly support: number
  /** Rows predicted as the class. */
  readonly predicted: number
}

/** Precision, recall and F1 of each class; what would divide by zero is 0. */
export function scoresPerClass(confusion: Confusion): readonly ClassScores[] {
  return confusion.map((row, k) => {
    const right = row[k]
    const support = row.reduce((sum, count) => sum + count, 0)
    const predicted = confusion.reduce((sum, other) => sum + other[k], 0)
    return {
      precision: predicted === 0 ? 0 : right / predicted,
      recall: support === 0 ? 0 : right / support,
      f1: right === 0 ? 0 : (2 * right) / (support + predicted),
      support,
      predicted,
    }
  })
}
