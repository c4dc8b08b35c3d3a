import type { Platform } from '../contracts/ports/platform.ts'
import type { SqlSession, SqlValue } from '../contracts/ports/sql-engine.ts'
import { sourceRelation } from '../contracts/project/names.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import { listPredictionSets } from '../registry/index.ts'
import { unknownModel } from './open-project.ts'
import { predictionsSql } from './predictions-relation.ts'
import type { QueryResult } from './query.ts'
import { behind, requireTables, withTables } from './read-environment.ts'
import { careOfQuestion, verifyPredictions } from './verify-files.ts'

export interface ModelView extends QueryResult {
  readonly model: string
  readonly version: string
  readonly layer: string
  /** Rows of the whole table. */
  readonly total: number
}

/** First rows of a model (or of a source, by its name) as the environment shows it. */
export async function showModel(
  platform: Platform,
  request: { readonly project: string; readonly model: string; readonly limit?: number },
): Promise<ModelView> {
  const { project, model, limit = 10 } = request
  const tables = await requireTables(platform, project)
  const table = tables.get(model) ?? tables.get(sourceRelation(model))
  if (table === undefined) throw unknownModel(project, model, tables.keys())
  const read = behind(tables, [table.relation])
  const look = async (session: SqlSession) => {
    const relation = quoteIdentifier(table.relation)
    const [count] = await session.rows(`select count(*) as n from ${relation}`)
    const rows = await session.rows(`select * from ${relation} limit ${limit}`)
    const total = Number(count['n'])
    const { version, layer, columns } = table
    return {
      model: table.relation,
      version,
      layer,
      columns,
      rows,
      total,
      truncated: total > rows.length,
    }
  }
  return withTables(platform, project, read, look, { care: careOfQuestion(read) })
}

export interface PredictionsRequest {
  readonly project: string
  /** @default every run */
  readonly runId?: string
  /** Only the class of this name or value. */
  readonly label?: string
  /** Only rows that ask for review. */
  readonly needsReview?: boolean
  /** @default 20 */
  readonly limit?: number
}

/** Published predictions, the least sure first. */
export async function listPredictions(
  platform: Platform,
  request: PredictionsRequest,
): Promise<QueryResult & { readonly total: number }> {
  const { project, runId, label, needsReview, limit = 20 } = request
  const all = await listPredictionSets(platform.store, project, platform.env)
  const sets = runId === undefined ? all : all.filter((set) => set.run_id === runId)
  const { where, parameters } = conditions(label, needsReview)
  await verifyPredictions(platform, sets, careOfQuestion(sets))
  return withTables(
    platform,
    project,
    [],
    async (session) => {
      const relation = `(${predictionsSql(session, sets)}) where ${where}`
      const [count] = await session.rows(`select count(*) as n from ${relation}`, parameters)
      const select = `select * from ${relation} order by probability, 1`
      const rows = await session.rows(`${select} limit ${limit}`, parameters)
      const columns = await session.describe(`select * from (${predictionsSql(session, sets)})`)
      const total = Number(count['n'])
      return { columns, rows, total, truncated: total > rows.length }
    },
    { readable: ['predictions/'] },
  )
}

function conditions(label: string | undefined, needsReview: boolean | undefined) {
  const parts: string[] = ['true']
  const parameters: SqlValue[] = []
  if (label !== undefined) {
    parts.push('(label = ? or label_name = ?)')
    parameters.push(label, label)
  }
  if (needsReview === true) parts.push('needs_review')
  return { where: parts.join(' and '), parameters }
}
