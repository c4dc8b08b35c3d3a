import { type ErrorPlace, ProductError } from '../../contracts/errors/product-error.ts'
import { didYouMean } from '../../contracts/nearest.ts'
import { SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { Report } from '../report.ts'

/** A type as a person wrote it in a YAML file. */
export interface WrittenType {
  readonly type: string
  readonly at: ErrorPlace
}

const common = [
  'VARCHAR',
  'BIGINT',
  'INTEGER',
  'DOUBLE',
  'BOOLEAN',
  'DATE',
  'TIMESTAMP',
  'JSON',
  'TIME',
  'UUID',
  'FLOAT',
  'SMALLINT',
  'DECIMAL',
]

/** The engine's own name of each type that was written, e.g. BIGINT for `int8`. Those that are no types are reported and left out. */
export async function canonicalTypes(
  written: readonly WrittenType[],
  session: SqlSession,
  report: Report,
): Promise<ReadonlyMap<string, string>> {
  const unique = [...new Map(written.map((type) => [type.type, type])).values()]
  const all = await describeTypes(unique, session)
  if (all !== undefined) return all
  const found = new Map<string, string>()
  for (const type of unique) {
    const one = await describeTypes([type], session)
    if (one === undefined) report(unknownType(type))
    else found.set(type.type, one.get(type.type)!)
  }
  return found
}

async function describeTypes(
  types: readonly WrittenType[],
  session: SqlSession,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (types.length === 0) return new Map()
  // Text that could be more than a type is none; what is left is parsed as one SELECT and only described.
  if (!types.every(({ type }) => /^[\w\s(),."'[\]]+$/.test(type))) return undefined
  const casts = types.map(({ type }, index) => `cast(null as ${type}) as t${index}`)
  try {
    const columns = await session.describe(`select ${casts.join(', ')}`)
    if (columns.length !== types.length) return undefined
    return new Map(types.map(({ type }, index) => [type, columns[index].type]))
  } catch (error) {
    if (error instanceof SqlFailure) return undefined
    throw error
  }
}

const unknownType = ({ type, at }: WrittenType) =>
  new ProductError('PROJECT_YAML_INVALID', {
    message: `"${type}" is not a type of the SQL engine.${didYouMean(type.toUpperCase(), common)}`,
    hint: 'Types are written as in DuckDB, e.g. VARCHAR, BIGINT, DOUBLE, DECIMAL(18,2), TIMESTAMP, VARCHAR[].',
    at,
  })
