import { availableParallelism } from 'node:os'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { quoteText } from '../../contracts/sql-text.ts'
import type { DuckDbAccess, DuckDbRemote } from '../local/duckdb-remote.ts'
import { loadHttpfs } from './duckdb-extension.ts'
import { explainHttp, httpTrouble, isPassing, isRefusal } from './duckdb-s3-failure.ts'

/** Keys as the AWS SDK gives them. */
export interface S3Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export interface DuckDbS3Options {
  /** The AWS chain, which keeps what it found until shortly before it expires. */
  readonly keys: (options?: { readonly forceRefresh?: boolean }) => Promise<S3Keys>
  readonly region: string
  /** Address of another S3 server than Amazon's: http://127.0.0.1:9000. */
  readonly endpoint?: string
  /** The bucket stands in the path of addresses. @default false */
  readonly pathStyle?: boolean
  /** Folders that may hold DuckDB's extensions. */
  readonly extensions: readonly string[]
  /** Milliseconds since 1970. @default the clock */
  readonly now?: () => number
  readonly sleep?: (milliseconds: number) => Promise<void>
}

/**
 * Waits between the attempts of a request begin at 0.1 s and double, 3.1 s together: httpfs waits as long for a refusal that
 * lasts. A statement that fails all the same is run again.
 */
const requestSettings = [
  'http_retries = 5',
  'http_retry_wait_ms = 100',
  'http_retry_backoff = 2',
  'http_timeout = 60',
  'http_keep_alive = true',
  'enable_server_cert_verification = true',
  'httpfs_connection_caching = true',
  // Objects of a lake are written once, so that what was learnt of them stays true.
  'enable_http_metadata_cache = true',
  // Without it `?s3_endpoint=…` behind a name would send a read, signed, to any host, and `*` in a key would be a pattern.
  's3_url_compatibility_mode = true',
  // DuckDB would ask its own sources of credentials.
  'httpfs_enable_credential_refresh = false',
]

/** Lets DuckDB read and write a lake in a bucket through httpfs, with credentials of the AWS chain. */
export class DuckDbS3 implements DuckDbRemote {
  readonly threads = Math.min(32, Math.max(8, availableParallelism() * 2))
  private readonly options: DuckDbS3Options

  constructor(options: DuckDbS3Options) {
    this.options = options
  }

  async open(connection: DuckDBConnection, folders: readonly string[]): Promise<DuckDbAccess> {
    const { extensions } = this.options
    await loadHttpfs(connection, { folders: extensions })
    for (const setting of requestSettings) await connection.run(`SET GLOBAL ${setting}`)
    const access = new S3Access(this.options, connection, folders)
    await access.freshen()
    return access
  }
}

/** Milliseconds before their end at which new credentials are asked for: what a statement may well take. */
const margin = 15 * 60 * 1000
const betweenAsks = 60 * 1000
const attemptsAtMost = 2

class S3Access implements DuckDbAccess {
  private readonly options: DuckDbS3Options
  private readonly connection: DuckDBConnection
  private readonly folders: readonly string[]
  private held: S3Keys | undefined
  private asked = 0
  private last: Promise<unknown> = Promise.resolve()

  constructor(options: DuckDbS3Options, connection: DuckDBConnection, folders: readonly string[]) {
    this.options = options
    this.connection = connection
    this.folders = folders
  }

  async freshen(): Promise<void> {
    const now = (this.options.now ?? Date.now)()
    const ends = this.held?.expiration?.getTime() ?? Number.POSITIVE_INFINITY
    const soon = ends - now < margin && now - this.asked > betweenAsks
    if (soon) this.asked = now
    await this.hold(await this.options.keys({ forceRefresh: soon }))
  }

  async recover(failure: SqlFailure, attempt: number): Promise<boolean> {
    const trouble = httpTrouble(failure)
    if (trouble === undefined || attempt >= attemptsAtMost) return false
    if (isRefusal(trouble)) {
      const before = this.held
      await this.hold(await this.options.keys({ forceRefresh: true }))
      return this.held !== before
    }
    if (!isPassing(trouble)) return false
    await (this.options.sleep ?? pause)((1 + Math.random()) * 1000 * 2 ** attempt)
    return true
  }

  explain(failure: SqlFailure): Error {
    const trouble = httpTrouble(failure)
    return trouble === undefined ? failure : explainHttp(trouble, failure)
  }

  close(): void {
    this.connection.closeSync()
  }

  /** Gives the keys to the instance when they are others than it has; one at a time. */
  private hold(keys: S3Keys): Promise<void> {
    const work = this.last.then(async () => {
      if (isSame(keys, this.held)) return
      await this.connection.run(this.secret(keys))
      this.held = keys
    })
    this.last = work.catch(() => {})
    return work
  }

  private secret(keys: S3Keys): string {
    const { endpoint, pathStyle = false } = this.options
    const url = endpoint === undefined ? undefined : new URL(endpoint)
    const parameters = [
      'TYPE s3',
      `SCOPE [${this.folders.map(quoteText).join(', ')}]`,
      `KEY_ID ${quoteText(keys.accessKeyId)}`,
      `SECRET ${quoteText(keys.secretAccessKey)}`,
      `REGION ${quoteText(this.options.region)}`,
      ...(keys.sessionToken === undefined ? [] : [`SESSION_TOKEN ${quoteText(keys.sessionToken)}`]),
      ...(url === undefined
        ? []
        : [`ENDPOINT ${quoteText(url.host)}`, `USE_SSL ${url.protocol === 'https:'}`]),
      ...(pathStyle ? ["URL_STYLE 'path'"] : []),
    ]
    return `CREATE OR REPLACE SECRET lake (${parameters.join(', ')})`
  }
}

const isSame = (a: S3Keys, b: S3Keys | undefined): boolean =>
  a.accessKeyId === b?.accessKeyId &&
  a.secretAccessKey === b.secretAccessKey &&
  a.sessionToken === b.sessionToken

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
