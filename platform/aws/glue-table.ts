import type {
  Column as GlueColumn,
  StorageDescriptor,
  Table,
  TableInput,
} from '@aws-sdk/client-glue'
import { canonicalJson } from '../../contracts/digest.ts'
import { hiveType } from '../../contracts/hive-types.ts'
import type { CatalogColumn, CatalogTable } from '../../contracts/ports/catalog.ts'
import { expandedText, sqlOfView, viewParameters, viewText } from './glue-view.ts'

/** Absolute address of a prefix of the lake and back. */
export interface Addresses {
  /** `s3://bucket/prefix/`, with the slash at its end */
  readonly root: string
}

/** Facts of a table stand under this, so that they never change how a tool reads it. */
const own = 'millrace.'
const commentLength = 255
const descriptionLength = 2048

/** The table as Glue is told it. Types and names were checked before. */
export function tableInput(database: string, table: CatalogTable, { root }: Addresses): TableInput {
  const partitionKeys = (table.partitionColumns ?? []).map(glueColumn)
  const shared = {
    Name: table.name.toLowerCase(),
    Description: shortened(table.description, descriptionLength),
    PartitionKeys: partitionKeys,
    Retention: 0,
  }
  const columns = table.columns.map(glueColumn)
  if (table.prefix === undefined) {
    const sql = table.sql ?? ''
    return {
      ...shared,
      // It would stand in the place of the comment by which Trino knows a view of its own.
      Description: undefined,
      TableType: 'VIRTUAL_VIEW',
      ViewOriginalText: viewText(database, table.athenaSql ?? sql, table.columns),
      ViewExpandedText: expandedText,
      StorageDescriptor: { Columns: columns, Location: '', SerdeInfo: {} },
      Parameters: {
        ...viewParameters,
        ...ownParameters(table),
        ...(table.description === undefined ? {} : { millrace_description: table.description }),
        ...(table.athenaSql === undefined ? {} : { millrace_sql: sql }),
      },
    }
  }
  return {
    ...shared,
    TableType: 'EXTERNAL_TABLE',
    StorageDescriptor: parquetStorage(columns, `${root}${table.prefix}`),
    Parameters: { EXTERNAL: 'TRUE', classification: 'parquet', ...ownParameters(table) },
  }
}

/** How the Parquet files at an address are read. */
export const parquetStorage = (
  columns: readonly GlueColumn[],
  location: string,
): StorageDescriptor => ({
  Columns: [...columns],
  Location: location,
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: {
    SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    Parameters: { 'serialization.format': '1' },
  },
})

/** What the table of Glue says, in the catalog's words. */
export function catalogTable(table: Table, { root }: Addresses): CatalogTable {
  const parameters = table.Parameters ?? {}
  const location = table.StorageDescriptor?.Location ?? ''
  const view = sqlOfView(table.ViewOriginalText)
  const partitionColumns = (table.PartitionKeys ?? []).map(catalogColumn)
  return {
    name: parameters['millrace_name'] ?? table.Name ?? '',
    ...optional('description', parameters['millrace_description'] ?? table.Description),
    columns: (table.StorageDescriptor?.Columns ?? []).map(catalogColumn),
    ...(partitionColumns.length === 0 ? {} : { partitionColumns }),
    ...(view === undefined
      ? { prefix: prefixOf(location, root) }
      : viewSql(parameters['millrace_sql'], view)),
    parameters: Object.fromEntries(
      Object.entries(parameters)
        .filter(([name]) => name.startsWith(own))
        .map(([name, value]) => [name.slice(own.length), value]),
    ),
  }
}

const viewSql = (sql: string | undefined, view: string) =>
  sql === undefined ? { sql: view } : { sql, athenaSql: view }

/** The lake's prefix of an address; an address elsewhere stays as it is. */
export const prefixOf = (location: string, root: string): string =>
  location.startsWith(root) ? location.slice(root.length) : location

/** True when Glue shows the table exactly so; fields that Glue adds by itself do not count. */
export const isShownAs = (table: Table, input: TableInput): boolean =>
  canonicalJson(essence(table)) === canonicalJson(essence(input))

const essence = (table: Table | TableInput) => ({
  name: table.Name,
  description: table.Description || undefined,
  type: table.TableType,
  partitionKeys: (table.PartitionKeys ?? []).map(columnEssence),
  storage: storageEssence(table.StorageDescriptor),
  parameters: table.Parameters ?? {},
  view: table.ViewOriginalText || undefined,
})

export const storageEssence = (storage: StorageDescriptor | undefined) => ({
  columns: (storage?.Columns ?? []).map(columnEssence),
  location: storage?.Location ?? '',
  input: storage?.InputFormat || undefined,
  output: storage?.OutputFormat || undefined,
  library: storage?.SerdeInfo?.SerializationLibrary || undefined,
  serde: storage?.SerdeInfo?.Parameters ?? {},
  compressed: storage?.Compressed ?? false,
  parameters: storage?.Parameters ?? {},
})

const columnEssence = ({ Name, Type, Comment, Parameters }: GlueColumn) => ({
  Name,
  Type,
  Comment: Comment || undefined,
  Parameters: Parameters ?? {},
})

function ownParameters(table: CatalogTable): Record<string, string> {
  const personal = [...table.columns, ...(table.partitionColumns ?? [])].filter(({ pii }) => pii)
  return {
    ...Object.fromEntries(
      Object.entries(table.parameters).map(([name, value]) => [`${own}${name}`, value]),
    ),
    ...(personal.length === 0 ? {} : { pii_columns: personal.map(({ name }) => name).join(',') }),
    ...(table.name === table.name.toLowerCase() ? {} : { millrace_name: table.name }),
    ...whole('millrace_description', table.description, descriptionLength),
  }
}

function glueColumn({ name, type, description, pii }: CatalogColumn): GlueColumn {
  const mapping = hiveType(type)
  if (mapping.kind === 'refused') throw new Error(`The type ${type} was not checked.`)
  return {
    Name: name.toLowerCase(),
    Type: mapping.hive,
    Comment: singleLine(shortened(description, commentLength)),
    Parameters: {
      duckdb_type: type,
      ...(name === name.toLowerCase() ? {} : { name }),
      ...(pii === undefined ? {} : { pii: String(pii) }),
      ...whole('description', description, commentLength),
    },
  }
}

function catalogColumn({ Name, Type, Comment, Parameters = {} }: GlueColumn): CatalogColumn {
  const pii = Parameters['pii']
  return {
    name: Parameters['name'] ?? Name ?? '',
    type: Parameters['duckdb_type'] ?? Type ?? '',
    ...optional('description', Parameters['description'] ?? Comment),
    ...(pii === undefined ? {} : { pii: pii === 'true' }),
  }
}

/** Glue's own fields are short and, for columns, of one line; what does not fit stands whole beside it. */
const whole = (name: string, text: string | undefined, length: number) =>
  text === undefined || singleLine(shortened(text, length)) === text ? {} : { [name]: text }

const singleLine = <T extends string | undefined>(text: T) => text?.replaceAll(/[\r\n]+/g, ' ')

function shortened(text: string | undefined, bytes: number): string | undefined {
  if (text === undefined || Buffer.byteLength(text) <= bytes) return text
  const cut = Buffer.from(text)
    .subarray(0, bytes - 3)
    .toString('utf8')
  return `${cut.replace(/\uFFFD+$/, '')}…`
}

const optional = <K extends string>(name: K, value: string | undefined) =>
  value === undefined || value === '' ? {} : { [name]: value }
