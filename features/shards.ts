import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import type { FeatureView } from './feature-view.ts'
import { conditionSql, type KeyRange, keySql } from './rows-query.ts'

/** Rows of one piece of work: those between two keys. */
export interface Shard extends KeyRange {
  /** From 0. */
  readonly index: number
  readonly rows: number
}

/**
 * Cuts the rows of a view, in the order of their keys, into pieces of `shardRows` (the last may be shorter). The same rows
 * give the same pieces; each can be read apart, as the `range` of `readDataset` or `streamDataset`.
 */
export async function shardsOf(
  session: SqlSession,
  view: FeatureView,
  shardRows: number,
  where?: string,
): Promise<readonly Shard[]> {
  const keys = `select ${keySql(view)} as key from ${quoteIdentifier(view.relation)} where ${conditionSql(view, { where })}`
  const numbered = `select key, (row_number() over (order by key) - 1) // ${shardRows} as shard from (${keys})`
  const rows = await session.rows(
    `select shard, min(key) as first_key, max(key) as last_key, count(*) as n from (${numbered}) group by shard order by shard`,
  )
  return rows.map((row) => ({
    index: Number(row['shard']),
    firstKey: String(row['first_key']),
    lastKey: String(row['last_key']),
    rows: Number(row['n']),
  }))
}
