import type { Dataset } from '../contracts/dataset.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import type { TextEncoder } from '../contracts/ports/text-encoder.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import type { FeatureRows } from './feature-rows.ts'
import { checkView, type FeatureView } from './feature-view.ts'
import { RowsBuilder } from './rows-builder.ts'
import {
  conditionSql,
  featureColumns,
  type QueryColumn,
  type RowsWanted,
  rowsQuery,
  splitColumns,
  textColumn,
} from './rows-query.ts'
import type { SplitRows } from './split.ts'
import { vectorRelation } from './vector-cache.ts'

export interface DatasetOptions extends RowsWanted {
  /** Takes the text column's vectors from the cache, and n-grams from the encoder if it has them. @default no text features */
  readonly withVectors?: { readonly encoder: TextEncoder; readonly store: ObjectStore }
}

/**
 * Reads a feature relation as columns. Numbers and BOOLEAN become doubles (NaN where NULL or not finite), categorical
 * values text, labels class indexes. Throws FEATURE_COLUMN_MISSING, FEATURE_COLUMN_MISTYPED, FEATURE_KEY_NULL,
 * FEATURE_KEY_DUPLICATE, FEATURE_LABEL_UNKNOWN, FEATURE_VECTOR_MISSING.
 *
 * @example
 * const { dataset, split } = await readDataset(session, view, { withVectors: { encoder, store } })
 * const sides = assignSplits(split, { by: 'hash', validation: 0.15, test: 0.15 })
 */
export async function readDataset(
  session: SqlSession,
  view: FeatureView,
  options: DatasetOptions = {},
): Promise<FeatureRows> {
  const { columns, sql } = await compile(session, view, options)
  const rows = await countRows(session, view, options)
  const builder = new RowsBuilder(view, columns, { rows, encoder: options.withVectors?.encoder })
  for await (const chunk of session.chunks(sql)) builder.add(chunk)
  return builder.finish()
}

/** The same in pieces of about 2,048 rows, in memory that does not grow with their number. */
export async function* streamDataset(
  session: SqlSession,
  view: FeatureView,
  options: DatasetOptions = {},
): AsyncGenerator<Dataset> {
  const { columns, sql } = await compile(session, view, options)
  const encoder = options.withVectors?.encoder
  let lastKey: string | undefined
  for await (const chunk of session.chunks(sql)) {
    const builder = new RowsBuilder(view, columns, { rows: chunk.rows, encoder, lastKey })
    builder.add(chunk)
    lastKey = builder.lastKey
    yield builder.finish().dataset
  }
}

/** What the split looks at, without any feature: enough to choose the rows an encoder is fitted on. */
export async function readSplitRows(
  session: SqlSession,
  view: FeatureView,
  wanted: RowsWanted = {},
): Promise<SplitRows> {
  return (await readDataset(session, { ...view, numeric: [], categorical: [] }, wanted)).split
}

async function compile(
  session: SqlSession,
  view: FeatureView,
  options: DatasetOptions,
): Promise<{ readonly columns: readonly QueryColumn[]; readonly sql: string }> {
  const types = await checkView(session, view)
  const { withVectors } = options
  const columns = [...splitColumns(view, types), ...featureColumns(view)]
  if (withVectors === undefined || view.text === undefined)
    return { columns, sql: rowsQuery(view, columns, options) }
  if (withVectors.encoder.ngrams) columns.push(textColumn(view.text))
  const vectors = await vectorRelation(session, withVectors.store, withVectors.encoder)
  return { columns, sql: rowsQuery(view, columns, options, vectors) }
}

async function countRows(
  session: SqlSession,
  view: FeatureView,
  wanted: RowsWanted,
): Promise<number> {
  const [row] = await session.rows(
    `select count(*) as n from ${quoteIdentifier(view.relation)} where ${conditionSql(view, wanted)}`,
  )
  return Number(row['n'])
}
