import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { toFailure } from './duckdb-failure.ts'

const idleAtMost = 4

/** Connections of one instance, each lent to one statement at a time. */
export class DuckDbConnections {
  private readonly idle: DuckDBConnection[] = []
  private readonly lent = new Set<DuckDBConnection>()
  private readonly instance: DuckDBInstance
  private readonly timeoutSeconds: number
  private closed = false

  constructor(instance: DuckDBInstance, timeoutSeconds: number) {
    this.instance = instance
    this.timeoutSeconds = timeoutSeconds
  }

  async lend(): Promise<DuckDBConnection> {
    if (this.closed) throw new SqlFailure('other', 'The session is closed.')
    const connection = this.idle.pop() ?? (await this.instance.connect())
    this.lent.add(connection)
    return connection
  }

  /** Takes a connection back. One whose result was not read to its end is not used again. */
  giveBack(connection: DuckDBConnection, finished: boolean): void {
    this.lent.delete(connection)
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

  /** Waits for the engine; interrupts it when the time is over. `statement` and `prefix` place errors, see `toFailure`. */
  async limit<T>(
    connection: DuckDBConnection,
    work: () => Promise<T>,
    statement = '',
    prefix = 0,
  ): Promise<T> {
    let late = false
    const timer = setTimeout(() => {
      late = true
      connection.interrupt()
    }, this.timeoutSeconds * 1000)
    try {
      return await work()
    } catch (error) {
      if (late)
        throw new SqlFailure(
          'timeout',
          `The statement was stopped after ${this.timeoutSeconds} seconds.`,
          undefined,
          error,
        )
      throw toFailure(error, statement, prefix)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Interrupts what is running and lets every connection go. */
  close(): void {
    this.closed = true
    for (const connection of this.lent) connection.interrupt()
    for (const connection of this.idle.splice(0)) connection.closeSync()
  }
}
