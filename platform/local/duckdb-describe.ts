import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api'
import type { Column } from '../../contracts/ports/sql-engine.ts'
import type { DuckDbConnections } from './duckdb-connections.ts'

const prefix = 'DESCRIBE '

/** Columns of an admitted SELECT, by the binder. */
export function describeSelect(
  connections: DuckDbConnections,
  connection: DuckDBConnection,
  text: string,
): Promise<readonly Column[]> {
  const statement = prefix + text
  return connections.run(
    connection,
    async () => {
      const rows = await (await connection.run(statement)).getRows()
      return rows.map((row) => ({ name: String(row[0]), type: String(row[1]) }))
    },
    { statement, prefix: prefix.length },
  )
}

export interface TypedColumn extends Column {
  /** The type as a structure. */
  readonly shape: DuckDBType
}

/** The same with the types as structures, which only a prepared statement tells. */
export async function describeTypes(
  connections: DuckDbConnections,
  connection: DuckDBConnection,
  text: string,
): Promise<readonly TypedColumn[]> {
  const columns = await describeSelect(connections, connection, text)
  return connections.run(
    connection,
    async () => {
      const prepared = await connection.prepare(text)
      const typed = columns.map((column, i) => ({ ...column, shape: prepared.columnType(i) }))
      prepared.destroySync()
      return typed
    },
    { statement: text },
  )
}
