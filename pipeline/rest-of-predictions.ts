import { identify } from '../contracts/digest.ts'
import { partName, predictionRestPrefix } from '../contracts/lake-layout.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import type { PredictionPlan, PredictionSet } from '../contracts/records/prediction.ts'
import type { FileRecord } from '../contracts/records/table-version.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import { predictionsSql } from './predictions-relation.ts'
import { verifyPredictions } from './verify-files.ts'

/** Sets that were published after a run had planned what to score, and may have scored the same rows. */
export const publishedSince = (
  plan: PredictionPlan,
  published: readonly PredictionSet[],
): PredictionSet[] =>
  plan.scope === 'all'
    ? []
    : published.filter(
        ({ run_id, rows }) =>
          rows > 0 && run_id !== plan.run_id && !plan.scored_before.includes(run_id),
      )

/**
 * The scored files without the rows that others have published since, in a folder of their own, in the order of the keys. The
 * same others give the same files.
 */
export async function restOf(
  platform: Pick<Platform, 'store'>,
  session: SqlSession,
  scored: { readonly files: readonly FileRecord[]; readonly entity: string } & Pick<
    PredictionSet,
    'project' | 'run_date' | 'run_id'
  >,
  others: readonly PredictionSet[],
): Promise<FileRecord[]> {
  await verifyPredictions(platform, others)
  const { project, run_date, run_id } = scored
  const names = others.map((set) => set.run_id).sort()
  const prefix = predictionRestPrefix(project, run_date, run_id, identify(names))
  const entity = quoteIdentifier(scored.entity)
  const taken = `select ${entity} from (${predictionsSql(session, others)})`
  const rest: FileRecord[] = []
  for (const [index, file] of scored.files.entries()) {
    const select = `select * from ${session.parquet([file.key])} where ${entity} not in (${taken}) order by ${entity}`
    const { key, bytes, rows, sha256 } = await session.write(select, prefix + partName(index))
    rest.push({ key, bytes, rows, sha256 })
  }
  return rest
}
