import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SqlSession } from '../../../contracts/ports/sql-engine.ts'
import { DuckDbSqlEngine } from '../../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'

/** Numbers from 0 to 1 by the linear congruence of ANSI C, so that Python makes the same. */
export function* numbers(seed: number): Generator<number, never> {
  let state = BigInt(seed)
  for (;;) {
    state = (state * 1103515245n + 12345n) % 2147483648n
    yield Number(state) / 2147483648
  }
}

export const take = (source: Generator<number, never>, count: number): number[] =>
  Array.from({ length: count }, () => source.next().value)

const engine = new DuckDbSqlEngine(new FsObjectStore(join(tmpdir(), 'millrace-no-lake')))

export const openMemory = (): Promise<SqlSession> => engine.open({ readable: [], threads: 2 })

export type Values = readonly (string | number | boolean | null | readonly number[])[]

/** Makes a table of one column, or replaces it. */
export async function putColumn(
  session: SqlSession,
  table: string,
  column: string,
  type: string,
  values: Values,
): Promise<void> {
  await session.execute(
    `create or replace table "${table}" as select unnest(from_json(?, '["${type}"]')) as "${column}"`,
    [JSON.stringify(values)],
  )
}
