import { isProductError, type ProductError } from '../../contracts/errors/product-error.ts'
import type { ProgressTask } from '../../contracts/ports/progress.ts'
import type { TableVersion } from '../../contracts/records/table-version.ts'
import type { BuildPlan } from '../compile-project.ts'
import type { PlannedModel } from '../plan.ts'
import { buildRemotely } from '../remote/build-remotely.ts'
import { engineOf } from '../remote/engine-of.ts'
import type { RemoteBuild } from '../remote/remote-inputs.ts'
import { mapInOrder } from '../slots.ts'
import { buildModel, type ModelBuild } from './build-model.ts'
import type { BuildReport, ModelReport } from './build-report.ts'
import type { BuildEffects } from './effects.ts'
import { Mounts } from './mounts.ts'
import { runTests, testErrors } from './run-tests.ts'
import { viewsBehind } from './runtime-failure.ts'

/**
 * Builds what the plan says is missing and runs the data tests. A model that fails stops what depends on it and nothing else.
 * Nothing is published: that is the caller's to do, when the report has no errors.
 */
export async function executeBuild(plan: BuildPlan, effects: BuildEffects): Promise<BuildReport> {
  const begun = effects.clock.elapsed()
  const madeAt = effects.madeAt ?? effects.clock.now().toISOString()
  const build = new Build(plan, effects, madeAt)
  const models = await build.models()
  const scene = {
    project: plan.compiled.project.name,
    madeAt,
    mounts: build.mounts,
    effects,
    remote: build.remote(),
  }
  const tests = await runTests(testsOf(plan), scene)
  const versions = build.versions()
  return {
    models,
    tests: tests.flatMap((tested) => ('report' in tested ? [tested.report] : [])),
    tables: Object.fromEntries(versions.map(({ relation, version }) => [relation, version])),
    versions,
    errors: [...build.modelErrors(), ...tests.flatMap(testErrors)],
    seconds: effects.clock.elapsed() - begun,
  }
}

/** In the order of the models; singular tests last. */
const testsOf = ({ compiled }: BuildPlan) => [
  ...compiled.models.flatMap(({ tests }) => tests),
  ...compiled.singularTests,
]

/** A build under way. */
class Build {
  readonly #plan: BuildPlan
  readonly #effects: BuildEffects
  readonly #madeAt: string
  readonly mounts: Mounts
  readonly #planned: ReadonlyMap<string, PlannedModel>
  readonly #errors = new Map<string, ProductError>()
  #built = 0
  /** Models made here that would have been made on Athena. */
  #meantForAthena = 0

  constructor(plan: BuildPlan, effects: BuildEffects, madeAt: string) {
    this.#plan = plan
    this.#effects = effects
    this.#madeAt = madeAt
    this.#planned = new Map(plan.models.map((planned) => [planned.model.name, planned]))
    this.mounts = new Mounts(effects, plan.sources)
  }

  /** What is there, in the order of the plan: sources first. */
  versions(): readonly TableVersion[] {
    const models = this.#plan.models.flatMap(({ model }) => this.mounts.get(model.name) ?? [])
    return [...this.#plan.sources, ...models]
  }

  modelErrors(): readonly ProductError[] {
    return this.#plan.models.flatMap(({ model }) => this.#errors.get(model.name) ?? [])
  }

  async models(): Promise<readonly ModelReport[]> {
    const planned = this.#plan.models
    const missing = planned.filter(({ action }) => action === 'build').length
    const task = this.#effects.progress.task('Building models', missing)
    const reports = await mapInOrder(planned, {
      needs: ({ inputs }) => inputs.flatMap(({ relation }) => this.#planned.get(relation) ?? []),
      work: (item) => this.#model(item, task),
      limit: this.#effects.parallelism,
    })
    const built = reports.filter(({ action }) => action === 'built').length
    if (this.#errors.size > 0) task.fail(`${this.#errors.size} failed`)
    else task.done(`${built} built, ${planned.length - built} reused${this.#insteadOfAthena()}`)
    return reports
  }

  async #model(planned: PlannedModel, task: ProgressTask): Promise<ModelReport> {
    const inputs = planned.inputs.map(({ relation }) => relation)
    if (inputs.some((relation) => this.mounts.get(relation) === undefined)) {
      return report(planned, 'skipped')
    }
    if (planned.existing !== undefined) {
      this.mounts.add(planned.existing)
      return report(planned, 'reused', planned.existing)
    }
    const { clock } = this.#effects
    const begun = clock.elapsed()
    const version = await this.#make(planned, inputs)
    if (version === undefined) return report(planned, 'failed')
    this.mounts.add(version)
    task.update(++this.#built, planned.model.name)
    return { ...report(planned, 'built', version), seconds: clock.elapsed() - begun }
  }

  /** Where there is no Athena its tables are made here: they are the same. */
  #insteadOfAthena(): string {
    const count = this.#meantForAthena
    return count === 0
      ? ''
      : `; ${count} meant for Athena made on DuckDB, for there is no Athena here`
  }

  /** Where the table is made when it is not here. */
  #elsewhere(planned: PlannedModel): Pick<ModelBuild, 'elsewhere'> {
    const { project } = this.#plan.compiled
    const version = (relation: string) => this.mounts.get(relation)!
    if (engineOf(planned.model, project.engines, version) !== 'athena') return {}
    const remote = this.remote()
    if (remote === undefined) {
      this.#meantForAthena += 1
      return {}
    }
    return { elsewhere: () => buildRemotely(planned, remote) }
  }

  /** Athena and what it may be asked about, where there is one. */
  remote(): RemoteBuild | undefined {
    const { remote, session } = this.#effects
    if (remote === undefined) return undefined
    return {
      ...{ remote, session, project: this.#plan.compiled.project.name },
      version: (relation) => this.mounts.get(relation)!,
      model: (relation) => this.#planned.get(relation)?.model,
    }
  }

  /** The new version, kept; undefined when the model failed. */
  async #make(planned: PlannedModel, inputs: readonly string[]): Promise<TableVersion | undefined> {
    const { session, recordTable } = this.#effects
    const { project } = this.#plan.compiled
    try {
      if (planned.model.config.materialized === 'table') await this.mounts.ensure(inputs)
      const build = {
        project: project.name,
        engine: this.#plan.engine,
        madeAt: this.#madeAt,
        views: viewsBehind(inputs, this.#planned),
        ...this.#elsewhere(planned),
      }
      const version = await buildModel(session, planned, build)
      await recordTable(version)
      return version
    } catch (error) {
      if (!isProductError(error)) throw error
      this.#errors.set(planned.model.name, error)
      return undefined
    }
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
