import { storageTrouble } from '../../contracts/engine-trouble.ts'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import type { TestResult } from '../../contracts/records/table-version.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import type { CompiledTest } from '../data-tests/compiled-test.ts'
import { sentence } from '../inspect-select.ts'
import { madeRemotely, type RemoteBuild } from '../remote/remote-inputs.ts'
import { mapLimited } from '../slots.ts'
import type { TestReport } from './build-report.ts'
import type { BuildEffects } from './effects.ts'
import type { Mounts } from './mounts.ts'
import { probeRemotely, runRemotely } from './run-remotely.ts'
import { passed, runTest, type TestRun, testId } from './run-test.ts'
import { runtimeHint } from './runtime-failure.ts'

/** A test with what came of it: a report, or why it could not be run. */
export type Tested =
  | { readonly test: CompiledTest; readonly report: TestReport }
  | { readonly test: CompiledTest; readonly error: ProductError }

export interface TestScene {
  readonly project: string
  readonly madeAt: string
  readonly mounts: Mounts
  readonly effects: BuildEffects
  /** Tests of tables that were made on Athena are run there. @default all are run in the session */
  readonly remote?: RemoteBuild | undefined
}

interface Due {
  readonly test: CompiledTest
  readonly run: TestRun
}

/** Runs the tests whose tables are all there, in their order. What ran before on the same tables is not run again. */
export async function runTests(
  tests: readonly CompiledTest[],
  scene: TestScene,
): Promise<readonly Tested[]> {
  const { mounts, effects } = scene
  const ready = tests.filter(({ reads }) => reads.every((relation) => mounts.get(relation)))
  const task = effects.progress.task('Testing', ready.length)
  const known = await mapLimited(ready, (test) => knownReport(test, scene), 16)
  const due = ready.flatMap((test, index) =>
    known[index] === undefined ? [dueTest(test, scene)] : [],
  )
  let done = ready.length - due.length
  const clean = await cleanTests(due, scene)
  const ran = await mapLimited(
    due,
    async (item) => {
      const tested = await runOne(item, clean.get(item.test), scene)
      task.update(++done, `${item.test.model} ${item.test.name}`)
      return tested
    },
    effects.parallelism,
  )
  const outcomes = new Map(ran.map((tested) => [tested.test, tested]))
  const all = ready.flatMap((test, index) => known[index] ?? outcomes.get(test) ?? [])
  const { failed, told } = summary(all)
  if (failed) task.fail(told)
  else task.done(told)
  return all
}

/** "57 passed, 1 warned". Warnings are no failure. */
function summary(all: readonly Tested[]): { readonly failed: boolean; readonly told: string } {
  const unwelcome = all.filter((tested) => 'error' in tested || tested.report.status === 'fail')
  const failed = unwelcome.filter((tested) => testErrors(tested).length > 0).length
  const counts = [
    [failed, 'failed'],
    [all.length - unwelcome.length, 'passed'],
    [unwelcome.length - failed, 'warned'],
  ] as const
  const told = counts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]))
  const here = all.flatMap((one) =>
    'report' in one && one.report.kept_here !== undefined && !one.report.cached ? [one.report] : [],
  )
  const [first] = here
  const others = here.length > 1 ? ` and ${here.length - 1} more` : ''
  const stayed =
    first === undefined
      ? ''
      : `; on DuckDB, not on Athena: ${first.name} of ${first.model}${others} (${first.kept_here})`
  return { failed: failed > 0, told: `${told.join(', ') || 'none'}${stayed}` }
}

const tablesOf = ({ reads }: CompiledTest, { mounts }: TestScene) =>
  reads.flatMap((relation) => mounts.get(relation) ?? [])

async function knownReport(test: CompiledTest, scene: TestScene): Promise<Tested | undefined> {
  const known = await scene.effects.knownTest(test.model, testId(test, tablesOf(test, scene)))
  if (known === undefined) return undefined
  // Name and severity are the file's of today; they do not change what was found.
  return { test, report: { ...known, name: test.name, severity: test.severity, cached: true } }
}

function dueTest(test: CompiledTest, scene: TestScene): Due {
  const { project, madeAt, mounts } = scene
  const id = testId(test, tablesOf(test, scene))
  return { test, run: { project, id, version: mounts.get(test.model)?.version ?? '', madeAt } }
}

/** Where and at what cost a test was shown to pass. */
type Shown = Pick<TestResult, 'cost'>

/** Tests that one scan of their table shows to pass: a table is read once for all of them, and again only for what fails. */
async function cleanTests(
  due: readonly Due[],
  scene: TestScene,
): Promise<ReadonlyMap<CompiledTest, Shown>> {
  const byModel = Map.groupBy(
    due.map(({ test }) => test).filter(({ probe }) => probe !== undefined),
    ({ model }) => model,
  )
  const found = await mapLimited(
    [...byModel],
    async ([model, tests]) => {
      const remote = remoteFor([model], scene)
      if (remote !== undefined)
        return [...(await probeRemotely(remote, model, tests, scene.madeAt))]
      return (await probe(model, tests, scene)).map((test) => [test, {}] as const)
    },
    scene.effects.parallelism,
  )
  return new Map(found.flat())
}

/** Athena, when it is there and has made a table that is read. */
const remoteFor = (relations: readonly string[], { remote }: TestScene): RemoteBuild | undefined =>
  remote !== undefined && madeRemotely(relations, remote.version) ? remote : undefined

async function probe(
  model: string,
  tests: readonly CompiledTest[],
  { mounts, effects }: TestScene,
): Promise<readonly CompiledTest[]> {
  await mounts.ensure([model])
  const list = tests.map((test, index) => `${test.probe} as "t${index}"`)
  try {
    const [row] = await effects.session.rows(
      `select ${list.join(', ')} from ${quoteIdentifier(model)}`,
    )
    return tests.filter((_, index) => Number(row[`t${index}`]) === 0)
  } catch (error) {
    // Each test is then run by itself, so that the one that fails has the error.
    if (error instanceof SqlFailure) return []
    throw error
  }
}

async function runOne(
  { test, run }: Due,
  clean: Shown | undefined,
  scene: TestScene,
): Promise<Tested> {
  const { recordTest } = scene.effects
  try {
    const result = clean
      ? { ...passed(test, run), ...clean }
      : await runWhereItsTablesAre(test, run, scene)
    await recordTest(result)
    return { test, report: { ...result, cached: false } }
  } catch (error) {
    if (error instanceof SqlFailure) return { test, error: testFailure(test, error) }
    throw error
  }
}

async function runWhereItsTablesAre(
  test: CompiledTest,
  run: TestRun,
  scene: TestScene,
): Promise<TestResult> {
  const { mounts, effects } = scene
  const mounted = () => mounts.ensure(test.reads)
  const remote = remoteFor(test.reads, scene)
  const there = remote && (await runRemotely(remote, test, run, mounted))
  if (there !== undefined && !('refused' in there)) return there
  await mounted()
  const result = await runTest(effects.session, test, run)
  return there === undefined ? result : { ...result, kept_here: there.refused }
}

function testFailure({ name, model, at }: CompiledTest, failure: SqlFailure): ProductError {
  const trouble = storageTrouble(failure)
  if (trouble !== undefined) return trouble
  const hint = runtimeHint(failure)
  return new ProductError('TEST_INVALID', {
    message: `The test ${name} of "${model}" could not be run: ${sentence(failure.message)} Nothing was published.`,
    ...(hint === undefined ? {} : { hint }),
    at,
    cause: failure,
  })
}

/** The error of a test that stops a build; none of one that passed or only warns. */
export function testErrors(tested: Tested): readonly ProductError[] {
  if ('error' in tested) return [tested.error]
  const { test, report } = tested
  if (report.status === 'pass' || report.severity === 'warn') return []
  const { message, failures, failing_rows } = report
  return [
    new ProductError('TEST_FAILED', {
      message: `The test ${test.name} of "${test.model}" failed: ${message} Nothing was published.`,
      at: test.at,
      data: { failures, failing_rows },
    }),
  ]
}
