import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import type { DuckDBInstance } from '@duckdb/node-api'
import { stagingPrefix } from '../../contracts/lake-layout.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import {
  type SessionOptions,
  type SqlEngine,
  SqlFailure,
  type SqlSession,
} from '../../contracts/ports/sql-engine.ts'
import { quoteText } from '../../contracts/sql-text.ts'
import { DuckDbConnections } from './duckdb-connections.ts'
import { duckdb } from './duckdb-library.ts'
import type { DuckDbAccess, DuckDbRemote } from './duckdb-remote.ts'
import { DuckDbSession } from './duckdb-session.ts'
import { scratchReason } from './fs-errors.ts'

export interface DuckDbOptions {
  /** Folder in which each session makes one of its own for what does not fit into memory. @default the system's */
  readonly tempFolder?: string
  /** How the store's objects are reached when they are not on a disk of this machine. @default they are */
  readonly remote?: DuckDbRemote
}

/** DuckDB in this process. Every session is an instance of its own, locked before any SQL is run in it. */
export class DuckDbSqlEngine implements SqlEngine {
  readonly name = 'duckdb'
  private readonly store: ObjectStore
  private readonly options: DuckDbOptions

  constructor(store: ObjectStore, options: DuckDbOptions = {}) {
    this.store = store
    this.options = options
  }

  get version(): string {
    return duckdb().version().replace(/^v/, '')
  }

  async open(options: SessionOptions): Promise<SqlSession> {
    const spill = await makeScratch(this.options.tempFolder ?? tmpdir())
    const removeSpill = () => rm(spill, { recursive: true, force: true })
    const { remote } = this.options
    let instance: DuckDBInstance | undefined
    let access: DuckDbAccess | undefined
    try {
      const threads = options.threads ?? remote?.threads ?? availableParallelism()
      const fixed = settings({ ...options, threads }, spill)
      instance = await duckdb().DuckDBInstance.create(':memory:', fixed)
      const allowed = this.allowed(options)
      access = await remote?.open(await instance.connect(), allowed.folders)
      await lock(instance, allowed)
    } catch (error) {
      access?.close()
      instance?.closeSync()
      await removeSpill()
      throw error
    }
    const opened = instance
    return new DuckDbSession({
      store: this.store,
      connections: new DuckDbConnections(opened, options.timeoutSeconds ?? 3600, access),
      scratch: spill,
      far: remote !== undefined,
      release: async () => {
        access?.close()
        opened.closeSync()
        await removeSpill()
      },
    })
  }

  private allowed({ readable, files = [] }: SessionOptions): Allowed {
    const folders = [...readable, stagingPrefix].map((prefix) => this.folder(prefix))
    return { folders, files }
  }

  /** Location of a prefix, taken as a folder. */
  private folder(prefix: string): string {
    const key = prefix.replace(/\/+$/, '')
    if (key !== '') return `${this.store.location(key)}/`
    const inside = this.store.location('_')
    return inside.slice(0, -1)
  }
}

async function makeScratch(parent: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, 'millrace-sql-'))
  } catch (error) {
    const reason = scratchReason(error)
    if (reason === undefined) throw error
    throw new SqlFailure('disk', `No folder can be made in ${parent}: ${reason}.`, undefined, error)
  }
}

interface Allowed {
  readonly folders: readonly string[]
  readonly files: readonly string[]
}

const defaultMegabytes = () => Math.min(4096, Math.floor((totalmem() * 0.6) / 2 ** 20))

const settings = (
  options: SessionOptions & { readonly threads: number },
  spill: string,
): Record<string, string> => ({
  memory_limit: `${options.memoryMegabytes ?? defaultMegabytes()}MiB`,
  threads: String(options.threads),
  temp_directory: spill,
  preserve_insertion_order: 'true',
  errors_as_json: 'true',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_persistent_secrets: 'false',
})

async function lock(instance: DuckDBInstance, { folders, files }: Allowed): Promise<void> {
  const connection = await instance.connect()
  const list = (paths: readonly string[]) => `[${paths.map(quoteText).join(', ')}]`
  await connection.run("SET GLOBAL TimeZone = 'UTC'")
  await connection.run(`SET GLOBAL allowed_directories = ${list(folders)}`)
  await connection.run(`SET GLOBAL allowed_paths = ${list(files)}`)
  await connection.run('SET GLOBAL enable_external_access = false')
  await connection.run('SET GLOBAL lock_configuration = true')
  connection.closeSync()
}
