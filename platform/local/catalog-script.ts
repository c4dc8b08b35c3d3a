import type { CatalogColumn, CatalogPartition } from '../../contracts/ports/catalog.ts'
import { quoteIdentifier, quoteText } from '../../contracts/sql-text.ts'
import type { CatalogDocument } from './catalog-document.ts'

/** Gives the absolute path of the files' folder for a prefix. */
export type Locate = (prefix: string) => string

/**
 * SQL that shows a database of the catalog in any DuckDB: a schema of its name with one view a table. Run it with
 * `duckdb -init open.sql` or paste it; running it again brings the views up to date.
 */
export function catalogScript(
  database: string,
  documents: readonly CatalogDocument[],
  locate: Locate,
): string {
  const views = inOrderOfUse(documents).map((document) => viewOf(document, locate))
  return [
    `-- The database ${database} as it was last published. Made by Millrace; changes here are lost.`,
    '-- Open it with: duckdb -init open.sql',
    `create schema if not exists ${quoteIdentifier(database)};`,
    `use ${quoteIdentifier(database)};`,
    ...views,
    '',
  ].join('\n')
}

function viewOf(document: CatalogDocument, locate: Locate): string {
  const { table } = document
  const select = table.sql ?? tableSelect(document, locate)
  const create = `\ncreate or replace view ${quoteIdentifier(table.name)} as\n${select};`
  if (table.description === undefined) return create
  return `${create}\ncomment on view ${quoteIdentifier(table.name)} is ${quoteText(table.description)};`
}

function tableSelect({ table, partitions }: CatalogDocument, locate: Locate): string {
  const partitionColumns = table.partitionColumns ?? []
  if (partitionColumns.length === 0 && table.prefix !== undefined)
    return filesSelect(table.columns, [], locate(table.prefix))
  if (partitions.length === 0) return emptySelect([...table.columns, ...partitionColumns])
  return partitions
    .map(({ prefix, values }) =>
      filesSelect(table.columns, partitionValues(partitionColumns, values), locate(prefix)),
    )
    .join('\nunion all\n')
}

const filesSelect = (
  columns: readonly CatalogColumn[],
  constants: readonly string[],
  folder: string,
): string =>
  `select ${[...columns.map((column) => quoteIdentifier(column.name)), ...constants].join(', ')}\n` +
  `from read_parquet(${quoteText(`${escapeGlob(folder)}/*.parquet`)}, union_by_name = true, hive_partitioning = false)`

const partitionValues = (
  columns: readonly CatalogColumn[],
  values: CatalogPartition['values'],
): readonly string[] =>
  columns.map(
    (column, index) =>
      `cast(${quoteText(values[index] ?? '')} as ${column.type}) as ${quoteIdentifier(column.name)}`,
  )

const emptySelect = (columns: readonly CatalogColumn[]): string =>
  `select ${columns.map((column) => `cast(null as ${column.type}) as ${quoteIdentifier(column.name)}`).join(', ')}\nwhere false`

/** Tables first, then views after the views they mention: DuckDB looks every name up when it creates a view. */
function inOrderOfUse(documents: readonly CatalogDocument[]): readonly CatalogDocument[] {
  const ordered = new Set<CatalogDocument>(documents.filter(({ table }) => table.sql === undefined))
  const visiting = new Set<CatalogDocument>()
  const visit = (document: CatalogDocument): void => {
    if (ordered.has(document) || visiting.has(document)) return
    visiting.add(document)
    for (const other of documents) if (mentions(document, other.table.name)) visit(other)
    ordered.add(document)
  }
  documents.forEach(visit)
  return [...ordered]
}

// A word that is a column as well only moves a view further down than it need be.
const mentions = ({ table }: CatalogDocument, other: string): boolean =>
  table.sql?.toLowerCase().includes(other.toLowerCase()) === true

const escapeGlob = (path: string): string => path.replace(/[[*?]/g, '[$&]')
