import type { DuckDBType } from '@duckdb/node-api'
import { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { duckdb } from './duckdb-library.ts'

/** What an integer of 128 bits becomes in Parquet, which has none. */
const wide = 'DECIMAL(38,0)'

/** Types that Parquet would change or lose, and what a SELECT should give instead. */
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
      return 'VARCHAR, or to a number of seconds with epoch()'
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

const childrenOf = (type: DuckDBType): readonly DuckDBType[] => {
  const { DuckDBTypeId: id } = duckdb()
  if (type.typeId === id.LIST || type.typeId === id.ARRAY) return [type.valueType]
  if (type.typeId === id.STRUCT) return type.entryTypes
  if (type.typeId === id.MAP) return [type.keyType, type.valueType]
  return []
}

const some = (type: DuckDBType, holds: (type: DuckDBType) => boolean): boolean =>
  holds(type) || childrenOf(type).some((child) => some(child, holds))

/** Whether a type has arrays of fixed length in it; Parquet keeps them as lists. */
export const hasArray = (type: DuckDBType): boolean =>
  some(type, ({ typeId }) => typeId === duckdb().DuckDBTypeId.ARRAY)

/** The type a column must be cast to before it is written, or undefined when it can stay. Throws for a type that Parquet cannot hold exactly. */
export function storedType(column: string, type: DuckDBType, name: string): string | undefined {
  const { DuckDBTypeId: id } = duckdb()
  some(type, (part) => {
    const instead = remedy(part)
    if (instead === undefined) return false
    throw new SqlFailure(
      'conversion',
      `Column "${column}" has type ${name}, which Parquet cannot hold exactly. Cast it to ${instead}.`,
    )
  })
  if (!some(type, ({ typeId }) => typeId === id.HUGEINT)) return undefined
  return name.replaceAll(/\bHUGEINT\b/g, wide)
}
