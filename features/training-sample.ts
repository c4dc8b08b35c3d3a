import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import type { FeatureView } from './feature-view.ts'
import { checkView } from './feature-view.ts'
import { selectDigests, type TrainingTexts } from './lsa/training-texts.ts'
import { type RowsWanted, rowsQuery, splitColumns, textColumn } from './rows-query.ts'
import type { SplitRows } from './split.ts'

/**
 * The texts of the chosen rows, ready to fit an encoder on. Only those that fitting looks at are read. `rows` must be those
 * of the same view and condition; `isChosen` is asked with their places.
 */
export async function readTrainingTexts(
  session: SqlSession,
  view: FeatureView & { readonly text: string },
  rows: SplitRows,
  isChosen: (row: number) => boolean,
  wanted: RowsWanted = {},
): Promise<TrainingTexts> {
  const { selected, digest, count } = selectDigests(
    (rows.textDigests ?? []).filter((_, row) => isChosen(row)),
  )
  const texts = new Map<string, string>(selected.map((key) => [key, '']))
  const { columns, sql } = await query(session, view, wanted)
  const [digests, text] = [
    columns.findIndex(({ role }) => role === 'digest'),
    columns.findIndex(({ role }) => role === 'text'),
  ]
  for await (const chunk of session.chunks(sql))
    chunk.columns[digests].values.forEach((key: unknown, row: number) => {
      if (texts.has(String(key))) texts.set(String(key), String(chunk.columns[text].values[row]))
    })
  return { texts: selected.map((key) => texts.get(key) as string), digest, count }
}

async function query(
  session: SqlSession,
  view: FeatureView & { readonly text: string },
  wanted: RowsWanted,
) {
  const types = await checkView(session, view)
  const columns = [...splitColumns(view, types), textColumn(view.text)]
  return { columns, sql: rowsQuery(view, columns, wanted) }
}
