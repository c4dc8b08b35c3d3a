import { stagingPrefix } from '../../contracts/lake-layout.ts'
import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import type { SqlEngine } from '../../contracts/ports/sql-engine.ts'
import { quoteText } from '../../contracts/sql-text.ts'

/** Rows that the footers of Parquet objects tell. Throws SqlFailure for an object that is no whole Parquet file. */
export const parquetFooters =
  (engine: SqlEngine, store: ObjectStore) =>
  async (keys: readonly Key[]): Promise<ReadonlyMap<Key, number>> => {
    const session = await engine.open({ readable: ['tables/', stagingPrefix] })
    try {
      const byLocation = new Map(keys.map((key) => [store.location(key), key]))
      const files = [...byLocation.keys()].map(quoteText).join(', ')
      const rows = await session.rows(
        `select file_name, num_rows from parquet_file_metadata([${files}])`,
      )
      return new Map(
        rows.map((row) => [
          byLocation.get(String(row['file_name'])) ?? '',
          Number(row['num_rows']),
        ]),
      )
    } finally {
      await session.close()
    }
  }
