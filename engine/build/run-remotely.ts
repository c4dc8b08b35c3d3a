import { isProductError } from '../../contracts/errors/product-error.ts'
import { failingRowsKey } from '../../contracts/lake-layout.ts'
import type { QueryCost, RemoteInput, RemoteQuery } from '../../contracts/ports/remote-sql.ts'
import { type Column, SqlFailure } from '../../contracts/ports/sql-engine.ts'
import type { TestResult } from '../../contracts/records/table-version.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import type { CompiledTest } from '../data-tests/compiled-test.ts'
import { sentence } from '../inspect-select.ts'
import { Refusal } from '../portability/refusal.ts'
import { translateToTrino } from '../portability/translate.ts'
import { type RemoteBuild, readRemotely } from '../remote/remote-inputs.ts'
import { base, keepRows, kept, passed, type TestRun, told } from './run-test.ts'

/** Why Athena is not asked. */
export interface Refused {
  readonly refused: string
}

interface Question {
  readonly sql: string
  readonly columns: readonly Column[]
  readonly reads: readonly string[]
  readonly id: string
}

const number = (name: string): Column => ({ name, type: 'BIGINT' })

/** Runs a test on Athena and keeps the first failing rows in the lake, or says why it cannot be run there. `mounted` makes its tables readable here. */
export async function runRemotely(
  build: RemoteBuild,
  test: CompiledTest,
  run: TestRun,
  mounted: () => Promise<void>,
): Promise<TestResult | Refused> {
  const ask = asking(build, test, run)
  const count = `select count(*) as "failures" from (${test.sql}\n) as "failing"`
  const found = await ask(count, [number('failures')], 'count')
  if ('refused' in found) return found
  const failures = Number(found.rows[0]?.['failures'])
  if (failures === 0) return { ...passed(test, run), cost: found.cost }
  const counted = test.problem.includes('{counted}')
    ? await ask(test.sql, [number('_rows')], 'rows')
    : undefined
  const rows = counted && 'rows' in counted ? Number(counted.rows[0]?.['_rows'] ?? 0) : 0
  await mounted()
  const { key, cost } = await keepRemotely(build, test, run)
  return {
    ...base(test, run),
    ...{ status: 'fail', failures, failing_rows: key, message: told(test.problem, failures, rows) },
    cost: sum([found.cost, ...(counted && 'cost' in counted ? [counted.cost] : []), ...cost]),
  }
}

/** Tests that one scan on Athena shows to pass; the first of them has its cost. */
export async function probeRemotely(
  build: RemoteBuild,
  model: string,
  tests: readonly CompiledTest[],
  madeAt: string,
): Promise<ReadonlyMap<CompiledTest, { readonly cost: QueryCost }>> {
  const from = `from ${quoteIdentifier(model)}`
  const item = ({ probe }: CompiledTest, name: string) => `cast(${probe} as bigint) as "${name}"`
  const question = (sql: string, columns: readonly Column[]): Question => ({
    ...{ sql, columns, reads: [model] },
    id: `${build.version(model).version} probe ${madeAt}`,
  })
  const fit: CompiledTest[] = []
  for (const test of tests) {
    const alone = question(`select ${item(test, 't')} ${from}`, [number('t')])
    if (!('refused' in (await translated(build, alone)))) fit.push(test)
  }
  if (fit.length === 0) return new Map()
  const list = fit.map((test, index) => item(test, `t${index}`))
  const columns = fit.map((_, index) => number(`t${index}`))
  const found = await answer(build, question(`select ${list.join(', ')} ${from}`, columns)).catch(
    // Each test is then run by itself, so that the one that fails has the error.
    (error: unknown): Refused => {
      if (error instanceof SqlFailure) return { refused: error.message }
      throw error
    },
  )
  if ('refused' in found) return new Map()
  const [row] = found.rows
  const clean = fit.filter((_, index) => Number(row?.[`t${index}`]) === 0)
  const nothing = { bytes_scanned: 0, queries: 0 }
  return new Map(
    clean.map((test, index) => [test, { cost: index === 0 ? found.cost : nothing }] as const),
  )
}

const asking =
  (build: RemoteBuild, { reads }: CompiledTest, { id, madeAt }: TestRun) =>
  (sql: string, columns: readonly Column[], what: string) =>
    answer(build, { sql, columns, reads, id: `${id} ${what} ${madeAt}` })

/** Values that one of the engines cannot convert are for DuckDB to tell of. */
async function answer(build: RemoteBuild, question: Question) {
  const query = await translated(build, question)
  if ('refused' in query) return query
  try {
    return await build.remote.rows(query)
  } catch (error) {
    if (error instanceof SqlFailure && error.kind === 'conversion')
      return { refused: sentence(error.message).replace(/\.$/, '') }
    throw error
  }
}

async function translated(
  build: RemoteBuild,
  { sql, columns, reads, id }: Question,
): Promise<RemoteQuery | Refused> {
  const inputs = new Map<string, RemoteInput>()
  const read = readRemotely(build, inputs)
  try {
    const places = await Promise.all(
      reads.map(async (relation) => ({ name: relation, ...(await read(relation)) })),
    )
    const tree = await build.session.syntax(sql)
    const remote = translateToTrino({ tree, inputs: places, columns })
    return { sql: remote, columns, inputs: [...inputs.values()], id }
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message }
    if (isProductError(error, 'ENGINE_SQL_NOT_PORTABLE') && error.cause instanceof Refusal)
      return { refused: error.cause.message }
    throw error
  }
}

/** The first failing rows as Athena writes them; from DuckDB when Athena's files cannot hold them. */
async function keepRemotely(
  build: RemoteBuild,
  test: CompiledTest,
  run: TestRun,
): Promise<{ readonly key: string | null; readonly cost: readonly QueryCost[] }> {
  const key = failingRowsKey(run.project, test.model, run.version, run.id)
  const columns = await build.session.describe(test.sql)
  const { reads } = test
  const query = await translated(build, { sql: test.sql, columns, reads, id: `${run.id} failing` })
  if (!('refused' in query)) {
    const sql = `SELECT * FROM (\n${query.sql}\n) LIMIT ${kept}`
    try {
      const made = await build.remote.write({ ...query, sql }, key.replace(/\.parquet$/, '/'))
      const [most] = made.files.toSorted((a, b) => b.rows - a.rows)
      if (most !== undefined) return { key: most.key, cost: [made.cost] }
    } catch (error) {
      if (!(error instanceof SqlFailure && error.kind === 'conversion')) throw error
    }
  }
  return { key: await keepRows(build.session, test, key), cost: [] }
}

const sum = (costs: readonly QueryCost[]): QueryCost => ({
  bytes_scanned: costs.reduce((total, { bytes_scanned }) => total + bytes_scanned, 0),
  queries: costs.reduce((total, { queries }) => total + queries, 0),
})
