import { predictionPrefix, tablePrefix } from '../contracts/lake-layout.ts'
import type {
  Catalog,
  CatalogColumn,
  CatalogPartition,
  CatalogTable,
} from '../contracts/ports/catalog.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { PredictionSet } from '../contracts/records/prediction.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import type { Project } from '../engine/index.ts'
import { listPredictionSets } from '../registry/index.ts'
import { openProject } from './open-project.ts'
import { predictionColumns, predictionPartitionColumns } from './prediction-columns.ts'
import { currentTables } from './read-environment.ts'

export interface PublishReport {
  readonly database: string
  readonly tables: number
  readonly partitions: number
}

/** Name of the database that shows one project in one environment. */
const databaseName = (project: string, env: string) => `${project}_${env}`

/**
 * Brings the catalog in line with the environment: one table a source and a model, the predictions with their partitions. The
 * catalog is a projection; doing this again, or after a crash, repairs it.
 */
export async function publishEnvironment(
  platform: Platform,
  project: Project,
): Promise<PublishReport> {
  const { catalog, env } = platform
  const database = databaseName(project.name, env)
  const tables = [...((await currentTables(platform, project.name))?.values() ?? [])]
  const sets = await listPredictionSets(platform.store, project.name, env)
  const partitioned = [
    ...tables.filter(isSource).map((table) => sourceTable(project, table)),
    ...(sets.length === 0 ? [] : [predictionsTable(project.name, sets)]),
  ]
  const plain = tables
    .filter((table) => !isSource(table))
    .map((table) => modelTable(project, table))
  for (const { table, partitions } of partitioned)
    await putPartitioned(catalog, database, table, partitions)
  for (const table of plain) await catalog.putTable(database, table)

  const kept = new Set([
    ...partitioned.map(({ table }) => table.name),
    ...plain.map(({ name }) => name),
  ])
  for (const table of await catalog.tables(database)) {
    if (!kept.has(table.name)) await catalog.dropTable(database, table.name)
  }
  return {
    database,
    tables: kept.size,
    partitions: partitioned.reduce((sum, one) => sum + one.partitions.length, 0),
  }
}

const isSource = (table: TableVersion): boolean => table.materialized === 'source'

interface PartitionedTable {
  readonly table: CatalogTable
  readonly partitions: readonly CatalogPartition[]
}

async function putPartitioned(
  catalog: Catalog,
  database: string,
  table: CatalogTable,
  partitions: readonly CatalogPartition[],
): Promise<void> {
  await catalog.putTable(database, table)
  await catalog.putPartitions(database, table.name, partitions)
  const kept = new Set(partitions.map(({ values }) => values.join('\n')))
  const gone = (await catalog.partitions(database, table.name))
    .map(({ values }) => values)
    .filter((values) => !kept.has(values.join('\n')))
  if (gone.length > 0) await catalog.dropPartitions(database, table.name, gone)
}

/** Each landed file is a partition: it stands apart, and a new one adds nothing to the others. */
function sourceTable(project: Project, table: TableVersion): PartitionedTable {
  const declared = project.sources.find(({ name }) => name === table.model)
  const described = new Map(declared?.columns.map((column) => [column.name, column]))
  return {
    table: {
      name: table.relation,
      description: declared?.description,
      columns: table.columns.map((column): CatalogColumn => {
        const { description, pii } = described.get(column.name) ?? {}
        return { ...column, description, pii }
      }),
      partitionColumns: [
        { name: '_part', type: 'VARCHAR', description: 'The landed file, by its digest.' },
      ],
      prefix: `tables/${table.project}/source/${table.model}/`,
      parameters: { version: table.version, layer: table.layer },
    },
    partitions: table.files.map(({ key }) => {
      const prefix = key.slice(0, key.lastIndexOf('/') + 1)
      return { values: [prefix.split('/').at(-2) ?? ''], prefix }
    }),
  }
}

function modelTable(project: Project, table: TableVersion): CatalogTable {
  const model = project.models.find(({ name }) => name === table.model)
  const described = model?.described?.value
  const declared = new Map(described?.columns.map((column) => [column.name, column]))
  const columns = table.columns.map((column): CatalogColumn => {
    const { description, pii } = declared.get(column.name) ?? {}
    return { ...column, description, pii }
  })
  return {
    name: table.relation,
    description: described?.description,
    columns,
    parameters: { version: table.version, layer: table.layer },
    ...(table.materialized === 'view'
      ? { sql: table.sql ?? '' }
      : { prefix: tablePrefix(table.project, table.layer, table.model, table.version) }),
  }
}

const predictionsTable = (project: string, sets: readonly PredictionSet[]): PartitionedTable => ({
  table: {
    name: 'predictions',
    description: 'One row per scored row, with the versions that made it.',
    columns: predictionColumns(sets[0].entity),
    partitionColumns: predictionPartitionColumns,
    prefix: `predictions/${project}/`,
    parameters: {},
  },
  partitions: sets.map(({ run_date, run_id }) => ({
    values: [run_date, run_id],
    prefix: predictionPrefix(project, run_date, run_id),
  })),
})

/** The same, for a project by its name: what `millrace publish` does. */
export const publishCatalog = async (
  platform: Platform,
  request: { readonly project: string },
): Promise<PublishReport> =>
  publishEnvironment(platform, await openProject(platform, request.project))
