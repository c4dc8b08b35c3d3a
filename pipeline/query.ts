import { explained } from '../contracts/engine-trouble.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import {
  type Column,
  type Row,
  SqlFailure,
  type SqlSession,
} from '../contracts/ports/sql-engine.ts'
import type { PredictionSet } from '../contracts/records/prediction.ts'
import { mountAll, pureTableFunctions } from '../engine/index.ts'
import {
  listPredictionSets,
  readEnvironment,
  registryRelationNames,
  registryRelations,
} from '../registry/index.ts'
import { withSession } from './open-session.ts'
import { predictionsSql } from './predictions-relation.ts'
import { behind, currentTables } from './read-environment.ts'
import { mountRelation } from './registry-rows.ts'
import { careOfQuestion, verifyPredictions, verifyTables } from './verify-files.ts'

export interface QueryRequest {
  readonly sql: string
  /** @default the only project whose tables the query names */
  readonly project?: string
  /** Rows given at most. @default all */
  readonly limit?: number
}

export interface QueryResult {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** True when `limit` cut the result. */
  readonly truncated: boolean
}

/**
 * Answers a SELECT over the tables of the environment by their names, `predictions`, and the registry's tables. Reads one
 * state of the environment throughout. Throws COMMAND_SQL_… for what cannot be answered.
 */
export async function runSql(platform: Platform, request: QueryRequest): Promise<QueryResult> {
  return withSession(platform.engine, { readable: ['tables/', 'predictions/'] }, (session) =>
    answer(platform, session, request),
  )
}

async function answer(
  platform: Platform,
  session: SqlSession,
  request: QueryRequest,
): Promise<QueryResult> {
  try {
    const names = await namedTables(session, request.sql)
    await mountNamed(platform, session, names, request.project)
    const columns = await session.describe(request.sql)
    const limited =
      request.limit === undefined
        ? request.sql
        : `select * from (\n${withoutEnd(request.sql)}\n) limit ${request.limit + 1}`
    const rows = await session.rows(limited)
    const truncated = request.limit !== undefined && rows.length > request.limit
    return { columns, rows: truncated ? rows.slice(0, request.limit) : rows, truncated }
  } catch (error) {
    throw asQueryError(error, request.sql)
  }
}

/** A SELECT that stands in parentheses cannot keep its closing semicolon. */
const withoutEnd = (sql: string) => sql.replace(/;\s*$/, '')

async function namedTables(session: SqlSession, sql: string): Promise<ReadonlySet<string>> {
  const inspection = await session.inspect(sql)
  if (inspection.kind === 'select') {
    const reads = inspection.functions.find(
      ({ name, table }) => table && !pureTableFunctions.has(name),
    )
    if (reads !== undefined) throw readsBeside(reads, sql)
    return new Set(inspection.tables.map((table) => table.name))
  }
  throw new ProductError('COMMAND_SQL_REFUSED', {
    message: `This cannot be run: ${inspection.reason} Nothing was changed.`,
    at: { file: 'query', ...positionIn(sql, inspection.at ?? 0), text: sql },
  })
}

/** Files are read as the tables they belong to: one that is read by itself may be another project's, or not published. */
const readsBeside = ({ name, at }: { readonly name: string; readonly at: number }, sql: string) =>
  new ProductError('COMMAND_SQL_REFUSED', {
    message: `${name}() reads something that is no table of the environment. Nothing was read.`,
    hint: 'Read tables by their names; `millrace ls` lists them.',
    at: { file: 'query', ...positionIn(sql, at), text: sql },
  })

async function mountNamed(
  platform: Platform,
  session: SqlSession,
  names: ReadonlySet<string>,
  project: string | undefined,
): Promise<void> {
  const registry = registryRelationNames.filter((name) => names.has(name))
  for (const name of registry) await mountRegistry(platform, session, name)
  const wanted = [...names].filter((name) => !registry.includes(name))
  if (wanted.length === 0) return
  const chosen = await chooseProject(platform, wanted, project)
  const tables = behind((await currentTables(platform, chosen)) ?? new Map(), wanted)
  await verifyTables(platform, tables, careOfQuestion(tables))
  await mountAll(session, tables)
  if (wanted.includes('predictions')) {
    const sets = await listPredictionSets(platform.store, chosen, platform.env)
    await verifyPredictions(platform, sets, careOfQuestion(sets))
    await session.execute(`create view "predictions" as ${predictionsSql(session, sets)}`)
  }
}

async function mountRegistry(platform: Platform, session: SqlSession, name: string): Promise<void> {
  const [relation] = await registryRelations(platform.store, [name])
  await mountRelation(session, relation)
}

/** The project that has every table a query names. */
async function chooseProject(
  platform: Platform,
  wanted: readonly string[],
  project: string | undefined,
): Promise<string> {
  const environment = await readEnvironment(platform.store, platform.env)
  const sets = await listPredictionSets(platform.store, undefined, platform.env)
  const relations = new Map(
    Object.entries(environment?.projects ?? {}).map(([name, { tables }]) => [
      name,
      relationsOf(name, Object.keys(tables), sets),
    ]),
  )
  const candidates = [...relations].filter(
    ([name, tables]) =>
      (project === undefined || name === project) && wanted.every((table) => tables.has(table)),
  )
  if (candidates.length === 1) return candidates[0][0]
  if (candidates.length > 1) {
    throw new ProductError('COMMAND_SQL_AMBIGUOUS', {
      message: `${wanted.map((name) => `"${name}"`).join(', ')} could be of the projects ${candidates.map(([name]) => name).join(', ')}.`,
    })
  }
  const all = new Set(
    [...relations.values()].flatMap((tables) => [...tables]).concat(registryRelationNames),
  )
  const missing = wanted.find((name) => !all.has(name)) ?? wanted[0]
  throw new ProductError('COMMAND_SQL_TABLE_UNKNOWN', {
    message: `There is no table "${missing}" in environment "${platform.env}".${didYouMean(missing, all)}`,
    hint: all.size === 0 ? undefined : `Tables: ${[...all].sort().join(', ')}.`,
  })
}

function relationsOf(
  project: string,
  tables: readonly string[],
  sets: readonly PredictionSet[],
): Set<string> {
  const predicted = sets.some((set) => set.project === project)
  return new Set([...tables, ...(predicted ? ['predictions'] : [])])
}

function asQueryError(error: unknown, sql: string): unknown {
  const told = explained(error)
  if (!(told instanceof SqlFailure)) return told
  return new ProductError('COMMAND_SQL_FAILED', {
    message: told.message,
    at:
      told.at === undefined ? undefined : { file: 'query', ...positionIn(sql, told.at), text: sql },
    cause: told,
  })
}

/** Line and column, both from 1, of a character offset. */
function positionIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: before[before.length - 1].length + 1 }
}
