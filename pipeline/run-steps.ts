import { explained } from '../contracts/engine-trouble.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { runPublishedKey } from '../contracts/lake-layout.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { RunOutcome, RunRecord, RunStepRecord, StepName } from '../contracts/records/run.ts'
import type { Project } from '../engine/index.ts'
import {
  beginRun,
  finishRun,
  knownStep,
  readOutcome,
  recordStep,
  recordStop,
} from '../registry/index.ts'
import { publishWhole } from './publish.ts'
import type { RunContext, StepOutputs } from './run-context.ts'
import { stepNamed, stepsNamed } from './steps.ts'

export interface RunRequest {
  readonly project: Project
  /** The command that asks: it is part of the run's record. */
  readonly command: string
  readonly steps: readonly StepName[]
  /** Identity of the run. The same id goes on where it stopped; once done, it changes nothing. @default made from the moment */
  readonly runId?: string
  /** YYYY-MM-DD. @default the day the run starts, UTC */
  readonly runDate?: string
  /** Which rows are scored: those never scored before, or all. @default "new" */
  readonly scope?: 'new' | 'all'
}

export interface RunReport {
  readonly project: string
  readonly env: string
  readonly run_id: string
  readonly run_date: string
  readonly status: 'done' | 'stopped'
  readonly message: string
  /** True when the run had been done before and nothing was changed. */
  readonly repeated: boolean
  readonly seconds: number
  readonly steps: readonly {
    readonly step: StepName
    readonly seconds: number
    readonly resumed: boolean
  }[]
  readonly outputs: Readonly<Partial<StepOutputs>>
}

/**
 * Runs steps in order and keeps what each one left. A step that finished in an earlier attempt of the same run is not run
 * again. Throws what a step throws, after noting that the run stopped; everything recorded until then stands.
 */
export async function runSteps(platform: Platform, request: RunRequest): Promise<RunReport> {
  const run = await openRun(platform, request)
  const outcome = await readOutcome(platform.store, run.project, run.run_id)
  const performed: PerformedStep[] = []
  let outputs: Partial<StepOutputs> = {}
  try {
    for (const { name } of stepsNamed(run.steps)) {
      const context = contextOf(platform, request, run, outputs)
      const step = await performStep(context, name)
      outputs = { ...outputs, [name]: step.output }
      performed.push(step)
    }
  } catch (thrown) {
    const error = explained(thrown)
    await stopRun(platform, run, error instanceof Error ? error.message : String(error))
    throw error
  }
  const finished = await closeRun(platform, run, outputs)
  await publishRun(platform, request.project, run)
  return {
    project: run.project,
    env: run.env,
    run_id: run.run_id,
    run_date: run.run_date,
    status: finished.status,
    message: finished.message,
    repeated: outcome !== undefined,
    seconds: performed.reduce((sum, step) => sum + (step.resumed ? 0 : step.seconds), 0),
    steps: performed.map(({ step, seconds, resumed }) => ({ step, seconds, resumed })),
    outputs,
  }
}

/** Puts what a run left into the catalog, unless that was done when it was run before. */
async function publishRun(platform: Platform, project: Project, run: RunRecord): Promise<void> {
  const { store, env } = platform
  const done = runPublishedKey(run.project, env, run.run_id)
  if ((await store.head(done)) !== undefined) return
  await publishWhole(platform, project)
  await store.putIfAbsent(done, new Uint8Array())
}

/** Begins a run, or goes on with it. Throws REGISTRY_RUN_TAKEN when its id is another run's. */
export const openRun = async (platform: Platform, request: RunRequest): Promise<RunRecord> =>
  (await beginRun(platform.store, newRun(platform, request, platform.clock.now()))).run

export interface PerformedStep<Name extends StepName = StepName> {
  readonly step: Name
  readonly output: StepOutputs[Name]
  readonly seconds: number
  /** It had been done before and was taken as it stands. */
  readonly resumed: boolean
}

/** Performs one step of a run and records what it left, unless that was done before. `work` stands in for the step's own. */
export async function performStep(
  context: RunContext,
  name: StepName,
  work: (context: RunContext) => Promise<StepOutputs[StepName]> = stepNamed(name).run,
): Promise<PerformedStep> {
  const { platform, run } = context
  const known = await knownStep(platform.store, run.project, run.run_id, name)
  if (known !== undefined) return performed(known, known.seconds, true)
  const begun = platform.clock.elapsed()
  const output = await work(context)
  const seconds = platform.clock.elapsed() - begun
  const recorded = await recordStep(platform.store, {
    kind: 'run_step',
    project: run.project,
    run_id: run.run_id,
    step: name,
    output: { ...output },
    seconds: Number(seconds.toFixed(3)),
    finished_at: platform.clock.now().toISOString(),
  })
  // The same run may be under way elsewhere: what was recorded first is what both go on with.
  return performed(recorded, seconds, false)
}

const performed = (record: RunStepRecord, seconds: number, resumed: boolean): PerformedStep => ({
  step: record.step,
  output: record.output as unknown as StepOutputs[StepName],
  seconds,
  resumed,
})

/** Ends a run whose steps are done. The outcome that was recorded first stands and is returned. */
export function closeRun(
  platform: Platform,
  run: RunRecord,
  outputs: Readonly<Partial<StepOutputs>>,
): Promise<RunOutcome> {
  const refusal = refused(outputs)
  return finishRun(platform.store, {
    kind: 'run_outcome',
    project: run.project,
    run_id: run.run_id,
    status: refusal === undefined ? 'done' : 'stopped',
    message: refusal ?? 'Every step is done.',
    finished_at: platform.clock.now().toISOString(),
  })
}

/** Notes that an attempt of a run broke off. Never throws: what stopped the run is what the reader needs. */
export async function stopRun(platform: Platform, run: RunRecord, message: string): Promise<void> {
  await recordStop(platform.store, {
    kind: 'run_outcome',
    project: run.project,
    run_id: run.run_id,
    status: 'stopped',
    message,
    finished_at: platform.clock.now().toISOString(),
  }).catch(() => {
    // That it could not be noted follows from the failure itself or changes nothing.
  })
}

const contextOf = (
  platform: Platform,
  { project, scope = 'new' }: Pick<RunRequest, 'project' | 'scope'>,
  run: RunRecord,
  outputs: Readonly<Partial<StepOutputs>>,
): RunContext => ({ platform, project, run, scope, outputs })

/** A gate that said no stops no later step (yesterday's champion still scores), but it is what the run ends with. */
function refused(outputs: Partial<StepOutputs>): string | undefined {
  const { register } = outputs
  if (register === undefined || register.passed) return undefined
  return `Model version ${register.model_version} did not pass the gate and was kept aside. ${register.gate.join(' ')}`
}

function newRun(platform: Platform, request: RunRequest, started: Date): RunRecord {
  const at = started.toISOString()
  return {
    kind: 'run',
    project: request.project.name,
    env: platform.env,
    run_id: checkedId(request.runId ?? newRunId(platform, request.command, at)),
    run_date: checkedDate(request.runDate ?? at.slice(0, 10)),
    command: request.command,
    steps: [...request.steps],
    vars: { ...platform.vars },
    who: platform.who,
    started_at: at,
  }
}

/** Sorts by time and tells the command: `run-20260302T060000Z-3fa95c`. */
const newRunId = (platform: Platform, command: string, at: string): string =>
  `${command}-${at.slice(0, 19).replace(/[-:]/g, '')}Z-${platform.nonce()}`

function checkedId(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(id)) return id
  throw new ProductError('COMMAND_USAGE', {
    message: `"${id}" cannot be a run id: it takes letters, digits, ".", "_" and "-" (100 at most), beginning with a letter or digit.`,
  })
}

function checkedDate(date: string): string {
  const parsed = new Date(`${date}T00:00:00Z`)
  if (
    /^\d{4}-\d\d-\d\d$/.test(date) &&
    !Number.isNaN(parsed.getTime()) &&
    parsed.toISOString().startsWith(date)
  ) {
    return date
  }
  throw new ProductError('COMMAND_USAGE', {
    message: `"${date}" is not a date of the form YYYY-MM-DD.`,
  })
}
