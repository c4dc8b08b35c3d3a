import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import type { PredictionSet } from '../contracts/records/prediction.ts'
import { quoteIdentifier, quoteText } from '../contracts/sql-text.ts'
import { predictionColumns, predictionPartitionColumns } from './prediction-columns.ts'

/**
 * SELECT over the predictions of some runs, with the run of each row. Newest run first. Only published files are read.
 * Sets of different entities have different key columns; they never belong to one project.
 */
export function predictionsSql(session: SqlSession, sets: readonly PredictionSet[]): string {
  const filled = sets.filter((set) => set.files.length > 0)
  if (filled.length === 0) return emptyPredictions(sets[0]?.entity ?? 'entity')
  return filled
    .map((set) => {
      const files = session.parquet(set.files.map((file) => file.key))
      return `select *, ${quoteText(set.run_date)} as run_date, ${quoteText(set.run_id)} as run_id from ${files}`
    })
    .join(' union all by name ')
}

function emptyPredictions(entity: string): string {
  const columns = [...predictionColumns(entity), ...predictionPartitionColumns]
  const nulls = columns.map(
    (column) => `cast(null as ${column.type}) as ${quoteIdentifier(column.name)}`,
  )
  return `select ${nulls.join(', ')} where false`
}
