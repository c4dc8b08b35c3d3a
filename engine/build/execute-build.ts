import { isProductError, ProductError } from '../../contracts/errors/product-error.ts'
import type { ProgressTask } from '../../contracts/ports/progress.ts'
import type { TableVersion } from '../../contracts/records/table-version.ts'
import type { BuildPlan } from '../compile-project.ts'
import type { CompiledTest } from '../data-tests/compiled-test.ts'
import type { PlannedModel } from '../plan.ts'
import { mapInOrder, mapLimited } from '../slots.ts'
import { buildModel } from './build-model.ts'
import type { BuildReport, ModelReport, TestReport } from './build-report.ts'
import type { BuildEffects } from './effects.ts'
import { Mounts } from './mounts.ts'
import { runTest, testId } from './run-test.ts'

/**
 * Builds what the plan says is missing and runs the data tests. A model that fails stops what depends on it and nothing else.
 * Nothing is published: that is the caller's to do, when the report has no errors.
 */
export async function executeBuild(plan: BuildPlan, effects: BuildEffects): Promise<BuildReport> {
  const begun = effects.clock.now()
  const build = new Build(plan, effects, effects.madeAt ?? begun.toISOString())
  const models = await build.models()
  const tests = await build.tests()
  const versions = build.versions()
  return {
    models,
    tests: tests.map(({ report }) => report),
    tables: Object.fromEntries(versions.map(({ relation, version }) => [relation, version])),
    versions,
    errors: [...build.modelErrors(), ...tests.flatMap(testError)],
    seconds: secondsSince(begun, effects.clock.now()),
  }
}

const secondsSince = (begun: Date, now: Date) => (now.getTime() - begun.getTime()) / 1000

interface Tested {
  readonly test: CompiledTest
  readonly report: TestReport
}

/** A build under way. */
class Build {
  readonly #plan: BuildPlan
  readonly #effects: BuildEffects
  readonly #madeAt: string
  readonly #mounts: Mounts
  readonly #errors = new Map<string, ProductError>()
  #built = 0

  constructor(plan: BuildPlan, effects: BuildEffects, madeAt: string) {
    this.#plan = plan
    this.#effects = effects
    this.#madeAt = madeAt
    this.#mounts = new Mounts(effects.session, plan.sources)
  }

  /** What is there, in the order of the plan: sources first. */
  versions(): readonly TableVersion[] {
    const models = this.#plan.models.flatMap(({ model }) => this.#mounts.get(model.name) ?? [])
    return [...this.#plan.sources, ...models]
  }

  modelErrors(): readonly ProductError[] {
    return this.#plan.models.flatMap(({ model }) => this.#errors.get(model.name) ?? [])
  }

  async models(): Promise<readonly ModelReport[]> {
    const planned = this.#plan.models
    const byName = new Map(planned.map((item) => [item.model.name, item]))
    const missing = planned.filter(({ action }) => action === 'build').length
    const task = this.#effects.progress.task('Building models', missing)
    const reports = await mapInOrder(planned, {
      needs: ({ inputs }) => inputs.flatMap(({ relation }) => byName.get(relation) ?? []),
      work: (item) => this.#model(item, task),
      limit: this.#effects.parallelism,
    })
    const built = reports.filter(({ action }) => action === 'built').length
    if (this.#errors.size > 0) task.fail(`${this.#errors.size} failed`)
    else task.done(`${built} built, ${planned.length - built} reused`)
    return reports
  }

  async #model(planned: PlannedModel, task: ProgressTask): Promise<ModelReport> {
    const inputs = planned.inputs.map(({ relation }) => relation)
    if (inputs.some((relation) => this.#mounts.get(relation) === undefined)) {
      return report(planned, 'skipped')
    }
    if (planned.existing !== undefined) {
      this.#mounts.add(planned.existing)
      return report(planned, 'reused', planned.existing)
    }
    const begun = this.#effects.clock.now()
    const version = await this.#make(planned, inputs)
    if (version === undefined) return report(planned, 'failed')
    this.#mounts.add(version)
    task.update(++this.#built, planned.model.name)
    return {
      ...report(planned, 'built', version),
      seconds: secondsSince(begun, this.#effects.clock.now()),
    }
  }

  /** The new version, kept; undefined when the model failed. */
  async #make(planned: PlannedModel, inputs: readonly string[]): Promise<TableVersion | undefined> {
    const { session, recordTable } = this.#effects
    const { project } = this.#plan.compiled
    try {
      if (planned.model.config.materialized === 'table') await this.#mounts.ensure(inputs)
      const build = { project: project.name, engine: this.#plan.engine, madeAt: this.#madeAt }
      const version = await buildModel(session, planned, build)
      await recordTable(version)
      return version
    } catch (error) {
      if (!isProductError(error)) throw error
      this.#errors.set(planned.model.name, error)
      return undefined
    }
  }

  /** Tests of tables that are there, in the order of the models; singular tests last. */
  async tests(): Promise<readonly Tested[]> {
    const { models, singularTests } = this.#plan.compiled
    const all = [...models.flatMap(({ tests }) => tests), ...singularTests]
    const ready = all.filter(({ reads }) => reads.every((relation) => this.#mounts.get(relation)))
    const task = this.#effects.progress.task('Testing', ready.length)
    let done = 0
    const run = async (test: CompiledTest) => {
      const report = await this.#test(test)
      task.update(++done, `${test.model} ${test.name}`)
      return { test, report }
    }
    const reports = await mapLimited(ready, run, this.#effects.parallelism)
    const failed = reports.filter(({ report }) => report.status === 'fail').length
    if (failed > 0) task.fail(`${failed} of ${reports.length} failed`)
    else task.done(`${reports.length} passed`)
    return reports
  }

  async #test(test: CompiledTest): Promise<TestReport> {
    const { session, knownTest, recordTest } = this.#effects
    const tables = test.reads.flatMap((relation) => this.#mounts.get(relation) ?? [])
    const id = testId(test, tables)
    const known = await knownTest(test.model, id)
    // Name and severity are the file's of today; they do not change what was found.
    if (known !== undefined)
      return { ...known, name: test.name, severity: test.severity, cached: true }
    await this.#mounts.ensure(test.reads)
    const version = this.#mounts.get(test.model)?.version ?? ''
    const run = { project: this.#plan.compiled.project.name, id, version, madeAt: this.#madeAt }
    const result = await runTest(session, test, run)
    await recordTest(result)
    return { ...result, cached: false }
  }
}

function report(
  { model, version, reasons }: PlannedModel,
  action: ModelReport['action'],
  made?: TableVersion,
): ModelReport {
  const bytes = made?.files.reduce((sum, file) => sum + file.bytes, 0) ?? 0
  return {
    relation: model.name,
    layer: model.file.layer,
    version,
    materialized: model.config.materialized,
    action,
    reasons,
    rows: made?.rows ?? null,
    seconds: 0,
    bytes,
  }
}

/** The error of a test that stops a build; none of one that passed or only warns. */
function testError({
  test,
  report: { status, severity, message, failures, failing_rows },
}: Tested): readonly ProductError[] {
  if (status === 'pass' || severity === 'warn') return []
  return [
    new ProductError('TEST_FAILED', {
      message: `The test ${test.name} of "${test.model}" failed: ${message} Nothing was published.`,
      at: test.at,
      data: { failures, failing_rows },
    }),
  ]
}
