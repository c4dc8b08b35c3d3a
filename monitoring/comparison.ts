import type { PipelineFile } from '../contracts/project/pipeline-file.ts'
import type {
  ColumnProfile,
  MonitorRecord,
  ReferenceProfile,
} from '../contracts/records/monitoring.ts'
import type { Centre } from './profile-vectors.ts'

/** What a run scored, as far as it is watched. */
export interface Batch {
  readonly rows: number
  /** Distribution over the reference's bins and levels, in its order. */
  readonly columns: readonly ColumnProfile[]
  /** Null where there are no vectors. */
  readonly vectors: Centre | null
  /** Rows by predicted class, in the order of the model's classes. */
  readonly classCounts: readonly number[]
  readonly quality: MonitorRecord['quality']
}

/** A batch beside the reference of the model that scored it. */
export interface Comparison {
  readonly reference: ReferenceProfile
  readonly batch: Batch
  /** Names of the model's classes. */
  readonly classes: readonly string[]
  readonly settings: PipelineFile['monitoring']
}

/** What a statistic has to say, in a sentence for people. */
export type Finding = MonitorRecord['reasons'][number]

/** One way of looking at a comparison. It says nothing where nothing is remarkable. */
export interface Statistic {
  /** Name under which its findings stand in records. */
  readonly name: string
  findings(comparison: Comparison): readonly Finding[]
}
