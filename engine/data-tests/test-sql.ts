import type { Column } from '../../contracts/ports/sql-engine.ts'
import type { ColumnTest, TableTest } from '../../contracts/project/model-file.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import { quoteLiteral, type Scalar } from '../template/quote.ts'

/** One data test, written out. */
export interface TestSql {
  readonly name: string
  readonly severity: 'error' | 'warn'
  /** Gives the rows that should not be there. */
  readonly sql: string
  /** What is wrong: `{rows}` and `{values}` stand for how many there are, `{counted}` for the table's rows. */
  readonly problem: string
  /** Another model that it reads. */
  readonly target?: { readonly model: string; readonly column: string }
  /** Holds values or SQL of the analyst's, which may not fit the column. */
  readonly checked: boolean
  /** An aggregate over the table that is 0 when the test passes, for tests that one scan of the table can decide. */
  readonly probe?: string
  /** A condition of the analyst's in it, which must be one by itself: `true) or (true` would change what stands around it. */
  readonly condition?: string
  /** Values in it, as SQL that must evaluate. */
  readonly constants?: readonly string[]
}

/** A test as written: `not_null`, or `not_null: {…}`. */
type Written<Name extends string> = Extract<
  ColumnTest | TableTest,
  { readonly [key in Name]: unknown }
>[Name]

/** Throws a RangeError for a value that has no SQL literal. */
export function columnTestSql(model: string, column: Column, test: ColumnTest): TestSql {
  if (test === 'not_null') return notNull(model, column.name, { severity: 'error' })
  if (test === 'unique') return unique(model, column.name, { severity: 'error' })
  if ('not_null' in test) return notNull(model, column.name, test.not_null)
  if ('unique' in test) return unique(model, column.name, test.unique)
  if ('accepted_values' in test) return acceptedValues(model, column, test.accepted_values)
  if ('relationships' in test) return relationships(model, column.name, test.relationships)
  return range(model, column, test.range)
}

export const tableTestSql = (model: string, test: TableTest): TestSql =>
  'row_count' in test ? rowCount(model, test.row_count) : expression(model, test.expression)

/** What `{{config unique_key="…"}}` promises of a model. */
export function uniqueKeySql(model: string, key: readonly string[]): TestSql {
  const columns = key.map(quoteIdentifier).join(', ')
  return {
    name: `unique_key(${key.join(', ')})`,
    severity: 'error',
    sql: `select ${columns}, count(*) as "_rows" from ${quoteIdentifier(model)} group by ${columns} having count(*) > 1`,
    problem: `{values} of the unique key ${key.join(', ')} in more than one row`,
    probe: `count(*) - count(distinct (${columns}))`,
    checked: false,
  }
}

const notNull = (model: string, column: string, { severity }: Written<'not_null'>): TestSql => ({
  name: `not_null(${column})`,
  severity,
  sql: `select * from ${quoteIdentifier(model)} where ${quoteIdentifier(column)} is null`,
  problem: `{rows} without "${column}"`,
  probe: `count(*) - count(${quoteIdentifier(column)})`,
  checked: false,
})

const unique = (model: string, column: string, { severity }: Written<'unique'>): TestSql => ({
  name: `unique(${column})`,
  severity,
  sql: `select ${quoteIdentifier(column)}, count(*) as "_rows" from ${quoteIdentifier(model)} where ${quoteIdentifier(column)} is not null group by ${quoteIdentifier(column)} having count(*) > 1`,
  problem: `{values} of "${column}" in more than one row`,
  probe: `count(${quoteIdentifier(column)}) - count(distinct ${quoteIdentifier(column)})`,
  checked: false,
})

function acceptedValues(
  model: string,
  { name: column, type }: Column,
  { values, severity }: Written<'accepted_values'>,
): TestSql {
  const constants = values.map((value) => constant(value, type))
  const condition = `${quoteIdentifier(column)} not in (${constants.join(', ')})`
  return {
    name: `accepted_values(${column})`,
    severity,
    sql: `select * from ${quoteIdentifier(model)} where ${condition}`,
    probe: `count(*) filter (where ${condition})`,
    problem: `{rows} with a "${column}" that is none of ${values.join(', ')}`,
    checked: true,
    constants,
  }
}

function relationships(
  model: string,
  column: string,
  { to, column: key, severity }: Written<'relationships'>,
): TestSql {
  const [from, target] = [quoteIdentifier(model), quoteIdentifier(to)]
  return {
    name: `relationships(${column})`,
    severity,
    sql: `select * from ${from} as "_from" where ${quoteIdentifier(column)} is not null and not exists (select 1 from ${target} as "_to" where "_to".${quoteIdentifier(key)} = "_from".${quoteIdentifier(column)})`,
    problem: `{rows} with a "${column}" that is no "${key}" of ${to}`,
    target: { model: to, column: key },
    checked: true,
  }
}

function range(
  model: string,
  { name: column, type }: Column,
  { min, max, severity }: Written<'range'>,
): TestSql {
  const [low, high] = [min, max].map((bound) =>
    bound === undefined ? undefined : constant(bound, type),
  )
  const outside = anyOf([
    ...(low === undefined ? [] : [`${quoteIdentifier(column)} < ${low}`]),
    ...(high === undefined ? [] : [`${quoteIdentifier(column)} > ${high}`]),
  ])
  return {
    name: `range(${column})`,
    severity,
    sql: `select * from ${quoteIdentifier(model)} where ${outside}`,
    probe: `count(*) filter (where ${outside})`,
    problem: `{rows} with a "${column}" that is not ${between(min, max)}`,
    checked: true,
    constants: [low, high].filter((bound) => bound !== undefined),
  }
}

function rowCount(model: string, { min, max, severity }: Written<'row_count'>): TestSql {
  const outside = anyOf([
    ...(min === undefined ? [] : [`count(*) < ${min}`]),
    ...(max === undefined ? [] : [`count(*) > ${max}`]),
  ])
  return {
    name: 'row_count',
    severity,
    sql: `select count(*) as "_rows" from ${quoteIdentifier(model)} having ${outside}`,
    probe: `case when ${outside} then 1 else 0 end`,
    problem: `the table has {counted}, which is not ${between(min, max)}`,
    checked: false,
  }
}

const expression = (model: string, { name, sql, severity }: Written<'expression'>): TestSql => ({
  name: `expression(${name ?? shortened(sql)})`,
  severity,
  // A line end, for the condition may end in a comment.
  sql: `select * from ${quoteIdentifier(model)} where (${sql}\n) is not true`,
  problem: `{rows} for which it is not true that ${shortened(sql)}`,
  condition: sql,
  checked: true,
})

const anyOf = (conditions: readonly string[]) =>
  conditions.length === 0 ? 'false' : conditions.join(' or ')

const between = (min: Scalar | undefined, max: Scalar | undefined) =>
  min === undefined
    ? `at most ${max}`
    : max === undefined
      ? `at least ${min}`
      : `between ${min} and ${max}`

/** A value to compare a column with. Text is read as a value of the column's type; a number beside text is text. */
function constant(value: Scalar, type: string): string {
  const quoted = quoteLiteral(value)
  if ('problem' in quoted) throw new RangeError(`A value of the test ${quoted.problem}.`)
  const isText = type === 'VARCHAR'
  return (typeof value === 'string') === isText
    ? quoted.sql
    : isText || typeof value === 'string'
      ? `cast(${quoted.sql} as ${type})`
      : quoted.sql
}

function shortened(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim()
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`
}
