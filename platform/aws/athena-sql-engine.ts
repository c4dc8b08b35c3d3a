import { createHash } from 'node:crypto'
import type { AthenaClient } from '@aws-sdk/client-athena'
import type { GlueClient } from '@aws-sdk/client-glue'
import { identify } from '../../contracts/digest.ts'
import { stagingPrefix } from '../../contracts/lake-layout.ts'
import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import type {
  QueryCost,
  RemoteInput,
  RemoteQuery,
  RemoteSqlEngine,
  RemoteTable,
} from '../../contracts/ports/remote-sql.ts'
import { type Row, SqlFailure } from '../../contracts/ports/sql-engine.ts'
import type { FileRecord } from '../../contracts/records/table-version.ts'
import { AthenaQueries, EarlierFailure, type Finished } from './athena-queries.ts'
import { AthenaScratch } from './athena-scratch.ts'
import { storableSelect, typedTable } from './athena-types.ts'
import type { Patience } from './glue-calls.ts'

export interface AthenaOptions {
  readonly store: ObjectStore
  readonly athena: Pick<AthenaClient, 'send'>
  readonly glue: Pick<GlueClient, 'send'>
  readonly workgroup: string
  /** Rows that the footers of Parquet objects tell, by key. Throws for an object that is no whole Parquet file. */
  readonly footers: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, number>>
  /** Glue database for tables on the way. @default millrace_scratch */
  readonly database?: string
  readonly patience?: Patience
  /** Seconds one query may take. @default 3600 */
  readonly timeoutSeconds?: number
}

/** Attempts at one table; a failed one keeps its token and its folder. */
const attemptsAtMost = 4

/** Athena over the lake's own files. */
export class AthenaSqlEngine implements RemoteSqlEngine {
  readonly name = 'athena'
  private readonly options: AthenaOptions
  private readonly scratch: AthenaScratch
  private readonly queries: AthenaQueries

  constructor(options: AthenaOptions) {
    const {
      athena,
      glue,
      workgroup,
      database = 'millrace_scratch',
      patience = {},
      timeoutSeconds,
    } = options
    const root = options.store.root.endsWith('/') ? options.store.root : `${options.store.root}/`
    this.options = options
    this.scratch = new AthenaScratch({ client: glue, database, root, patience })
    this.queries = new AthenaQueries({
      client: athena,
      workgroup,
      results: `${root}athena/`,
      patience,
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    })
  }

  place(input: RemoteInput): string {
    return typedTable(this.scratch.name(input), input)
  }

  async write(query: RemoteQuery, prefix: Key): Promise<RemoteTable> {
    await Promise.all(query.inputs.map((input) => this.scratch.read(input)))
    return this.inAttempts((attempt) => this.attempt(query, prefix, attempt))
  }

  async rows(query: RemoteQuery): Promise<{ rows: readonly Row[]; cost: QueryCost }> {
    await Promise.all(query.inputs.map((input) => this.scratch.read(input)))
    return this.inAttempts(async (attempt) => {
      const id = identify({ rows: query.id, sql: query.sql, attempt })
      const finished = await this.queries.run(query.sql, tokenOf(id))
      return { rows: await this.queries.rows(finished), cost: costOf(finished) }
    })
  }

  close(): Promise<void> {
    return this.queries.stop()
  }

  /** Every attempt has a token and a folder of its own, so that one is never mistaken for another. */
  private async inAttempts<T>(work: (attempt: number) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work(attempt)
      } catch (error) {
        if (!(error instanceof EarlierFailure)) throw error
        if (attempt + 1 >= attemptsAtMost) throw error.failure
      }
    }
  }

  private async attempt(query: RemoteQuery, prefix: Key, attempt: number): Promise<RemoteTable> {
    const id = identify({ query: query.id, sql: query.sql, attempt })
    const staged = `${stagingPrefix}athena-${id}/`
    const target = await this.scratch.target(`out_${id}`, query.columns, staged)
    const sql = `INSERT INTO ${target}\n${storableSelect(query.sql, query.columns)}`
    const finished = await this.queries.run(sql, tokenOf(id))
    const files = await this.checked([staged, prefix])
    const rows = files.reduce((sum, file) => sum + file.rows, 0)
    const told = await this.queries.written(finished)
    if (told !== rows) throw new EarlierFailure(incomplete(query.id, rows, told))
    const kept = await Promise.all(files.map((file) => this.adopted(file, prefix)))
    await this.scratch.drop(`out_${id}`)
    return { files: kept.toSorted((a, b) => (a.key < b.key ? -1 : 1)), cost: costOf(finished) }
  }

  /** Athena's word is no proof: every object is read, and its footer has to tell its rows. Some may have been adopted by a run that was killed. */
  private async checked(folders: readonly Key[]): Promise<readonly FileRecord[]> {
    const { store, footers } = this.options
    const found: Omit<FileRecord, 'rows'>[] = []
    for (const folder of folders)
      for await (const { key, bytes } of store.list(folder)) {
        const read = await digestOf(store, key)
        if (read.bytes !== bytes)
          throw new SqlFailure('other', `The object ${key} changed while it was read.`)
        found.push({ key, ...read })
      }
    if (found.length === 0) return []
    const rows = await footers(found.map(({ key }) => key))
    return found.map((file) => {
      const count = rows.get(file.key)
      if (count === undefined)
        throw new SqlFailure('other', `The object ${file.key} has no footer.`)
      return { ...file, rows: count }
    })
  }

  /** Under its last name, which follows from what it holds and where it was written. */
  private async adopted(file: FileRecord, prefix: Key): Promise<FileRecord> {
    if (file.key.startsWith(prefix)) return file
    const key = `${prefix}part-${identify({ from: file.key, sha256: file.sha256 })}.parquet`
    const put = await this.options.store.adopt(file.key, key)
    if (put.kind === 'refused') throw new SqlFailure('other', `The object ${key} is there already.`)
    return { ...file, key }
  }
}

const incomplete = (id: string, rows: number, told: number | undefined): SqlFailure =>
  new SqlFailure(
    'other',
    `The files of ${id} hold ${rows} rows, but Athena wrote ${told ?? 'an unknown number'}.`,
  )

/** Athena asks for 32 to 128 characters. */
const tokenOf = (id: string): string => `millrace-${id}`.padEnd(40, '-')

const costOf = ({ bytesScanned }: Finished): QueryCost => ({
  bytes_scanned: bytesScanned,
  queries: 1,
})

async function digestOf(store: ObjectStore, key: Key): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of store.stream(key)) {
    hash.update(piece)
    bytes += piece.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
