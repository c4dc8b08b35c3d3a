import { mapAtOnce } from '../contracts/at-once.ts'
import { tablePart, tablePrefix } from '../contracts/lake-layout.ts'
import type { CatalogTable } from '../contracts/ports/catalog.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import { type ViewForAthena, viewForAthena } from '../engine/index.ts'
import { withSession } from './open-session.ts'
import type { ShownTable } from './publish-tables.ts'
import { behind, withTables } from './read-environment.ts'

type Adapters = Pick<Platform, 'store' | 'engine' | 'catalog'>

/**
 * Views as Athena can read them, where the catalog is one of Athena: in its SQL, or, when that has no way to say the same, as a
 * table of the rows that the view has. A version of a view reads versions of tables, so its rows never change.
 */
export async function forAthena(
  platform: Adapters,
  levels: readonly (readonly ShownTable[])[],
  tables: readonly TableVersion[],
): Promise<readonly (readonly ShownTable[])[]> {
  const byRelation = new Map(tables.map((table) => [table.relation, table]))
  const views = tables.filter(({ materialized }) => materialized === 'view')
  if (platform.catalog.views !== 'athena' || views.length === 0) return levels
  const readable = await readableViews(platform, views, byRelation)
  return levels.map((level) =>
    level.map((shown) => {
      const change = readable.get(shown.table.name)
      return change === undefined ? shown : { ...shown, table: change(shown.table) }
    }),
  )
}

type Change = (table: CatalogTable) => CatalogTable

async function readableViews(
  platform: Adapters,
  views: readonly TableVersion[],
  byRelation: ReadonlyMap<string, TableVersion>,
): Promise<ReadonlyMap<string, Change>> {
  const translated = await withSession(platform.engine, { readable: [] }, (session) =>
    mapAtOnce(views, (view) => {
      const inputs = view.inputs.flatMap(({ relation }) => byRelation.get(relation) ?? [])
      return viewForAthena(session, view, inputs)
    }),
  )
  const changes = await mapAtOnce(
    views,
    (view, index) => changeOf(platform, view, byRelation, translated[index]),
    1,
  )
  return new Map(views.map(({ relation }, index) => [relation, changes[index]]))
}

async function changeOf(
  platform: Adapters,
  view: TableVersion,
  byRelation: ReadonlyMap<string, TableVersion>,
  made: ViewForAthena,
): Promise<Change> {
  if ('sql' in made) return (table) => ({ ...table, athenaSql: made.sql })
  await keepRows(platform, view, byRelation)
  const { project, layer, model, version } = view
  return ({ sql: _, ...table }) => ({
    ...table,
    prefix: tablePrefix(project, layer, model, version),
    parameters: { ...table.parameters, rows_of_view: 'true', not_a_view_because: made.refused },
  })
}

/** Writes the rows of a view below its own version, unless they are there. */
async function keepRows(
  platform: Adapters,
  { project, layer, model, version, relation }: TableVersion,
  byRelation: ReadonlyMap<string, TableVersion>,
): Promise<void> {
  const key = tablePart(project, layer, model, version)
  if ((await platform.store.head(key)) !== undefined) return
  await withTables(platform, project, behind(byRelation, [relation]), async (session) => {
    await session.write(`select * from ${quoteIdentifier(relation)}`, key)
  })
}
