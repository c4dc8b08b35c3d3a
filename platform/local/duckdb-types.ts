import type { DuckDBType } from '@duckdb/node-api'
import { type Column, SqlFailure } from '../../contracts/ports/sql-engine.ts'
import type { TypedColumn } from './duckdb-describe.ts'
import { duckdb } from './duckdb-library.ts'

/** What an integer of 128 bits becomes in Parquet, which has none. */
const wide = 'DECIMAL(38,0)'

/** How the columns of a SELECT are kept in a Parquet file. */
export interface StoragePlan {
  /** The columns as tables of the lake declare them. */
  readonly columns: readonly Column[]
  /** Columns that are cast on the way, and to what. */
  readonly casts: readonly Column[]
  /** Bytes a row of the columns that are arrays of fixed length. */
  readonly wideBytes: number
}

/** Throws SqlFailure for a column that Parquet cannot hold exactly, and for two columns of one name. */
export function storagePlan(columns: readonly TypedColumn[]): StoragePlan {
  refuseTwins(columns)
  const stored = columns.map(({ name, type, shape }) => ({
    name,
    ...storedType(name, type, shape),
  }))
  return {
    columns: stored.map(({ name, type }) => ({ name, type })),
    casts: stored.filter(({ cast }) => cast).map(({ name, type }) => ({ name, type })),
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

/**
 * The declared type of a stored column. It is the type under which DuckDB reads the file, but for arrays of fixed length:
 * Parquet keeps FLOAT[n] as FLOAT[], and who needs vectors casts the column to its declared type.
 */
function storedType(column: string, type: string, shape: DuckDBType) {
  const { DuckDBTypeId: id } = duckdb()
  for (const part of partsOf(shape)) {
    const instead = remedy(part)
    if (instead !== undefined)
      throw new SqlFailure(
        'conversion',
        `Column "${column}" has type ${type}, which Parquet cannot hold exactly. Cast it to ${instead}.`,
      )
  }
  const cast = partsOf(shape).some(({ typeId }) => typeId === id.HUGEINT)
  return { cast, type: nameOf(shape, type) }
}

/** DuckDB's own name unless the type changes on its way into Parquet. */
function nameOf(shape: DuckDBType, name: string): string {
  const { DuckDBTypeId: id } = duckdb()
  if (shape.typeId === id.ENUM) return 'VARCHAR'
  if (shape.typeId === id.SQLNULL) return 'INTEGER'
  const unquoted =
    /("(?:[^"]|"")*")|\bHUGEINT\b|\bTIMESTAMP_M?S\b|\bENUM\((?:'(?:[^']|'')*'(?:, )?)*\)/g
  return name.replaceAll(unquoted, (token, quoted: string | undefined) => {
    if (quoted !== undefined) return token
    if (token === 'HUGEINT') return wide
    return token.startsWith('ENUM') ? 'VARCHAR' : 'TIMESTAMP'
  })
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
