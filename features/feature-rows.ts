import type { Dataset } from '../contracts/dataset.ts'
import type { SplitRows } from './split.ts'

/** Rows as the learner sees them, and what the split looks at; both in the order of the key. */
export interface FeatureRows {
  readonly dataset: Dataset
  readonly split: SplitRows
}
