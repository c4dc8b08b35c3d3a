import { centreShift } from './centre-shift.ts'
import { classShares } from './class-shares.ts'
import type { Statistic } from './comparison.ts'
import { populationStability } from './population-stability.ts'
import { quality } from './quality.ts'
import { rowCount } from './row-count.ts'

/** What is looked at after every scoring, in the order in which it is reported. */
export const statistics: readonly Statistic[] = [
  rowCount,
  populationStability,
  centreShift,
  classShares,
  quality,
]
