import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDbSqlEngine } from '../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../platform/local/fs-object-store.ts'
import { sqlEngineContract } from './sql-engine-contract.ts'

sqlEngineContract('DuckDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-sql-'))
  const store = new FsObjectStore(folder)
  return {
    engine: new DuckDbSqlEngine(store),
    store,
    cleanup: () => rm(folder, { recursive: true, force: true }),
  }
})
