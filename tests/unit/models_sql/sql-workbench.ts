import type { Row, SqlSession } from '../../../contracts/ports/sql-engine.ts'
import { sourceRelation } from '../../../contracts/project/names.ts'
import { compileProject, loadProject } from '../../../engine/index.ts'
import { compose, shippedProjects } from '../../../platform/compose.ts'

export interface Workbench {
  /** Replaces a source by these rows. Columns left out are null; `_ingested_at` and the like are made up where left out. */
  land(source: string, rows: readonly Row[]): Promise<void>
  rows(sql: string): Promise<readonly Row[]>
  close(): Promise<void>
}

/** The models of a shipped project as views over sources that a test fills. */
export async function sqlWorkbench(name: string): Promise<Workbench> {
  const platform = await compose({ lake: 'no-lake-is-written' })
  const session = await platform.engine.open({ readable: [] })
  const project = await loadProject(platform.files, `${shippedProjects}/${name}`)
  for (const source of project.sources) {
    const columns = source.columns.map((column) => `"${column.name}" ${column.type}`)
    await session.execute(
      `create table ${sourceRelation(source.name)} (${columns.join(', ')}, _source_file varchar, _source_row bigint, _ingested_at timestamp)`,
    )
  }
  const bench = await platform.engine.open({ readable: [] })
  const compiled = await compileProject(project, { session: bench, vars: {} })
  await bench.close()
  for (const model of compiled.models) {
    await session.execute(`create view "${model.name}" as ${model.sql}`)
  }
  return {
    land: (source, rows) => land(session, sourceRelation(source), rows),
    rows: (sql) => session.rows(sql),
    close: () => session.close(),
  }
}

async function land(session: SqlSession, relation: string, rows: readonly Row[]): Promise<void> {
  await session.execute(`delete from ${relation}`)
  const complete = rows.map((row, i) => ({
    _source_file: 'test.jsonl',
    _source_row: i + 1,
    _ingested_at: '2024-01-01 00:00:00',
    ...row,
  }))
  const names = [...new Set(complete.flatMap((row) => Object.keys(row)))]
  const types = names.map((name) => `'$."${name}"'`)
  const list = names.map((name) => `"${name}"`).join(', ')
  const values = types.map((path) => `record ->> ${path}`).join(', ')
  await session.execute(
    `insert into ${relation} (${list}) select ${values} from (select unnest(json_extract(?::json, '$[*]')) as record)`,
    [JSON.stringify(complete)],
  )
}
