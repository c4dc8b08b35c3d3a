import { mapAtOnce } from '../contracts/at-once.ts'
import { identify } from '../contracts/digest.ts'
import type { Catalog } from '../contracts/ports/catalog.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { PredictionSet } from '../contracts/records/prediction.ts'
import type { Project } from '../engine/index.ts'
import { listPredictionSets, readEnvironment, registryRelationNames } from '../registry/index.ts'
import { atOneMoment } from './at-one-moment.ts'
import { openProject } from './open-project.ts'
import { ancestorRelations, otherRelations, snapshotRegistry } from './publish-registry.ts'
import { type ShownTable, showPredictions, showTables } from './publish-tables.ts'
import { forAthena } from './publish-views.ts'
import { requireVersions } from './read-environment.ts'

export interface PublishReport {
  readonly database: string
  readonly tables: number
  readonly partitions: number
}

/** Tables that are shown at a time. */
const tablesAtOnce = 8

/** Times that a publisher begins again because the environment moved while it was at work. */
const mostRounds = 8

/** Name of the database that shows one project in one environment. */
const databaseName = (project: string, env: string) => `${project}_${env}`

/**
 * Brings the catalog in line with the environment: what versions were made from, one table a source and a model, and the
 * predictions with their partitions, in this order, each table in one step. The catalog is a projection; doing this again, or
 * after a crash, repairs it. Throws CATALOG_… before anything is changed when a table cannot be shown.
 */
export const publishEnvironment = (platform: Platform, project: Project): Promise<PublishReport> =>
  publish(platform, project, [])

/** The same with the whole registry: what the end of a run does. */
export const publishWhole = (platform: Platform, project: Project): Promise<PublishReport> =>
  publish(platform, project, otherRelations)

/** The same for a project by its name: what `millrace publish` does. */
export const publishCatalog = async (
  platform: Platform,
  request: { readonly project: string },
): Promise<PublishReport> => publishWhole(platform, await openProject(platform, request.project))

/** Refuses table versions that the catalog could not show. Throws CATALOG_TYPE_REFUSED, CATALOG_NAME_REFUSED; changes nothing. */
export async function refuseUnshowable(
  platform: Platform,
  project: Project,
  versions: Readonly<Record<string, string>>,
): Promise<void> {
  const tables = await requireVersions(platform, project.name, versions)
  platform.catalog.check(
    showTables(project, tables)
      .flat()
      .map(({ table }) => table),
  )
}

/** Shows some of the registry's relations as they are now, and touches nothing else. */
export async function publishRelations(
  platform: Platform,
  project: Project,
  relations: readonly string[],
): Promise<void> {
  const database = databaseName(project.name, platform.env)
  const { versions } = await stateOf(platform, project.name)
  // A model of the same name is what the project means by it.
  const free = relations.filter((name) => versions[name] === undefined)
  const here = { ...platform, store: atOneMoment(platform.store) }
  for (const table of await snapshotRegistry(here, project.name, free))
    await show(platform.catalog, database, { table })
}

/**
 * Whoever moves the environment publishes afterwards, so the newest state is always shown by somebody: a publisher that was
 * overtaken, and may have put older tables over newer ones, sees so at its end and begins again.
 */
async function publish(
  platform: Platform,
  project: Project,
  relations: readonly string[],
): Promise<PublishReport> {
  for (let round = 1, before = await stateOf(platform, project.name); ; round += 1) {
    const report = await projectOnce(platform, project, before, relations)
    const after = await stateOf(platform, project.name)
    if (round >= mostRounds || after.id === before.id) return report
    before = after
  }
}

/** What is to be shown, as it is at a moment. */
interface State {
  /** Changes whenever it does. */
  readonly id: string
  readonly versions: Readonly<Record<string, string>>
  readonly sets: readonly PredictionSet[]
}

async function stateOf({ store, env }: Platform, project: string): Promise<State> {
  const [environment, sets] = await Promise.all([
    readEnvironment(store, env),
    listPredictionSets(store, project, env),
  ])
  const published = environment?.projects[project]
  const id = identify([published ?? null, sets.map(({ run_id }) => run_id).sort()])
  return { id, versions: published?.tables ?? {}, sets }
}

async function projectOnce(
  platform: Platform,
  project: Project,
  state: State,
  relations: readonly string[],
): Promise<PublishReport> {
  const { catalog, env } = platform
  const { sets } = state
  const database = databaseName(project.name, env)
  const versions = await requireVersions(platform, project.name, state.versions)
  const levels = [...showTables(project, versions), showPredictions(project.name, sets)]
  const tables = levels.flat()
  const taken = new Set(tables.map(({ table }) => table.name))
  const here = { ...platform, store: atOneMoment(platform.store) }
  const registry = async (names: readonly string[]): Promise<ShownTable[]> => {
    // A model of the same name is what the project means by it.
    const free = names.filter((name) => !taken.has(name))
    return (await snapshotRegistry(here, project.name, free)).map((table) => ({ table }))
  }
  const ancestors = await registry(ancestorRelations)
  catalog.check([...ancestors, ...tables].map(({ table }) => table))
  const shown = (some: readonly ShownTable[]) =>
    mapAtOnce(some, (one) => show(catalog, database, one), tablesAtOnce)
  await shown(ancestors)
  // Inputs before what is made from them, and predictions last.
  for (const level of await forAthena(platform, levels, versions)) await shown(level)
  await shown(await registry(relations))
  await dropOthers(catalog, database, new Set([...taken, ...registryRelationNames]))
  return {
    database,
    tables: tables.length,
    partitions: tables.reduce((sum, { partitions = [] }) => sum + partitions.length, 0),
  }
}

async function show(
  catalog: Catalog,
  database: string,
  { table, partitions }: ShownTable,
): Promise<void> {
  await catalog.putTable(database, table)
  if (partitions === undefined) return
  await catalog.putPartitions(database, table.name, partitions)
  const kept = new Set(partitions.map(({ values }) => identify(values)))
  const gone = (await catalog.partitions(database, table.name))
    .map(({ values }) => values)
    .filter((values) => !kept.has(identify(values)))
  if (gone.length > 0) await catalog.dropPartitions(database, table.name, gone)
}

/** Removes what the environment no longer has. Tables that others made in the database stay. */
async function dropOthers(
  catalog: Catalog,
  database: string,
  kept: ReadonlySet<string>,
): Promise<void> {
  for (const { name, parameters } of await catalog.tables(database)) {
    if (!kept.has(name) && parameters['layer'] !== undefined)
      await catalog.dropTable(database, name)
  }
}
