/** Watches what is scored: profiles at training, statistics after every scoring, a verdict with its reasons. */
export { compare } from './compare.ts'
export type { Batch, Comparison } from './comparison.ts'
export { measureColumns } from './measure-columns.ts'
export { profileColumns } from './profile-columns.ts'
export { measureCentre, profileVectors } from './profile-vectors.ts'
