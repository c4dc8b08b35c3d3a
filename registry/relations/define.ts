import type { CatalogColumn } from '../../contracts/ports/catalog.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import type { Row } from '../../contracts/ports/sql-engine.ts'

/** A part of the registry as a flat table. */
export interface RelationDefinition {
  readonly name: string
  readonly description: string
  readonly columns: readonly CatalogColumn[]
  /** Its rows now: of one project, or of all. */
  rows(store: ObjectStore, project?: string): Promise<Row[]>
}

interface ColumnOf<T> extends CatalogColumn {
  readonly value: (entry: T) => string | number | boolean | null
}

type Define<T> = (name: string, description: string, value: (entry: T) => unknown) => ColumnOf<T>

/** Columns by type. Nested values become JSON text; times stay ISO 8601 in UTC, which SQL reads as TIMESTAMP. */
export interface Columns<T> {
  readonly text: Define<T>
  readonly count: Define<T>
  readonly number: Define<T>
  readonly flag: Define<T>
  readonly time: Define<T>
  readonly json: Define<T>
}

/** Declares a table: where its entries come from and how each becomes a row. */
export function defineRelation<T>(
  name: string,
  description: string,
  read: (store: ObjectStore, project?: string) => Promise<readonly T[]>,
  declare: (columns: Columns<T>) => readonly ColumnOf<T>[],
): RelationDefinition {
  const declared = declare(columnsOf<T>())
  return Object.freeze({
    name,
    description,
    columns: declared.map(({ name, type, description }) => ({ name, type, description })),
    rows: async (store: ObjectStore, project?: string) =>
      (await read(store, project)).map((entry) => rowOf(declared, entry)),
  })
}

const rowOf = <T>(declared: readonly ColumnOf<T>[], entry: T): Row =>
  Object.fromEntries(declared.map(({ name, value }) => [name, value(entry)]))

const columnsOf = <T>(): Columns<T> => ({
  text: typed('VARCHAR'),
  count: typed('BIGINT'),
  number: typed('DOUBLE'),
  flag: typed('BOOLEAN'),
  time: typed('TIMESTAMP'),
  json: typed('VARCHAR', (value) => JSON.stringify(value)),
})

const typed =
  <T>(type: string, shown: (value: unknown) => unknown = (value) => value): Define<T> =>
  (name, description, value) => ({
    name,
    type,
    description,
    value: (entry) => plain(shown(value(entry))),
  })

const plain = (value: unknown): string | number | boolean | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null
