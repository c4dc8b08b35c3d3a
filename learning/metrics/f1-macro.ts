import type { ClassScores } from './per-class.ts'

/** Mean F1 of the classes that occur or are predicted. */
export function f1Macro(scores: readonly ClassScores[]): number {
  const seen = scores.filter((one) => one.support + one.predicted > 0)
  return seen.reduce((sum, one) => sum + one.f1, 0) / Math.max(1, seen.length)
}
