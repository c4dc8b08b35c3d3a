import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import { quoteIdentifier, quoteText } from '../contracts/sql-text.ts'
import type { RegistryRelation } from '../registry/index.ts'

/** Rows that are handed over at a time, as one JSON text. */
const rowsAtOnce = 10_000

/** Puts a part of the registry into a session as a table of its name. */
export async function mountRelation(
  session: SqlSession,
  { name, columns, rows }: RegistryRelation,
): Promise<void> {
  const declared = columns.map((column) => `${quoteIdentifier(column.name)} ${column.type}`)
  await session.execute(`create table ${quoteIdentifier(name)} (${declared.join(', ')})`)
  const shape = [Object.fromEntries(columns.map((column) => [column.name, column.type]))]
  const insert = `insert into ${quoteIdentifier(name)} select row.* from (select unnest(from_json(?, ${quoteText(JSON.stringify(shape))})) as row)`
  for (let start = 0; start < rows.length; start += rowsAtOnce)
    await session.execute(insert, [JSON.stringify(rows.slice(start, start + rowsAtOnce))])
}
