import type { Algorithm } from './algorithms/algorithm.ts'
import { linearText } from './algorithms/linear-text.ts'
import { logisticRegression } from './algorithms/logistic-regression.ts'
import { majority } from './algorithms/majority.ts'

/** Every way to learn, the simplest first: of equally good candidates the earlier one is chosen. */
export const algorithms: readonly Algorithm[] = [majority, logisticRegression, linearText]
