import { quoteIdentifier, quoteText } from '../contracts/sql-text.ts'
import type { FeatureView } from './feature-view.ts'
import { isMoment, isNumber } from './feature-view.ts'
import { textDigestSql, textSql } from './text-digest.ts'

/** Rows from one key to another, both included. Keys are compared as text. */
export interface KeyRange {
  readonly firstKey: string
  readonly lastKey: string
}

/** Which rows of a view are read. */
export interface RowsWanted {
  /** SQL condition on the relation's rows; it may hold an anti-join (`not exists (…)`). @default all rows */
  readonly where?: string
  readonly range?: KeyRange
}

/** A column of the query: what it is for, and the SQL that gives it. */
export interface QueryColumn {
  readonly role:
    | 'key'
    | 'label'
    | 'time'
    | 'group'
    | 'digest'
    | 'text'
    | 'vector'
    | 'numeric'
    | 'categorical'
  readonly name: string
  readonly sql: string
}

export const keySql = (view: FeatureView): string =>
  `cast(${quoteIdentifier(view.entity)} as varchar)`

export function conditionSql(view: FeatureView, { where, range }: RowsWanted): string {
  const conditions = where === undefined ? [] : [`(${where})`]
  if (range)
    conditions.push(
      `${keySql(view)} between ${quoteText(range.firstKey)} and ${quoteText(range.lastKey)}`,
    )
  return conditions.length === 0 ? 'true' : conditions.join(' and ')
}

/** What the split looks at. */
export function splitColumns(
  view: FeatureView,
  types: ReadonlyMap<string, string>,
): readonly QueryColumn[] {
  const columns: QueryColumn[] = [{ role: 'key', name: view.entity, sql: keySql(view) }]
  const add = (
    role: QueryColumn['role'],
    name: string | undefined,
    sql: (column: string) => string,
  ) => {
    if (name !== undefined) columns.push({ role, name, sql: sql(quoteIdentifier(name)) })
  }
  const type = (name: string | undefined) => types.get(name ?? '') ?? ''
  add(
    'label',
    view.label,
    (column) => `cast(${column} as ${isNumber(type(view.label)) ? 'double' : 'varchar'})`,
  )
  add('time', view.eventTime, (column) => timeSql(column, type(view.eventTime)))
  add('group', view.group, (column) => `cast(${column} as varchar)`)
  add('digest', view.text, textDigestSql)
  return columns
}

/** Microseconds since 1970, or the number itself. */
function timeSql(column: string, type: string): string {
  if (!isMoment(type)) return `cast(${column} as double)`
  const moment = type.includes('TIME ZONE') ? column : `cast(${column} as timestamp)`
  return `case when isfinite(${moment}) then cast(epoch_us(${moment}) as double) end`
}

export function featureColumns(view: FeatureView): readonly QueryColumn[] {
  return [
    ...view.numeric.map((name) => ({
      role: 'numeric' as const,
      name,
      sql: `cast(${quoteIdentifier(name)} as double)`,
    })),
    ...view.categorical.map((name) => ({
      role: 'categorical' as const,
      name,
      sql: `cast(${quoteIdentifier(name)} as varchar)`,
    })),
  ]
}

/** Text as it is encoded: NULL counts as empty. */
export const textColumn = (name: string): QueryColumn => ({
  role: 'text',
  name,
  sql: textSql(quoteIdentifier(name)),
})

/** SELECT of the columns in the order of the key; `vectors` is the relation that is joined for the role vector. */
export function rowsQuery(
  view: FeatureView,
  columns: readonly QueryColumn[],
  wanted: RowsWanted,
  vectors?: string,
): string {
  const list = columns.map(({ sql }, i) => `${sql} as c${i}`).join(', ')
  const rows = `select ${list} from ${quoteIdentifier(view.relation)} where ${conditionSql(view, wanted)}`
  const key = `c${columns.findIndex(({ role }) => role === 'key')}`
  if (vectors === undefined) return `select * from (${rows}) order by ${key}`
  const digest = `c${columns.findIndex(({ role }) => role === 'digest')}`
  return `select rows.*, cached.vector from (${rows}) as rows left join ${vectors} as cached on cached.text_digest = rows.${digest} order by rows.${key}`
}
