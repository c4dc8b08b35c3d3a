import { predictionPrefix, tablePrefix } from '../contracts/lake-layout.ts'
import type { CatalogColumn, CatalogPartition, CatalogTable } from '../contracts/ports/catalog.ts'
import type { PredictionSet } from '../contracts/records/prediction.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import type { Project } from '../engine/index.ts'
import { predictionColumns, predictionPartitionColumns } from './prediction-columns.ts'

/** A table as the catalog is to show it. Without `partitions` it is one that has none. */
export interface ShownTable {
  readonly table: CatalogTable
  readonly partitions?: readonly CatalogPartition[]
}

/** Table versions as the catalog shows them: levels, each after the inputs of what is in it. */
export const showTables = (project: Project, tables: readonly TableVersion[]): ShownTable[][] =>
  inLevels(tables).map((level) =>
    level.map((table) =>
      table.materialized === 'source' ? showSource(project, table) : showModel(project, table),
    ),
  )

function inLevels(tables: readonly TableVersion[]): readonly (readonly TableVersion[])[] {
  const byRelation = new Map(tables.map((table) => [table.relation, table]))
  const depths = new Map<TableVersion, number>()
  const depthOf = (table: TableVersion): number => {
    const known = depths.get(table)
    if (known !== undefined) return known
    const inputs = table.inputs.flatMap(({ relation }) => byRelation.get(relation) ?? [])
    const depth = inputs.reduce((deepest, input) => Math.max(deepest, depthOf(input) + 1), 0)
    depths.set(table, depth)
    return depth
  }
  const levels: TableVersion[][] = []
  for (const table of tables) {
    const depth = depthOf(table)
    while (levels.length <= depth) levels.push([])
    levels[depth].push(table)
  }
  return levels
}

/** Each landed file is a partition: it stands apart, and a new one adds nothing to the others. */
function showSource(project: Project, table: TableVersion): ShownTable {
  const declared = project.sources.find(({ name }) => name === table.model)
  return {
    table: {
      name: table.relation,
      description: declared?.description,
      columns: described(table, declared?.columns),
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

function showModel(project: Project, table: TableVersion): ShownTable {
  const declared = project.models.find(({ name }) => name === table.model)?.described?.value
  return {
    table: {
      name: table.relation,
      description: declared?.description,
      columns: described(table, declared?.columns),
      parameters: { version: table.version, layer: table.layer },
      ...(table.materialized === 'view'
        ? { sql: table.sql ?? '' }
        : { prefix: tablePrefix(table.project, table.layer, table.model, table.version) }),
    },
  }
}

function described(
  { columns }: TableVersion,
  declared: readonly { name: string; description?: string; pii?: boolean }[] = [],
): readonly CatalogColumn[] {
  const byName = new Map(declared.map((column) => [column.name, column]))
  return columns.map((column) => {
    const { description, pii } = byName.get(column.name) ?? {}
    return { ...column, description, pii }
  })
}

/** Predictions with one partition a run; none when nothing was scored. */
export const showPredictions = (project: string, sets: readonly PredictionSet[]): ShownTable[] =>
  sets.length === 0
    ? []
    : [
        {
          table: {
            name: 'predictions',
            description: 'One row per scored row, with the versions that made it.',
            columns: predictionColumns(sets[0].entity),
            partitionColumns: predictionPartitionColumns,
            prefix: `predictions/${project}/`,
            parameters: { layer: 'predictions' },
          },
          partitions: sets.map(({ run_date, run_id, files }) => ({
            values: [run_date, run_id],
            prefix: folderOf(files) ?? predictionPrefix(project, run_date, run_id),
          })),
        },
      ]

/** What a run published may lie below its own folder: then what lies beside it was not published. */
const folderOf = ([file]: PredictionSet['files']): string | undefined =>
  file?.key.slice(0, file.key.lastIndexOf('/') + 1)
