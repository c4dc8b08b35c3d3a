import { ProductError } from '../contracts/errors/product-error.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { Column, SqlSession } from '../contracts/ports/sql-engine.ts'
import { sourceRelation } from '../contracts/project/names.ts'
import {
  type CompiledProject,
  checkProject as check,
  compileProject as compile,
  sqlForAthena,
} from '../engine/index.ts'
import { listProjects, openProject, unknownModel } from './open-project.ts'
import { withSession } from './open-session.ts'
import { currentTables } from './read-environment.ts'

/** A session that can read nothing: compiling needs no data. */
const withBareSession = <T>({ engine }: Platform, work: (session: SqlSession) => Promise<T>) =>
  withSession(engine, { readable: [] }, work)

export interface CheckReport {
  readonly project: string
  readonly models: number
  readonly errors: readonly ProductError[]
  readonly seconds: number
}

/** Compiles everything without reading data and gives every error there is to tell. */
export async function checkProject(
  platform: Platform,
  request: { readonly project: string },
): Promise<CheckReport> {
  const begun = platform.clock.elapsed()
  const found = await findErrors(platform, request.project)
  return { project: request.project, ...found, seconds: platform.clock.elapsed() - begun }
}

async function findErrors(platform: Platform, name: string) {
  const errors: ProductError[] = []
  const project = await openProject(platform, name, (error) => errors.push(error))
  const more = await withBareSession(platform, (session) =>
    check(project, { session, vars: platform.vars }),
  )
  return { models: project.models.length, errors: [...errors, ...more] }
}

export interface CompiledModelView {
  readonly name: string
  readonly layer: string
  readonly file: string
  readonly materialized: string
  readonly sql: string
  readonly columns: readonly Column[]
  /** Relations it reads. */
  readonly inputs: readonly string[]
  readonly tests: readonly string[]
}

/** The SQL that would run, model by model: DuckDB's, or with `engine: 'athena'` that of Athena. Throws ENGINE_SQL_NOT_PORTABLE. */
export async function compileProject(
  platform: Platform,
  request: { readonly project: string; readonly model?: string; readonly engine?: string },
): Promise<readonly CompiledModelView[]> {
  const { compiled, texts } = await compiledFor(platform, request)
  const models = compiled.models.map((model) => ({
    name: model.name,
    layer: model.file.layer,
    file: model.file.path,
    materialized: model.config.materialized,
    sql: texts.get(model.name) ?? model.sql,
    columns: model.columns,
    inputs: model.inputs.map((input) => input.relation),
    tests: model.tests.map((test) => test.name),
  }))
  if (request.model === undefined) return models
  const found = models.filter((model) => model.name === request.model)
  if (found.length === 0)
    throw unknownModel(
      request.project,
      request.model,
      models.map(({ name }) => name),
    )
  return found
}

async function compiledFor(
  platform: Platform,
  { project: name, model: only, engine }: Parameters<typeof compileProject>[1],
): Promise<{ readonly compiled: CompiledProject; readonly texts: ReadonlyMap<string, string> }> {
  if (engine !== undefined && engine !== 'duckdb' && engine !== 'athena')
    throw new ProductError('COMMAND_USAGE', {
      message: `There is no engine "${engine}". It is duckdb or athena.`,
    })
  const project = await openProject(platform, name)
  return withBareSession(platform, async (session) => {
    const compiled = await compile(project, { session, vars: platform.vars })
    const texts = new Map<string, string>()
    if (engine !== 'athena') return { compiled, texts }
    for (const model of compiled.models)
      if (only === undefined || only === model.name)
        texts.set(model.name, await sqlForAthena(compiled, model, session))
    return { compiled, texts }
  })
}

export interface ModelListing {
  readonly project: string
  readonly layer: string
  readonly name: string
  readonly materialized: string
  readonly description: string | null
  readonly tags: readonly string[]
  /** Rows in the environment; null for views and for what was not built. */
  readonly rows: number | null
  /** Version in the environment; null for what was not built. */
  readonly version: string | null
}

/** Sources and models of a project (or of all), with what the environment shows of them. */
export async function listModels(
  platform: Platform,
  request: { readonly project?: string },
): Promise<readonly ModelListing[]> {
  const names = request.project === undefined ? await listProjects(platform) : [request.project]
  return (await Promise.all(names.map((name) => listOne(platform, name)))).flat()
}

async function listOne(platform: Platform, name: string): Promise<ModelListing[]> {
  const project = await openProject(platform, name)
  const tables = await currentTables(platform, name)
  const seen = (relation: string) => {
    const table = tables?.get(relation)
    return { rows: table?.rows ?? null, version: table?.version ?? null }
  }
  const sources = project.sources.map((source) => ({
    project: name,
    layer: 'source',
    name: source.name,
    materialized: 'source',
    description: source.description ?? null,
    tags: [],
    ...seen(sourceRelation(source.name)),
  }))
  const models = project.models.map((model) => ({
    project: name,
    layer: model.layer,
    name: model.name,
    materialized: tables?.get(model.name)?.materialized ?? '',
    description: model.described?.value.description ?? null,
    tags: model.described?.value.tags ?? [],
    ...seen(model.name),
  }))
  return [...sources, ...models]
}
