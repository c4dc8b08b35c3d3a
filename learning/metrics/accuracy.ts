import type { Confusion } from './confusion.ts'

/** Share of rows predicted as they are; 0 without rows. */
export function accuracyOf(confusion: Confusion): number {
  let right = 0
  let all = 0
  confusion.forEach((row, label) => {
    right += row[label]
    for (const count of row) all += count
  })
  return all === 0 ? 0 : right / all
}
