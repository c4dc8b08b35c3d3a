import type { RemoteInput, RemoteSqlEngine } from '../../contracts/ports/remote-sql.ts'
import type { SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { TableVersion } from '../../contracts/records/table-version.ts'
import type { CompiledModel } from '../stages.ts'
import { inBrackets, type ReadRelation, translateModel } from './translate-model.ts'

/** What is needed to ask Athena about the tables of a build. */
export interface RemoteBuild {
  readonly remote: RemoteSqlEngine
  /** Parses; no rows are read through it. */
  readonly session: SqlSession
  readonly project: string
  /** The version of a relation that is built. */
  readonly version: (relation: string) => TableVersion
  /** The model behind a relation, if it is one. */
  readonly model: (relation: string) => CompiledModel | undefined
}

/** Where relations stand for Athena: tables as the engine places them, views written out. `inputs` gathers the tables. */
export const readRemotely =
  (build: RemoteBuild, inputs: Map<string, RemoteInput>): ReadRelation =>
  async (relation) => {
    const table = build.version(relation)
    const view = table.materialized === 'view' ? build.model(relation) : undefined
    if (view) {
      const sql = await translateModel(build.session, view, readRemotely(build, inputs))
      return { columns: table.columns, place: inBrackets(sql) }
    }
    const { columns, files, version, engine } = table
    const input = { relation, version, columns, files, madeBy: engine.name }
    inputs.set(relation, input)
    return { columns, place: build.remote.place(input) }
  }

/** Whether one of the relations, or a table behind it when it is a view, was made on Athena. */
export const madeRemotely = (
  relations: readonly string[],
  version: RemoteBuild['version'],
): boolean =>
  relations.some((relation) => {
    const { materialized, engine, inputs } = version(relation)
    if (materialized !== 'view') return engine.name === 'athena'
    return madeRemotely(
      inputs.map((input) => input.relation),
      version,
    )
  })
