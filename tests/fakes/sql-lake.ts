import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import type { SqlSession } from '../../contracts/ports/sql-engine.ts'
import { DuckDbSqlEngine } from '../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../platform/local/fs-object-store.ts'

/** A lake in a folder of its own with a session that reads its vectors. */
export interface SqlLake {
  readonly store: ObjectStore
  readonly session: SqlSession
  remove(): Promise<void>
}

export async function openSqlLake(): Promise<SqlLake> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-features-'))
  const store = new FsObjectStore(folder)
  const session = await new DuckDbSqlEngine(store).open({
    readable: ['vectors/'],
    memoryMegabytes: 512,
    threads: 1,
  })
  return {
    store,
    session,
    async remove() {
      await session.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
