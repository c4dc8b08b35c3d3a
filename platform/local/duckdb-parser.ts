import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api'
import { SqlFailure, type SqlInspection } from '../../contracts/ports/sql-engine.ts'
import type { DuckDbConnections } from './duckdb-connections.ts'
import { inspection, placedTree } from './duckdb-inspect.ts'
import { firstStatement } from './duckdb-text.ts'

/** Inspections kept; a text is usually described and run after it was inspected. */
const remembered = 500

/** DuckDB's own parser behind one prepared statement, which takes one text at a time. */
export class DuckDbParser {
  private readonly connections: DuckDbConnections
  private readonly known = new Map<string, SqlInspection>()
  private lent: Promise<Lent> | undefined
  private turn: Promise<unknown> = Promise.resolve()

  constructor(connections: DuckDbConnections) {
    this.connections = connections
  }

  async inspect(sql: string): Promise<SqlInspection> {
    const known = this.known.get(sql)
    if (known) return known
    const found = inspection(sql, await this.inTurn(firstStatement(sql).statement))
    if (this.known.size >= remembered) this.known.clear()
    this.known.set(sql, found)
    return found
  }

  async syntax(sql: string): Promise<unknown> {
    const found = await this.inspect(sql)
    if (found.kind === 'refused') throw new SqlFailure('parse', found.reason, found.at)
    const { statement } = firstStatement(sql)
    return placedTree(statement, await this.inTurn(statement))
  }

  private inTurn(statement: string): Promise<string> {
    const result = this.turn.then(() => this.serialize(statement))
    this.turn = result.catch(() => undefined)
    return result
  }

  private async serialize(statement: string): Promise<string> {
    this.lent ??= this.lend()
    const { connection, prepared } = await this.lent
    return this.connections.run(connection, async () => {
      prepared.bindVarchar(1, statement)
      const result = await prepared.run()
      const chunk = await result.fetchChunk()
      return String(chunk!.getColumnVector(0).getItem(0))
    })
  }

  private async lend(): Promise<Lent> {
    const connection = await this.connections.lend()
    const prepared = await connection.prepare('SELECT json_serialize_sql(?::VARCHAR)')
    return { connection, prepared }
  }
}

/** Kept until the session closes. */
interface Lent {
  readonly connection: DuckDBConnection
  readonly prepared: DuckDBPreparedStatement
}
