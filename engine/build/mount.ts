import { ProductError } from '../../contracts/errors/product-error.ts'
import { SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { TableVersion } from '../../contracts/records/table-version.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import { sentence } from '../inspect-select.ts'

/**
 * Makes a table version readable in a session as a view of its relation's name. What it reads must be mounted, when it is a
 * view itself. Throws LAKE_OBJECT_MISSING or LAKE_FILE_DAMAGED when its files cannot be read.
 */
export async function mount(session: SqlSession, version: TableVersion): Promise<void> {
  const select = mountedSelect(session, version)
  try {
    await session.execute(
      `create or replace view ${quoteIdentifier(version.relation)} as ${select}`,
    )
  } catch (error) {
    if (error instanceof SqlFailure && error.kind === 'other') throw unreadable(version, error)
    throw error
  }
}

function unreadable({ relation, version }: TableVersion, failure: SqlFailure): ProductError {
  const missing = /no files found|no such file|does not exist/i.test(failure.message)
  return new ProductError(missing ? 'LAKE_OBJECT_MISSING' : 'LAKE_FILE_DAMAGED', {
    message: `The table "${relation}" (version ${version}) cannot be read: ${sentence(failure.message)}`,
    cause: failure,
  })
}

/** Makes table versions readable in a session, each after those it reads. */
export async function mountAll(
  session: SqlSession,
  versions: readonly TableVersion[],
): Promise<void> {
  const byRelation = new Map(versions.map((version) => [version.relation, version]))
  const done = new Set<string>()
  const visit = async (version: TableVersion): Promise<void> => {
    if (done.has(version.relation)) return
    done.add(version.relation)
    for (const { relation } of version.inputs) {
      const input = byRelation.get(relation)
      if (version.materialized === 'view' && input !== undefined) await visit(input)
    }
    await mount(session, version)
  }
  for (const version of versions) await visit(version)
}

function mountedSelect(
  session: SqlSession,
  { sql, materialized, columns, files }: TableVersion,
): string {
  if (materialized === 'view' && sql !== null) return sql
  // Casts hold the declared types where Parquet has none of its own (arrays, JSON); others cost nothing.
  const list = (from: (name: string) => string) =>
    columns
      .map(({ name, type }) => `cast(${from(name)} as ${type}) as ${quoteIdentifier(name)}`)
      .join(', ')
  if (files.length === 0) return `select ${list(() => 'null')} where false`
  return `select ${list(quoteIdentifier)} from ${session.parquet(files.map(({ key }) => key))}`
}
