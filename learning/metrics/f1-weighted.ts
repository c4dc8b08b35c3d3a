import type { ClassScores } from './per-class.ts'

/** Mean F1 of the classes, each counted by its rows. */
export function f1Weighted(scores: readonly ClassScores[]): number {
  const rows = scores.reduce((sum, one) => sum + one.support, 0)
  return scores.reduce((sum, one) => sum + one.f1 * one.support, 0) / Math.max(1, rows)
}
