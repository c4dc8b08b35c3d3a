import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import type { ColumnProfile } from '../contracts/records/monitoring.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import { measureColumns } from './measure-columns.ts'
import { double } from './sql.ts'

/** Bins of a numeric column, each with an equal share of the reference as far as its values allow. */
const bins = 10
/** Levels of a categorical column that are counted one by one; the rest is "other". */
const mostLevels = 20

/** Which columns of a relation are features. */
export interface ProfiledColumns {
  readonly numeric: readonly string[]
  readonly categorical: readonly string[]
}

/**
 * How the feature columns of a relation are distributed: the reference that later batches are held against. Numeric columns are
 * cut at the deciles of their finite values; a value that fills several deciles makes one bin.
 */
export async function profileColumns(
  session: SqlSession,
  relation: string,
  columns: ProfiledColumns,
): Promise<ColumnProfile[]> {
  const empty: ColumnProfile[] = []
  for (const column of columns.numeric) {
    const edges = await chooseEdges(session, relation, column)
    empty.push({ kind: 'numeric', column, edges, shares: [], missing: 0 })
  }
  for (const column of columns.categorical) {
    const levels = await chooseLevels(session, relation, column)
    empty.push({ kind: 'categorical', column, levels, shares: [], other: 0, missing: 0 })
  }
  return (await measureColumns(session, relation, empty)).columns
}

async function chooseEdges(
  session: SqlSession,
  relation: string,
  column: string,
): Promise<number[]> {
  const deciles = Array.from({ length: bins - 1 }, (_, i) => double((i + 1) / bins))
  const [row] = await session.rows(
    `select quantile_disc(x, [${deciles.join(', ')}]) as deciles, max(x) as largest
     from (select cast(${quoteIdentifier(column)} as double) as x from ${quoteIdentifier(relation)}) where isfinite(x)`,
  )
  if (!Array.isArray(row['deciles'])) return []
  const values = row['deciles'].map(Number)
  const largest = Number(row['largest'])
  const edges = [...new Set(values)].filter((edge) => edge < largest)
  // A column that is all but constant: what lies below, at and above its value are told apart.
  return edges.length > 0 ? edges : [below(largest), largest]
}

/** The largest number that is smaller. */
function below(value: number): number {
  if (value === 0) return -Number.MIN_VALUE
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? -1n : 1n))
  return bits.getFloat64(0)
}

async function chooseLevels(
  session: SqlSession,
  relation: string,
  column: string,
): Promise<string[]> {
  const rows = await session.rows(
    `select level from (select cast(${quoteIdentifier(column)} as varchar) as level from ${quoteIdentifier(relation)})
     where level is not null group by level order by count(*) desc, level limit ${mostLevels}`,
  )
  return rows.map((row) => String(row['level']))
}
