import { identify } from '../../contracts/digest.ts'
import { failingRowsKey } from '../../contracts/lake-layout.ts'
import { SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { TableVersion, TestResult } from '../../contracts/records/table-version.ts'
import type { CompiledTest } from '../data-tests/compiled-test.ts'

/** Failing rows that are kept. */
const kept = 100

/** Identity of a test on given tables: what it asks, and of which versions. */
export const testId = ({ digest }: CompiledTest, tables: readonly TableVersion[]): string =>
  identify({
    test: digest,
    tables: Object.fromEntries(tables.map(({ relation, version }) => [relation, version])),
  })

export interface TestRun {
  readonly project: string
  readonly id: string
  /** Version of the model that the test is about. */
  readonly version: string
  readonly madeAt: string
}

/** Runs a test on the mounted tables and keeps the first failing rows in the lake. */
export async function runTest(
  session: SqlSession,
  test: CompiledTest,
  { project, id, version, madeAt }: TestRun,
): Promise<TestResult> {
  const { name, model, severity } = test
  const failures = await count(session, test)
  const base = {
    kind: 'test_result',
    project,
    model,
    id,
    name,
    severity,
    tested_at: madeAt,
  } as const
  if (failures === 0)
    return { ...base, status: 'pass', failures, failing_rows: null, message: null }
  const key = failingRowsKey(project, model, version, id)
  const failing_rows = await keepRows(session, test, key)
  const message = await complaint(session, test, failures)
  return { ...base, status: 'fail', failures, failing_rows, message }
}

async function count(session: SqlSession, { sql }: CompiledTest): Promise<number> {
  const [row] = await session.rows(`select count(*) as failures from (${sql}\n)`)
  return Number(row['failures'])
}

async function keepRows(
  session: SqlSession,
  { sql }: CompiledTest,
  key: string,
): Promise<string | null> {
  try {
    await session.write(`select * from (${sql}\n) limit ${kept}`, key)
    return key
  } catch (error) {
    // Rows of a view may have types that Parquet cannot keep; the count and the message still tell the failure.
    if (error instanceof SqlFailure && ['conversion', 'bind'].includes(error.kind)) return null
    throw error
  }
}

/** "12 rows have no "review_id"." */
async function complaint(
  session: SqlSession,
  { sql, problem }: CompiledTest,
  failures: number,
): Promise<string> {
  if (!problem.includes('{rows}')) return `${failures.toLocaleString('en')} ${problem}.`
  const [row] = await session.rows(`select * from (${sql}\n) limit 1`)
  return `A ${problem.replace('{rows}', String(row['_rows']))}.`
}
