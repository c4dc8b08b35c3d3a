import type { Key } from './object-store.ts'
import type { Column } from './sql-engine.ts'

export interface CatalogColumn extends Column {
  readonly description?: string
  readonly pii?: boolean
}

/** A table as query tools see it. It is a projection: it can always be made again from the environment. */
export interface CatalogTable {
  readonly name: string
  readonly description?: string
  readonly columns: readonly CatalogColumn[]
  readonly partitionColumns?: readonly CatalogColumn[]
  /** A view's SELECT over other tables of the database; without it the table is Parquet under `prefix`. */
  readonly sql?: string
  /** The same SELECT in the SQL of Athena, where it is another. @default `sql` */
  readonly athenaSql?: string
  /** Prefix that holds exactly the table's files. Absent for views. */
  readonly prefix?: Key
  /** Facts such as the table version, kept with the table. */
  readonly parameters: Readonly<Record<string, string>>
}

export interface CatalogPartition {
  /** Values of the partition columns, in order. */
  readonly values: readonly string[]
  readonly prefix: Key
}

/** What analysts' tools find tables by: AWS Glue in the cloud, documents and a SQL script in a folder. One database a project and environment. */
export interface Catalog {
  /** Whose SQL views have to be in besides DuckDB's. @default nobody else's */
  readonly views?: 'athena'
  /**
   * Looks whether tables that are to stand in one database can be shown as they are; changes nothing.
   * Throws CATALOG_NAME_REFUSED and CATALOG_TYPE_REFUSED.
   */
  check(tables: readonly CatalogTable[]): void
  tables(database: string): Promise<readonly CatalogTable[]>
  table(database: string, name: string): Promise<CatalogTable | undefined>
  /** Creates or replaces the table in one step. Putting what is there already changes nothing. */
  putTable(database: string, table: CatalogTable): Promise<void>
  /** Removes the table and its partitions; removing what is not there is no error. */
  dropTable(database: string, name: string): Promise<void>
  partitions(database: string, table: string): Promise<readonly CatalogPartition[]>
  /** Adds or replaces partitions, known by their values. */
  putPartitions(
    database: string,
    table: string,
    partitions: readonly CatalogPartition[],
  ): Promise<void>
  dropPartitions(
    database: string,
    table: string,
    values: readonly (readonly string[])[],
  ): Promise<void>
}
