import { identify } from '../../contracts/digest.ts'
import { type ErrorPlace, ProductError } from '../../contracts/errors/product-error.ts'
import { didYouMean } from '../../contracts/nearest.ts'
import { type Column, SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { ColumnTest } from '../../contracts/project/model-file.ts'
import { attemptAsync } from '../attempt.ts'
import { explainBinding } from '../bind/explain-binding.ts'
import { forbiddenFunctions, pureTableFunctions } from '../functions.ts'
import { sentence } from '../inspect-select.ts'
import type { ModelSource } from '../project/project.ts'
import type { Report } from '../report.ts'
import type { ResolvedModel } from '../stages.ts'
import { uniqueKey } from '../unique-key.ts'
import type { CompiledTest } from './compiled-test.ts'
import { columnTestSql, type TestSql, tableTestSql, uniqueKeySql } from './test-sql.ts'

export interface TestScene {
  /** A session in which every model that compiled is an empty table. */
  readonly session: SqlSession
  readonly report: Report
  /** Columns of a model; undefined when it did not compile. */
  readonly columnsOf: (model: string) => readonly Column[] | undefined
  /** Names of all models of the project. */
  readonly models: ReadonlySet<string>
  readonly volatile: ReadonlySet<string>
}

/** A test and where it is written. */
interface Placed {
  readonly at: ErrorPlace
  /** Where the SQL of an `expression` stands. */
  readonly sqlAt: ErrorPlace
  readonly write: () => TestSql
}

/** The tests in a model's YAML file, and that of its unique key, as SQL that binds. */
export async function compileTests(
  model: ResolvedModel,
  scene: TestScene,
): Promise<readonly CompiledTest[]> {
  const { file } = model
  const found = await Promise.all(
    [...keyTests(model, scene), ...placedTests(file, scene)].map((test) =>
      attemptAsync(scene.report, () => compileTest(file.name, test, scene)),
    ),
  )
  return found.flatMap((test) => test ?? [])
}

/** A unique key is held by a test, unless the YAML file has that test already. */
function keyTests(
  { file, config, settings }: ResolvedModel,
  { columnsOf }: TestScene,
): readonly Placed[] {
  const key = uniqueKey(config)
  const at = settings.get('unique_key')
  const columns = file.described?.value.columns ?? []
  const tested =
    key.length === 1 && columns.some(({ name, tests }) => name === key[0] && tests.some(isUnique))
  const given = new Set(columnsOf(file.name)?.map(({ name }) => name))
  if (at === undefined || tested || !key.every((name) => given.has(name))) return []
  return [{ at, sqlAt: at, write: () => uniqueKeySql(file.name, key) }]
}

const isUnique = (test: ColumnTest) =>
  test === 'unique' || (typeof test === 'object' && 'unique' in test)

function placedTests(
  { name, described }: ModelSource,
  { columnsOf }: TestScene,
): readonly Placed[] {
  if (described === undefined) return []
  const { value, places } = described
  const given = new Map(columnsOf(name)?.map((column) => [column.name, column]))
  const columns = value.columns.flatMap(({ name: columnName, tests }, i) => {
    const column = given.get(columnName)
    // A column that is not there was reported.
    if (column === undefined) return []
    return tests.map((test, j) => {
      const at = places.value(['columns', i, 'tests', j])
      return { at, sqlAt: at, write: () => columnTestSql(name, column, test) }
    })
  })
  const tables = value.tests.map((test, j) => ({
    at: places.value(['tests', j]),
    sqlAt: places.value(['tests', j, 'expression', 'sql']),
    write: () => tableTestSql(name, test),
  }))
  return [...columns, ...tables]
}

async function compileTest(
  model: string,
  { at, sqlAt, write }: Placed,
  scene: TestScene,
): Promise<CompiledTest | undefined> {
  const { target, checked, constants, condition, ...test } = written(write, at)
  if (target !== undefined && !checkTarget(test.name, model, target, at, scene)) return undefined
  const { tree, tables } = checked
    ? await checkSql(model, { ...test, constants, condition }, sqlAt, scene)
    : { tree: test.sql, tables: [] }
  return { ...test, model, digest: identify({ tree }), reads: [...new Set([model, ...tables])], at }
}

function written(write: () => TestSql, at: ErrorPlace): TestSql {
  try {
    return write()
  } catch (error) {
    if (error instanceof RangeError)
      throw new ProductError('TEST_INVALID', { message: error.message, at })
    throw error
  }
}

/** False when the other model has an error of its own. */
function checkTarget(
  test: string,
  model: string,
  target: NonNullable<TestSql['target']>,
  at: ErrorPlace,
  { models, columnsOf }: TestScene,
): boolean {
  if (!models.has(target.model)) {
    const message = `The test ${test} of "${model}" names the model "${target.model}", which is not in the project.${didYouMean(target.model, models)}`
    throw new ProductError('TEST_MODEL_UNKNOWN', { message, at })
  }
  const names = columnsOf(target.model)?.map(({ name }) => name)
  if (names === undefined) return false
  if (names.includes(target.column)) return true
  const message = `The test ${test} of "${model}" names the column "${target.column}", which "${target.model}" does not have.${didYouMean(target.column, names)}`
  throw new ProductError('TEST_COLUMN_UNKNOWN', { message, at })
}

/** The syntax tree and the tables of a test's SQL, which binds, reads only models, and gives the same for the same rows. */
async function checkSql(
  model: string,
  test: Pick<TestSql, 'name' | 'sql' | 'constants' | 'condition'>,
  at: ErrorPlace,
  { session, volatile, models, columnsOf }: TestScene,
): Promise<{ readonly tree: unknown; readonly tables: readonly string[] }> {
  const invalid = (why: string, hint?: string, cause?: unknown) =>
    new ProductError('TEST_INVALID', {
      message: `The test ${test.name} of "${model}" ${why}`,
      ...(hint === undefined ? {} : { hint }),
      at,
      cause,
    })
  const alone =
    test.condition === undefined ? undefined : await session.inspect(`select ${test.condition}`)
  if (alone?.kind === 'refused') throw invalid(`cannot be read: ${sentence(alone.reason)}`)
  const found = await session.inspect(test.sql)
  if (found.kind === 'refused') throw invalid(`cannot be read: ${sentence(found.reason)}`)
  const table = found.tables.find(({ name }) => !models.has(name))
  if (table !== undefined) throw invalid(`reads "${table.name}", which is not a model.`)
  const unfit = found.functions.find(({ name, table: isTable }) =>
    isTable ? !pureTableFunctions.has(name) : volatile.has(name) || forbiddenFunctions.has(name),
  )
  if (unfit !== undefined)
    throw invalid(`uses ${unfit.name}, whose result is not a function of the rows.`)
  try {
    await session.describe(test.sql)
    if (test.constants?.length) await session.rows(`select ${test.constants.join(', ')}`)
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error
    const names = columnsOf(model)?.map(({ name }) => name) ?? []
    const { what, hint } = explainBinding(error.message, names)
    throw invalid(what, hint, error)
  }
  return { tree: found.tree, tables: found.tables.map(({ name }) => name) }
}
