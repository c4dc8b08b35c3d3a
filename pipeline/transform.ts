import { canonicalJson } from '../contracts/digest.ts'
import { isProductError, ProductError } from '../contracts/errors/product-error.ts'
import { layers, registryKeys } from '../contracts/lake-layout.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { TableVersion, TestResult } from '../contracts/records/table-version.ts'
import {
  type BuildReport,
  compileProject,
  executeBuild,
  type Project,
  planBuild,
} from '../engine/index.ts'
import {
  type KnownTests,
  knownTableVersion,
  knownTestResults,
  publishTables,
  recordTableVersion,
  recordTestResults,
} from '../registry/index.ts'
import { withSession } from './open-session.ts'
import { publishEnvironment, refuseUnshowable } from './publish.ts'
import { currentTables, requireVersions } from './read-environment.ts'
import { type LayerSummary, type RunContext, runMoment, type Step } from './run-context.ts'
import { verifyTables } from './verify-files.ts'

/** Times a build is planned again because another build of the same project was published in the meantime. */
const mostPlans = 8

/** SQL models: compiled, built where their identity is new, tested, and only then published together. */
export const transformStep: Step<'transform'> = {
  name: 'transform',
  title: 'SQL models',
  async run(context) {
    const { platform, project, run } = context
    const sources = await sourceVersions(context)
    let scanned = 0
    for (let attempt = 0; attempt < mostPlans; attempt++) {
      const current = await currentTables(platform, project.name)
      const report = await buildTables(platform, project, {
        sources,
        current,
        at: runMoment(context),
      })
      if (report.errors.length > 0) throw firstOf(report.errors)
      await refuseUnshowable(platform, project, report.tables)
      const published = await publishTables(platform.store, platform.env, project.name, {
        tables: report.tables,
        runId: run.run_id,
        at: runMoment(context),
        base:
          current &&
          Object.fromEntries([...current].map(([relation, { version }]) => [relation, version])),
      })
      if (published === 'moved') {
        scanned += bytesScanned(report)
        continue
      }
      await publishEnvironment(platform, project)
      scanned += bytesScanned(report)
      return {
        ...{ tables: report.tables, layers: summarise(report), tests: countTests(report) },
        ...(scanned === 0 ? {} : { bytes_scanned: scanned }),
      }
    }
    throw new ProductError('REGISTRY_ENVIRONMENT_BUSY', {
      message: `Environment "${platform.env}" was published by others ${mostPlans} times while "${project.name}" was being built. This build was not published; its tables are kept and will be reused.`,
    })
  },
}

export interface BuildInputs {
  readonly sources: readonly TableVersion[]
  /** The environment's tables; undefined when nothing was ever published. */
  readonly current: ReadonlyMap<string, TableVersion> | undefined
  readonly at: string
  /** Runs tests also where their outcome is known. @default false */
  readonly testAgain?: boolean
}

/** Builds and tests what is new; `errors` of the report says what failed. Publishes nothing. */
export async function buildTables(
  platform: Platform,
  project: Project,
  inputs: BuildInputs,
): Promise<BuildReport> {
  const { store, engine } = platform
  return withSession(engine, { readable: [`tables/${project.name}/`] }, async (session) => {
    const compiled = await compileProject(project, { session, vars: platform.vars })
    const plan = await planBuild(compiled, {
      sources: inputs.sources,
      engine,
      current: inputs.current ?? new Map(),
      known: (model, version) =>
        wholeVersion(platform, inputs, [project.name, model.name, version]),
    })
    const tested: TestResult[] = []
    const built = executeBuild(plan, {
      session,
      ...(platform.athena === undefined ? {} : { remote: platform.athena }),
      recordTable: (version) => keepTable(platform, version),
      verifyTable: (version) => verifyTables(platform, [version]),
      knownTest: knownTests(platform, project, inputs),
      recordTest: async (result) => {
        tested.push(result)
      },
      progress: platform.progress,
      clock: platform.clock,
      madeAt: inputs.at,
    })
    const report = await built.catch(async (error: unknown) => {
      // Nobody waits for the other queries any more: they would be paid for nothing.
      await platform.athena?.close().catch(() => {})
      throw error
    })
    await recordTestResults(store, tested)
    return report
  })
}

/** Looked up all at once, when the first is asked for. */
function knownTests({ store }: Platform, project: Project, { testAgain }: BuildInputs): KnownTests {
  if (testAgain) return async () => undefined
  let found: Promise<KnownTests> | undefined
  return async (model, id) => {
    found ??= knownTestResults(store, project.name)
    return (await found)(model, id)
  }
}

/** A version that the lake has, with its files. One whose file is gone is as good as none: it is made again. */
async function wholeVersion(
  platform: Platform,
  { current }: BuildInputs,
  [project, model, version]: readonly [project: string, model: string, version: string],
): Promise<TableVersion | undefined> {
  const shown = current?.get(model)
  const found =
    shown?.version === version
      ? shown
      : await knownTableVersion(platform.store, project, model, version)
  if (found === undefined) return undefined
  try {
    await verifyTables(platform, [found], 'size')
    return found
  } catch (error) {
    if (isProductError(error, 'LAKE_OBJECT_MISSING')) return undefined
    throw error
  }
}

/** Records a version. One that was made again has to be what its record says. */
async function keepTable({ store }: Platform, made: TableVersion): Promise<void> {
  const kept = await recordTableVersion(store, made)
  if (canonicalJson(kept.files) === canonicalJson(made.files)) return
  const key = registryKeys.tableVersion(made.project, made.model, made.version)
  throw new ProductError('LAKE_FILE_DAMAGED', {
    message: `The file of "${made.relation}" (version ${made.version}) was gone, and the table made in its place has other bytes than its record says: the model gives its rows no fixed order. Nothing was published.`,
    hint: `Remove ${key} from the lake and run the same command again; a unique_key gives rows a fixed order.`,
    data: { key },
  })
}

/** The sources as this run's first step found them; without that step, as the environment shows them. */
async function sourceVersions({
  platform,
  project,
  outputs,
}: RunContext): Promise<readonly TableVersion[]> {
  if (outputs.arrive !== undefined)
    return requireVersions(platform, project.name, outputs.arrive.sources)
  const current = await currentTables(platform, project.name)
  return [...(current?.values() ?? [])].filter((table) => table.layer === 'source')
}

/** The first failure, with the number of others and their names. */
function firstOf(errors: readonly ProductError[]): ProductError {
  const [first, ...others] = errors
  if (others.length === 0) return first
  return new ProductError(first.code, {
    message: `${first.message} ${others.length} more failed: ${others.map(({ message }) => message.split(/[.:] /)[0]).join('; ')}.`,
    hint: first.hint,
    at: first.at,
    data: { ...first.data, errors: errors.map(({ code, message, at }) => ({ code, message, at })) },
    cause: first,
  })
}

function summarise(report: BuildReport): LayerSummary[] {
  return layers.map((layer) => {
    const models = report.models.filter((model) => model.layer === layer)
    return {
      layer,
      models: models.length,
      built: models.filter((model) => model.action === 'built').length,
      rows: models.reduce((sum, model) => sum + (model.rows ?? 0), 0),
      seconds: models.reduce((sum, model) => sum + model.seconds, 0),
    }
  })
}

/** Bytes that were paid for now: of the tables that were made and the tests that were run. */
function bytesScanned({ models, versions, tests }: BuildReport): number {
  const made = new Set(
    models.filter(({ action }) => action === 'built').map(({ version }) => version),
  )
  const costs = [
    ...versions.filter(({ version }) => made.has(version)),
    ...tests.filter(({ cached }) => !cached),
  ]
  return costs.reduce((sum, { cost }) => sum + (cost?.bytes_scanned ?? 0), 0)
}

const countTests = ({ tests }: BuildReport) => ({
  passed: tests.filter((test) => test.status === 'pass').length,
  failed: tests.filter((test) => test.status === 'fail' && test.severity === 'error').length,
  warned: tests.filter((test) => test.status === 'fail' && test.severity === 'warn').length,
})
