import type { DuckDBType } from '@duckdb/node-api'
import { type Column, SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import type { TypedColumn } from './duckdb-describe.ts'
import { duckdb } from './duckdb-library.ts'

/** What an integer of 128 bits becomes in Parquet, which has none. */
const wide = 'DECIMAL(38,0)'

/** How the columns of a SELECT are kept in a Parquet file. */
export interface StoragePlan {
  /** Columns that are cast on the way, and to what. */
  readonly casts: readonly Column[]
  /**
   * Columns with arrays of fixed length, as declared. Parquet keeps FLOAT[n] as FLOAT[]; who needs vectors casts the column
   * to its declared type.
   */
  readonly arrays: readonly Column[]
  /** Bytes a row of the columns that are arrays of fixed length. */
  readonly wideBytes: number
}

/** Throws SqlFailure for a column that Parquet cannot hold exactly, and for two columns of one name. */
export function storagePlan(columns: readonly TypedColumn[]): StoragePlan {
  const { DuckDBTypeId: id } = duckdb()
  refuseTwins(columns)
  columns.forEach(refuseLossy)
  const having = (typeId: number) =>
    columns.filter(({ shape }) => partsOf(shape).some((part) => part.typeId === typeId))
  const stored = ({ name, shape }: TypedColumn) => ({ name, type: storedType(shape) })
  return {
    casts: having(id.HUGEINT).map(stored),
    arrays: having(id.ARRAY).map(stored),
    wideBytes: columns.reduce((sum, { shape }) => sum + arrayBytes(shape), 0),
  }
}

/** Parquet readers, Athena among them, tell columns apart without regard to case. */
function refuseTwins(columns: readonly Column[]): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase()))
      throw new SqlFailure('bind', `Two columns have the name "${name}". Rename one of them.`)
    seen.add(name.toLowerCase())
  }
}

function refuseLossy({ name, type, shape }: TypedColumn): void {
  for (const part of partsOf(shape)) {
    const instead = remedy(part)
    if (instead !== undefined)
      throw new SqlFailure(
        'conversion',
        `Column "${name}" has type ${type}, which Parquet cannot hold exactly. Cast it to ${instead}.`,
      )
  }
}

/** A type in SQL, with DECIMAL(38,0) for HUGEINT wherever it occurs. */
function storedType(type: DuckDBType): string {
  const { DuckDBTypeId: id } = duckdb()
  switch (type.typeId) {
    case id.HUGEINT:
      return wide
    case id.LIST:
      return `${storedType(type.valueType)}[]`
    case id.ARRAY:
      return `${storedType(type.valueType)}[${type.length}]`
    case id.MAP:
      return `MAP(${storedType(type.keyType)}, ${storedType(type.valueType)})`
    case id.STRUCT: {
      const entries = type.entryNames.map(
        (name, i) => `${quoteIdentifier(name)} ${storedType(type.entryTypes[i]!)}`,
      )
      return `STRUCT(${entries.join(', ')})`
    }
    default:
      return type.alias ?? type.toString()
  }
}

/** What a SELECT should give instead of a type that Parquet would change. */
function remedy(type: DuckDBType): string | undefined {
  const { DuckDBTypeId: id } = duckdb()
  switch (type.typeId) {
    case id.UHUGEINT:
      return wide
    case id.BIGNUM:
      return `${wide} or VARCHAR`
    case id.BIT:
      return 'VARCHAR'
    case id.INTERVAL:
      return 'VARCHAR, or take its seconds with epoch()'
    case id.TIME_TZ:
    case id.TIME_NS:
      return 'TIME'
    case id.UNION:
    case id.VARIANT:
      return 'JSON'
    case id.GEOMETRY:
      return 'BLOB or VARCHAR'
    default:
      return undefined
  }
}

/** A type and the types it is made of. */
function partsOf(type: DuckDBType): readonly DuckDBType[] {
  const { DuckDBTypeId: id } = duckdb()
  if (type.typeId === id.LIST || type.typeId === id.ARRAY) return [type, ...partsOf(type.valueType)]
  if (type.typeId === id.STRUCT) return [type, ...type.entryTypes.flatMap(partsOf)]
  if (type.typeId === id.MAP) return [type, ...partsOf(type.keyType), ...partsOf(type.valueType)]
  return [type]
}

/** Bytes of the numbers in an array of fixed length; 0 for every other type. */
export const arrayBytes = (type: DuckDBType): number =>
  type.typeId === duckdb().DuckDBTypeId.ARRAY ? 4 * type.length : 0
