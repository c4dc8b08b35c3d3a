import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { toFailure } from './duckdb-failure.ts'
import type { DuckDbAccess } from './duckdb-remote.ts'

const idleAtMost = 4
/** Milliseconds; a longer timer would fire at once. */
const longestTimer = 2 ** 31 - 1

/** Places errors: `statement` is what DuckDB is given, of which the first `prefix` characters are ours. */
export interface StatementPlace {
  readonly statement: string
  readonly prefix?: number
  /** The work cannot be done a second time: part of its result was handed out. @default false */
  readonly once?: boolean
}

/** Connections of one instance, each lent to one statement at a time. */
export class DuckDbConnections {
  private readonly instance: DuckDBInstance
  private readonly timeoutSeconds: number
  private readonly access: DuckDbAccess | undefined
  private readonly idle: DuckDBConnection[] = []
  private readonly lent = new Set<DuckDBConnection>()
  private readonly running = new Map<DuckDBConnection, Promise<unknown>>()
  private closed = false

  constructor(instance: DuckDBInstance, timeoutSeconds: number, access?: DuckDbAccess) {
    this.instance = instance
    this.timeoutSeconds = timeoutSeconds
    this.access = access
  }

  async lend(): Promise<DuckDBConnection> {
    this.refuseClosed()
    const connection = this.idle.pop() ?? (await this.instance.connect())
    this.lent.add(connection)
    return connection
  }

  /** Takes a connection back. One whose result was not read to its end is not used again. */
  giveBack(connection: DuckDBConnection, finished: boolean): void {
    if (!this.lent.delete(connection)) return
    if (finished && !this.closed && this.idle.length < idleAtMost) this.idle.push(connection)
    else connection.closeSync()
  }

  async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.lend()
    try {
      return await work(connection)
    } finally {
      this.giveBack(connection, true)
    }
  }

  /**
   * Waits for the engine and interrupts it when the time is over. What it throws becomes a `SqlFailure`; trouble with remote
   * files is tried again where that may help, and told in words of the lake.
   */
  async run<T>(
    connection: DuckDBConnection,
    work: () => Promise<T>,
    place: StatementPlace = { statement: '' },
  ): Promise<T> {
    const { access } = this
    if (access === undefined) return this.attempt(connection, work, place)
    await access.freshen()
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.attempt(connection, work, place)
      } catch (error) {
        if (!(error instanceof SqlFailure)) throw error
        const again = place.once !== true && !this.closed && (await access.recover(error, attempt))
        if (!again) throw access.explain(error)
      }
    }
  }

  private async attempt<T>(
    connection: DuckDBConnection,
    work: () => Promise<T>,
    place: StatementPlace,
  ): Promise<T> {
    this.refuseClosed()
    let late = false
    const timer = setTimeout(
      () => {
        late = true
        connection.interrupt()
      },
      Math.min(this.timeoutSeconds * 1000, longestTimer),
    )
    const result = work()
    this.running.set(connection, result)
    try {
      return await result
    } catch (error) {
      if (late) throw timeout(this.timeoutSeconds, error)
      this.refuseClosed()
      throw toFailure(error, place.statement, place.prefix)
    } finally {
      clearTimeout(timer)
      this.running.delete(connection)
    }
  }

  /** Interrupts what is running, waits for it to stop, and lets every connection go. */
  async close(): Promise<void> {
    this.closed = true
    for (const connection of this.running.keys()) connection.interrupt()
    await Promise.allSettled(this.running.values())
    for (const connection of [...this.idle.splice(0), ...this.lent]) connection.closeSync()
    this.lent.clear()
  }

  private refuseClosed(): void {
    if (this.closed) throw new SqlFailure('other', 'The session is closed.')
  }
}

const timeout = (seconds: number, cause: unknown): SqlFailure =>
  new SqlFailure('timeout', `The statement was stopped after ${seconds} seconds.`, undefined, cause)
