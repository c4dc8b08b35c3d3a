import { explained } from '../contracts/engine-trouble.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { RunRecord, StepName } from '../contracts/records/run.ts'
import type { Project } from '../engine/index.ts'
import {
  beginRun,
  finishRun,
  knownStep,
  readOutcome,
  recordStep,
  recordStop,
} from '../registry/index.ts'
import type { RunContext, StepOutputs } from './run-context.ts'
import { stepsNamed } from './steps.ts'

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
  const started = platform.clock.now()
  const { run } = await beginRun(platform.store, newRun(platform, request, started))
  const outcome = await readOutcome(platform.store, run.project, run.run_id)
  const performed: { step: StepName; seconds: number; resumed: boolean }[] = []
  let outputs: Partial<StepOutputs> = {}
  try {
    for (const step of stepsNamed(run.steps)) {
      const known = await knownStep(platform.store, run.project, run.run_id, step.name)
      if (known !== undefined) {
        outputs = { ...outputs, [step.name]: known.output }
        performed.push({ step: step.name, seconds: known.seconds, resumed: true })
        continue
      }
      const context: RunContext = {
        platform,
        project: request.project,
        run,
        scope: request.scope ?? 'new',
        outputs,
      }
      const begun = platform.clock.elapsed()
      const output = await step.run(context)
      const seconds = platform.clock.elapsed() - begun
      const recorded = await recordStep(platform.store, {
        kind: 'run_step',
        project: run.project,
        run_id: run.run_id,
        step: step.name,
        output,
        seconds: Number(seconds.toFixed(3)),
        finished_at: platform.clock.now().toISOString(),
      })
      // The same run may be under way elsewhere: what was recorded first is what both go on with.
      outputs = { ...outputs, [step.name]: recorded.output }
      performed.push({ step: step.name, seconds, resumed: false })
    }
  } catch (thrown) {
    const error = explained(thrown)
    await noteStop(platform, run, error)
    throw error
  }
  const refusal = refused(outputs)
  const finished = await finishRun(platform.store, {
    kind: 'run_outcome',
    project: run.project,
    run_id: run.run_id,
    status: refusal === undefined ? 'done' : 'stopped',
    message: refusal ?? 'Every step is done.',
    finished_at: platform.clock.now().toISOString(),
  })
  return {
    project: run.project,
    env: run.env,
    run_id: run.run_id,
    run_date: run.run_date,
    status: finished.status,
    message: finished.message,
    repeated: outcome !== undefined,
    seconds: performed.reduce((sum, step) => sum + (step.resumed ? 0 : step.seconds), 0),
    steps: performed,
    outputs,
  }
}

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

async function noteStop(platform: Platform, run: RunRecord, error: unknown): Promise<void> {
  await recordStop(platform.store, {
    kind: 'run_outcome',
    project: run.project,
    run_id: run.run_id,
    status: 'stopped',
    message: error instanceof Error ? error.message : String(error),
    finished_at: platform.clock.now().toISOString(),
  }).catch(() => {
    // The failure of the step is what the reader needs; that it could not be noted follows from it or changes nothing.
  })
}
