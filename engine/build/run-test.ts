import { identify } from '../../contracts/digest.ts'
import { failingRowsKey } from '../../contracts/lake-layout.ts'
import { SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { TableVersion, TestResult } from '../../contracts/records/table-version.ts'
import type { CompiledTest } from '../data-tests/compiled-test.ts'

/** Failing rows that are kept. */
export const kept = 100

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

/** What every result of a test has. */
export const base = ({ name, model, severity }: CompiledTest, { project, id, madeAt }: TestRun) =>
  ({ kind: 'test_result', project, model, id, name, severity, tested_at: madeAt }) as const

/** The result of a test that found nothing. */
export const passed = (test: CompiledTest, run: TestRun): TestResult => ({
  ...base(test, run),
  status: 'pass',
  failures: 0,
  failing_rows: null,
  message: null,
})

/** Runs a test on the mounted tables and keeps the first failing rows in the lake. */
export async function runTest(
  session: SqlSession,
  test: CompiledTest,
  run: TestRun,
): Promise<TestResult> {
  const failures = await count(session, test)
  if (failures === 0) return passed(test, run)
  const key = failingRowsKey(run.project, test.model, run.version, run.id)
  const failing_rows = await keepRows(session, test, key)
  const message = await complaint(session, test, failures)
  return { ...base(test, run), status: 'fail', failures, failing_rows, message }
}

async function count(session: SqlSession, { sql }: CompiledTest): Promise<number> {
  const [row] = await session.rows(`select count(*) as failures from (${sql}\n)`)
  return Number(row['failures'])
}

/** Keeps the first failing rows under the key; null when Parquet cannot hold them. */
export async function keepRows(
  session: SqlSession,
  { sql }: CompiledTest,
  key: string,
): Promise<string | null> {
  try {
    await session.write(`select * from (${sql}\n) limit ${kept}`, key)
    return key
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error
    // They were kept by an earlier run, where this session writes but need not be able to read.
    if (error.kind === 'forbidden') return key
    // Rows of a view may have types that Parquet cannot keep; the count and the message still tell the failure.
    if (error.kind === 'conversion' || error.kind === 'bind') return null
    throw error
  }
}

async function complaint(
  session: SqlSession,
  { sql, problem }: CompiledTest,
  failures: number,
): Promise<string> {
  const counted = problem.includes('{counted}') ? await session.rows(sql) : []
  return told(problem, failures, Number(counted[0]?.['_rows'] ?? 0))
}

/** "12 rows without "review_id"." */
export const told = (problem: string, failures: number, rows: number): string =>
  `${problem
    .replace('{rows}', number(failures, 'row'))
    .replace('{values}', number(failures, 'value'))
    .replace('{counted}', number(rows, 'row'))}.`

const number = (count: number, noun: string) =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
