/** Watches what is scored: profiles at training, statistics after every scoring, a verdict with its reasons. */
export { type ComparisonResult, compare } from './compare.ts'
export type { Batch, Comparison, Finding } from './comparison.ts'
export { measureColumns } from './measure-columns.ts'
export { type ProfiledColumns, profileColumns } from './profile-columns.ts'
export { type Centre, measureCentre, profileVectors, type Vectors } from './profile-vectors.ts'
