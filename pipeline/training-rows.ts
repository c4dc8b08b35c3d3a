import { vectorPrefix } from '../contracts/lake-layout.ts'
import type { Column, SqlSession } from '../contracts/ports/sql-engine.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import {
  assignSplits,
  type FeatureRows,
  readDataset,
  type SavedEncoder,
  type SplitRows,
} from '../features/index.ts'
import { openEncoder } from './encoders.ts'
import { requirePipeline, viewForTraining } from './feature-view.ts'
import { behind, tablesOf, withTables } from './read-environment.ts'
import type { RunContext } from './run-context.ts'

export interface TrainingRows extends FeatureRows {
  /** 0 train, 1 validation, 2 test, 3 unlabelled. */
  readonly sides: Uint8Array
  /** Equal numbers stay in one fold: rows with equal texts, or of one group. */
  readonly groups: Int32Array
  /** Columns of the feature table. */
  readonly columns: readonly Column[]
  readonly featureTable: TableVersion
  readonly encoder: SavedEncoder | undefined
  readonly session: SqlSession
}

/** Reads what a classifier learns from, with the vectors of this run's encoder, and hands it on while the session is open. */
export async function withTrainingRows<T>(
  context: RunContext,
  work: (rows: TrainingRows) => Promise<T>,
): Promise<T> {
  const { platform, project, outputs } = context
  const pipeline = requirePipeline(project)
  const tables = await tablesOf(context)
  const featureTable = tables.get(pipeline.features.model)
  if (featureTable === undefined)
    throw new Error(`${pipeline.features.model} is not among the published tables.`)
  const named = outputs.embed?.encoder ?? null
  const encoder = named === null ? undefined : await openEncoder(platform, named)
  try {
    return await withTables(
      platform,
      project.name,
      behind(tables, [pipeline.features.model]),
      async (session) => {
        const task = platform.progress.task('Reading features')
        const withVectors = encoder && { encoder, store: platform.store }
        const read = await readDataset(session, viewForTraining(pipeline), { withVectors })
        task.done(`${read.dataset.rows.toLocaleString('en')} rows`)
        const sides = assignSplits(read.split, pipeline.split)
        const groups = foldGroups(read.split)
        return work({
          ...read,
          sides,
          groups,
          columns: featureTable.columns,
          featureTable,
          encoder,
          session,
        })
      },
      { readable: [vectorPrefix('')] },
    )
  } finally {
    await encoder?.close()
  }
}

/** A number a group, else a text, else a row. */
function foldGroups({ keys, groups, textDigests }: SplitRows): Int32Array {
  const numbers = new Map<string, number>()
  return Int32Array.from(keys, (key, row) => {
    const name = groups?.[row] ?? textDigests?.[row] ?? key
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    return number
  })
}
