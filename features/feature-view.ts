import { ProductError } from '../contracts/errors/product-error.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { Column, SqlSession } from '../contracts/ports/sql-engine.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'

/** Which columns of a relation are features, and what else of it learning and scoring need. */
export interface FeatureView {
  /** Name of the relation in the session. */
  readonly relation: string
  /** Column that names the thing predicted about. */
  readonly entity: string
  readonly eventTime?: string
  /** Column whose values are kept on one side of the split. */
  readonly group?: string
  readonly text?: string
  readonly numeric: readonly string[]
  readonly categorical: readonly string[]
  /** Left out when scoring. */
  readonly label?: string
  /** Values of the label, in the order of the classes. */
  readonly classes: readonly { readonly value: number | string; readonly name: string }[]
}

/** What a column is used for, and the types that serve. */
type Role = 'entity' | 'time' | 'group' | 'text' | 'numeric' | 'categorical' | 'label'

const number = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN)$/
const text = /^(VARCHAR|ENUM\(.*\)|UUID)$/
const moment = /^(DATE|TIMESTAMP.*)$/
const key =
  /^(VARCHAR|UUID|ENUM\(.*\)|U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL\(.*\)|DATE|TIMESTAMP.*)$/
const plain = (type: string) => number.test(type) || text.test(type) || moment.test(type)

const roles: Readonly<
  Record<Role, { readonly serves: (type: string) => boolean; readonly wanted: string }>
> = {
  entity: { serves: (type) => key.test(type), wanted: 'a text, whole number or date' },
  time: {
    serves: (type) => moment.test(type) || number.test(type),
    wanted: 'a date, timestamp or number',
  },
  group: { serves: plain, wanted: 'a text, number or date' },
  text: { serves: (type) => text.test(type), wanted: 'a text' },
  numeric: { serves: (type) => number.test(type), wanted: 'a number or BOOLEAN' },
  categorical: { serves: plain, wanted: 'a text, number or date' },
  label: { serves: (type) => number.test(type) || text.test(type), wanted: 'a text or number' },
}

/** The types of a view's columns, by name. Throws FEATURE_COLUMN_MISSING, FEATURE_COLUMN_MISTYPED. */
export async function checkView(
  session: SqlSession,
  view: FeatureView,
): Promise<ReadonlyMap<string, string>> {
  const columns = await session.describe(`select * from ${quoteIdentifier(view.relation)}`)
  return new Map(
    usedColumns(view).map(([role, name]) => [name, checkColumn(view, columns, role, name)]),
  )
}

function usedColumns(view: FeatureView): readonly (readonly [Role, string])[] {
  const single: readonly (readonly [Role, string | undefined])[] = [
    ['entity', view.entity],
    ['time', view.eventTime],
    ['group', view.group],
    ['text', view.text],
    ['label', view.label],
  ]
  return [
    ...single.filter((entry): entry is [Role, string] => entry[1] !== undefined),
    ...view.numeric.map((name) => ['numeric', name] as const),
    ...view.categorical.map((name) => ['categorical', name] as const),
  ]
}

function checkColumn(
  view: FeatureView,
  columns: readonly Column[],
  role: Role,
  name: string,
): string {
  const column = columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
  if (column === undefined)
    throw new ProductError('FEATURE_COLUMN_MISSING', {
      message: `The feature model "${view.relation}" has no column "${name}", which is used as ${role}.${didYouMean(
        name,
        columns.map((candidate) => candidate.name),
      )}`,
      data: { relation: view.relation, column: name, role },
    })
  if (!roles[role].serves(column.type))
    throw new ProductError('FEATURE_COLUMN_MISTYPED', {
      message: `The column "${name}" of the feature model "${view.relation}" is ${column.type}; used as ${role} it must be ${roles[role].wanted}.`,
      data: { relation: view.relation, column: name, role, type: column.type },
    })
  return column.type
}

export const isNumber = (type: string): boolean => number.test(type)
export const isMoment = (type: string): boolean => moment.test(type)
