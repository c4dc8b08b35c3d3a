import { ProductError } from '../contracts/errors/product-error.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { RunOutcome, RunRecord, StepName } from '../contracts/records/run.ts'
import { listSteps, readRun } from '../registry/index.ts'
import { openProject } from './open-project.ts'
import type { RunContext, StepOutputs } from './run-context.ts'
import {
  closeRun as close,
  openRun as open,
  type PerformedStep,
  performStep as perform,
  stopRun as stop,
} from './run-steps.ts'

/** A run by its name. */
export interface RunName {
  readonly project: string
  readonly run_id: string
}

export interface NamedStep extends RunName {
  readonly step: StepName
  /** @default "new" */
  readonly scope?: 'new' | 'all'
}

/** Begins a run whose steps are then performed one by one, by whatever process; its documents are those of a run on one machine. */
export async function openNamedRun(
  platform: Platform,
  request: RunName & {
    readonly run_date: string
    readonly command: string
    readonly steps: readonly StepName[]
  },
): Promise<RunRecord> {
  const project = await openProject(platform, request.project)
  const { command, steps, run_id: runId, run_date: runDate } = request
  return open(platform, { project, command, steps, runId, runDate })
}

/** Performs one step of a run that was begun; what the steps before it left is read from the registry. Done before, it changes nothing. */
export const performNamedStep = async (
  platform: Platform,
  { step, ...request }: NamedStep,
): Promise<PerformedStep> => perform(await contextOfRun(platform, request), step)

/** Ends a run whose steps are done. */
export async function closeNamedRun(platform: Platform, name: RunName): Promise<RunOutcome> {
  const run = await requireRun(platform, name)
  return close(platform, run, await outputsOf(platform, name))
}

/** Notes that a run broke off; the same id may go on with it. */
export async function stopNamedRun(
  platform: Platform,
  { message, ...name }: RunName & { readonly message: string },
): Promise<void> {
  await stop(platform, await requireRun(platform, name), message)
}

/** A run under way with all that its finished steps left. */
export async function contextOfRun(
  platform: Platform,
  { scope = 'new', ...name }: Omit<NamedStep, 'step'>,
): Promise<RunContext> {
  const run = await requireRun(platform, name)
  const project = await openProject(platform, name.project)
  return { platform, project, run, scope, outputs: await outputsOf(platform, name) }
}

async function requireRun(platform: Platform, name: RunName): Promise<RunRecord> {
  const run = await readRun(platform.store, name.project, name.run_id)
  if (run !== undefined) return run
  throw new ProductError('REGISTRY_RUN_UNKNOWN', {
    message: `There is no run "${name.run_id}" of project "${name.project}" in the lake ${platform.store.root}. Nothing was changed.`,
  })
}

async function outputsOf(
  { store }: Platform,
  { project, run_id }: RunName,
): Promise<Partial<StepOutputs>> {
  const steps = await listSteps(store, project, run_id)
  return Object.fromEntries(steps.map(({ step, output }) => [step, output]))
}
