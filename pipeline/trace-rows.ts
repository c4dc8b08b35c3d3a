import type { Platform } from '../contracts/ports/platform.ts'
import type { Row, SqlSession } from '../contracts/ports/sql-engine.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import { arrivalOfPart } from '../registry/index.ts'
import { sourceLine } from './source-line.ts'

/** Rows of one table shown at most. */
const mostRows = 20
/** Columns by which one table's row is followed into another: ids and keys. */
const keyColumn = /(^|_)(id|key)$/i

/** Where a source's row came from. */
export interface TracedFile {
  readonly name: string
  /** Physical line the record starts on (row, for Parquet), from 1. */
  readonly row: number
  /** The landed object. */
  readonly key: string
  readonly sha256: string
  readonly arrived_at: string
  /** The record as it landed; null where it is not text or cannot be told apart. */
  readonly text: string | null
}

/** One table on the way, with its rows of the traced record as they were in that version. */
export interface TracedTable {
  readonly relation: string
  readonly layer: TableVersion['layer']
  readonly version: string
  readonly materialized: TableVersion['materialized']
  /** SQL file in the project; null for a source. */
  readonly file: string | null
  /** Column → value that found the rows; null where there was nothing to follow. */
  readonly found_by: Readonly<Record<string, string>> | null
  readonly rows: readonly Row[]
  /** Rows there are; `rows` shows the first 20. */
  readonly total: number
  /** For a source, where each of the rows came from; null where its file is not known. */
  readonly files: readonly (TracedFile | null)[]
  readonly note: string | null
}

export type TraceDeps = Pick<Platform, 'store' | 'files'>

/**
 * Rows of one record in every table that made it, inputs first. A table with the entity's column is asked for the key; any
 * other one is followed by the ids it shares with rows already found, where these have one value only.
 */
export async function traceTables(
  deps: TraceDeps,
  session: SqlSession,
  tables: readonly TableVersion[],
  { entity, key }: { readonly entity: string; readonly key: string },
): Promise<TracedTable[]> {
  const traced: TracedTable[] = []
  for (const table of tables.toReversed()) {
    const consumers = traced.filter(({ relation }) => reads(tables, relation, table.relation))
    const foundBy = hasColumn(table, entity) ? { [entity]: key } : sharedKeys(table, consumers)
    traced.push(await traceTable(deps, session, table, foundBy))
  }
  return traced.toReversed()
}

const reads = (tables: readonly TableVersion[], consumer: string, input: string): boolean =>
  tables.some(
    ({ relation, inputs }) =>
      relation === consumer && inputs.some((read) => read.relation === input),
  )

const hasColumn = ({ columns }: TableVersion, name: string): boolean =>
  columns.some((column) => column.name === name)

/** Ids that a table shares with rows that were made from it; null when there are none, or rows disagree on one. */
function sharedKeys(
  { columns }: TableVersion,
  consumers: readonly TracedTable[],
): Record<string, string> | null {
  const shared: Record<string, string> = {}
  for (const { name } of columns.filter((column) => keyColumn.test(column.name))) {
    const values = new Set(
      consumers
        .flatMap(({ rows }) => rows.map((row) => row[name]))
        .filter((value) => value !== null && value !== undefined)
        .map(String),
    )
    if (values.size > 1) return null
    for (const value of values) shared[name] = value
  }
  return Object.keys(shared).length === 0 ? null : shared
}

async function traceTable(
  deps: TraceDeps,
  session: SqlSession,
  table: TableVersion,
  foundBy: Record<string, string> | null,
): Promise<TracedTable> {
  const { relation, layer, version, materialized, file } = table
  const base = { relation, layer, version, materialized, file, found_by: foundBy }
  if (foundBy === null) {
    const note = 'not followed: it shares no id of one value with the rows that were made from it'
    return { ...base, rows: [], total: 0, files: [], note }
  }
  const exact = await findRows(session, table, foundBy, false)
  // A source may write ids with blanks around them that the first models take off.
  const found = exact.total > 0 ? exact : await findRows(session, table, foundBy, true)
  const files = await Promise.all(
    found.parts.map((part, i) => traceFile(deps, table, part, found.rows[i])),
  )
  const conditions = Object.entries(foundBy).map(([column, value]) => `${column} = ${value}`)
  const note = found.total === 0 ? `no row with ${conditions.join(' and ')}` : null
  return { ...base, rows: found.rows, total: found.total, files, note }
}

interface Found {
  readonly rows: readonly Row[]
  readonly total: number
  /** Parquet object of each row, for a source. */
  readonly parts: readonly unknown[]
}

async function findRows(
  session: SqlSession,
  table: TableVersion,
  foundBy: Record<string, string>,
  trimmed: boolean,
): Promise<Found> {
  const columns = Object.keys(foundBy)
  const value = (column: string) => `cast(${quoteIdentifier(column)} as varchar)`
  const where = columns
    .map((column) => `${trimmed ? `trim(${value(column)})` : value(column)} = ?`)
    .join(' and ')
  const isSource = table.layer === 'source' && table.files.length > 0
  const from = isSource
    ? session.parquet(table.files.map((file) => file.key))
    : quoteIdentifier(table.relation)
  const list = isSource ? 'filename as "_part", *' : '*'
  const parameters = Object.values(foundBy)
  const [counted] = await session.rows(
    `select count(*) as n from ${from} where ${where}`,
    parameters,
  )
  const order = isSource ? 'order by "_part", "_source_row"' : 'order by all'
  const rows = await session.rows(
    `select ${list} from ${from} where ${where} ${order} limit ${mostRows}`,
    parameters,
  )
  return {
    rows: rows.map(({ _part, ...row }) => plainRow(row)),
    total: Number(counted['n']),
    parts: isSource ? rows.map((row) => row['_part']) : [],
  }
}

/** Whole numbers beyond what JSON holds become text. */
const plainRow = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ]),
  )

async function traceFile(
  deps: TraceDeps,
  table: TableVersion,
  part: unknown,
  row: Row,
): Promise<TracedFile | null> {
  const key = table.files.find((file) => deps.store.location(file.key) === part)?.key
  const line = Number(row['_source_row'])
  if (key === undefined || !Number.isInteger(line)) return null
  const arrival = await arrivalOfPart(deps.store, table.project, table.model, key)
  if (arrival === undefined) return null
  return {
    name: arrival.name,
    row: line,
    key: arrival.key,
    sha256: arrival.digest,
    arrived_at: arrival.arrived_at,
    text: await sourceLine(deps, arrival, line),
  }
}
