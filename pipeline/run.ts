import { ProductError } from '../contracts/errors/product-error.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { StepName } from '../contracts/records/run.ts'
import type { TestReport } from '../engine/index.ts'
import { type RunSummary, listRuns as summaries } from '../registry/index.ts'
import { openProject } from './open-project.ts'
import { requireTables } from './read-environment.ts'
import { type RunReport, runSteps } from './run-steps.ts'
import { stepsOf } from './steps.ts'
import { buildTables } from './transform.ts'

export interface RunOptions {
  readonly project: string
  /** The same id goes on where an interrupted run stopped; a finished run is only reported again. */
  readonly runId?: string
  /** YYYY-MM-DD. @default today, UTC */
  readonly runDate?: string
  /** Scores every row again, not only those never scored. @default false */
  readonly all?: boolean
}

export interface PartialRunOptions extends RunOptions {
  /** First step. @default the first */
  readonly from?: string
  /** Last step. @default the last */
  readonly to?: string
}

type Command = keyof typeof stepsOf

async function start(
  platform: Platform,
  command: Command,
  options: RunOptions,
  steps: readonly StepName[] = stepsOf[command],
): Promise<RunReport> {
  const project = await openProject(platform, options.project)
  const { runId, runDate, all } = options
  return runSteps(platform, { project, command, steps, runId, runDate, scope: all ? 'all' : 'new' })
}

/** Builds, tests and publishes the SQL models. */
export const buildProject = (platform: Platform, options: RunOptions) =>
  start(platform, 'build', options)

/** Builds, embeds, trains and registers. */
export const trainProject = (platform: Platform, options: RunOptions) =>
  start(platform, 'train', options)

/** Builds, embeds and scores with the champion. Throws SCORE_CHAMPION_MISSING. */
export const scoreProject = (platform: Platform, options: RunOptions) =>
  start(platform, 'score', options)

/** Fits the champion's algorithm and settings on all data now in the lake, without a search. */
export const retrainProject = (platform: Platform, options: RunOptions) =>
  start(platform, 'retrain', options)

/** Every step, or those from one to another. */
export const runProject = async (
  platform: Platform,
  options: PartialRunOptions,
): Promise<RunReport> => start(platform, 'run', options, commandSteps('run', options))

/** Steps of a command; of `run` those from one to another. Throws COMMAND_USAGE. */
export function commandSteps(
  command: Command,
  { from, to }: Pick<PartialRunOptions, 'from' | 'to'> = {},
): readonly StepName[] {
  if (command !== 'run') return stepsOf[command]
  const first = from === undefined ? 0 : stepPosition(from)
  const last = to === undefined ? stepsOf.run.length - 1 : stepPosition(to)
  if (first <= last) return stepsOf.run.slice(first, last + 1)
  throw new ProductError('COMMAND_USAGE', {
    message: `Step "${from}" comes after step "${to}". The order is ${stepsOf.run.join(' → ')}.`,
  })
}

function stepPosition(name: string): number {
  const position = (stepsOf.run as readonly string[]).indexOf(name)
  if (position >= 0) return position
  throw new ProductError('COMMAND_USAGE', {
    message: `There is no step "${name}".${didYouMean(name, stepsOf.run)} The steps are ${stepsOf.run.join(' → ')}.`,
  })
}

export const listRuns = (
  platform: Platform,
  request: { readonly project?: string },
): Promise<RunSummary[]> => summaries(platform.store, request.project, platform.clock.now())

export interface TestsReport {
  readonly project: string
  readonly env: string
  readonly tests: readonly TestReport[]
  readonly passed: number
  readonly failed: number
  readonly warned: number
}

/** Runs every data test again on what the environment shows, built as the project's SQL says now. Publishes nothing. */
export async function testProject(
  platform: Platform,
  request: { readonly project: string },
): Promise<TestsReport> {
  const project = await openProject(platform, request.project)
  const current = await requireTables(platform, project.name)
  const sources = [...current.values()].filter((table) => table.layer === 'source')
  const at = platform.clock.now().toISOString()
  const report = await buildTables(platform, project, { sources, current, at, testAgain: true })
  const broken = report.errors.find((error) => error.code !== 'TEST_FAILED')
  if (broken !== undefined) throw broken
  const failures = report.tests.filter((test) => test.status === 'fail')
  return {
    project: project.name,
    env: platform.env,
    tests: report.tests,
    passed: report.tests.length - failures.length,
    failed: failures.filter((test) => test.severity === 'error').length,
    warned: failures.filter((test) => test.severity === 'warn').length,
  }
}
