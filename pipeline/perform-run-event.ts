import { ProductError } from '../contracts/errors/product-error.ts'
import type { RunEvent, StateError } from '../contracts/events.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { RunRecord, StepName } from '../contracts/records/run.ts'
import { listRuns, listSteps, noteRetrainWish, readRun } from '../registry/index.ts'
import { wantCommand } from './arrivals.ts'
import { requirePipeline } from './feature-view.ts'
import { openProject } from './open-project.ts'
import { beginGeneration, endGeneration } from './queue.ts'
import type { StepOutputs } from './run-context.ts'
import { closeNamedRun, openNamedRun, stopNamedRun } from './run-in-parts.ts'
import { steps as allSteps } from './steps.ts'

/** What the function `run` answers. */
export type RunAnswer =
  | { readonly begun: false }
  | {
      readonly begun: true
      readonly run_id: string
      readonly run_date: string
      readonly command: string
      readonly steps: readonly StepName[]
      readonly scope: 'new' | 'all'
      /** For every step there is: whether this run has it. */
      readonly wants: Readonly<Record<StepName, boolean>>
    }
  | { readonly status: 'done' | 'stopped'; readonly message: string }
  /** The failure in words that a person can act on. */
  | { readonly error: { readonly Error: string; readonly Cause: string } }
  | { readonly retraining: 'asked' | 'rests'; readonly since: string }

/** Begins, closes or ends the run of a queue's generation, or asks for a retraining. Asked again, it changes nothing. */
export function performRunEvent(platform: Platform, event: RunEvent): Promise<RunAnswer> {
  if (event.action === 'begin') return begin(platform, event)
  if (event.action === 'close') return close(platform, event)
  if (event.action === 'end') return end(platform, event)
  if (event.action === 'fail') return fail(platform, event)
  return wantRetraining(platform, event)
}

type Of<Action extends RunEvent['action']> = Extract<RunEvent, { action: Action }>

async function begin(platform: Platform, event: Of<'begin'>): Promise<RunAnswer> {
  const { project, execution: run_id, started_at } = event
  const turn = await beginGeneration(platform, event)
  // Somebody may have given an execution a name of their own: it is not the one that the queue waits for.
  if (turn.kind === 'superseded' || turn.queue.run_id !== run_id) return { begun: false }
  const { command, steps, scope } = turn.queue.wish
  const run_date = started_at.slice(0, 10)
  const run = await openNamedRun(platform, { project, run_id, run_date, command, steps })
  const wanted = allSteps.map(({ name }) => [name, run.steps.includes(name)])
  return {
    begun: true,
    ...{ run_id, run_date: run.run_date, command, steps: run.steps, scope },
    wants: Object.fromEntries(wanted) as Record<StepName, boolean>,
  }
}

/** The run is over; its turn is not, as what it left is still to be shown. */
async function close(platform: Platform, event: Of<'close'>): Promise<RunAnswer> {
  const { status, message } = await closeNamedRun(platform, event)
  return { status, message }
}

async function end(platform: Platform, event: Of<'end'>): Promise<RunAnswer> {
  const { status, message } = await closeNamedRun(platform, event)
  await endGeneration(withExecutions(platform), { ...event, outcome: 'done' })
  return { status, message }
}

async function fail(platform: Platform, event: Of<'fail'>): Promise<RunAnswer> {
  const { project, run_id } = event
  const run = await readRun(platform.store, project, run_id)
  const told = run && isTask(event.error) ? await lastWord(platform, run) : undefined
  const message = told ?? messageOf(event.error)
  if (run !== undefined && told === undefined)
    await stopNamedRun(platform, { project, run_id, message })
  await endGeneration(withExecutions(platform), { ...event, outcome: 'failed' })
  // Names that begin with "States." are Amazon's own: no execution may end with one.
  const name = (event.error.Error ?? 'States.Failed').replace(/^States\./, 'Step.')
  return { error: { Error: name, Cause: message } }
}

const withExecutions = (platform: Platform) => ({ ...platform, executions: platform.orchestrator })

/** A task has noted in the registry why it stopped; the state machine only knows its exit code. */
async function lastWord(
  { store, clock }: Platform,
  { project, run_id }: RunRecord,
): Promise<string | undefined> {
  const runs = await listRuns(store, project, clock.now())
  return runs.find((run) => run.run_id === run_id && run.status === 'stopped')?.message ?? undefined
}

const isTask = ({ Cause = '' }: StateError): boolean => Array.isArray(parsed(Cause)?.['Containers'])

/** The text of a failure: of a function's error, of a task that ended, or as it came. */
function messageOf({ Error: name = 'A step failed', Cause: cause = '' }: StateError): string {
  const told = parsed(cause)
  if (typeof told?.['errorMessage'] === 'string') return told['errorMessage']
  const containers = told?.['Containers']
  if (Array.isArray(containers)) {
    const reason = String(told?.['StoppedReason'] ?? 'it ended')
    const codes = containers.map(({ ExitCode }) => ExitCode ?? 'none').join(', ')
    return `The task on Fargate failed (${reason}, exit code ${codes}). What it said stands in its log and in the run's record: \`millrace runs\`.`
  }
  return cause === '' ? name : cause
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/**
 * Monitoring found that the model should be trained anew. One run asks at most every `retrain_cooldown_hours`; a retraining
 * neither scores nor monitors, so that it cannot ask for the next one by itself.
 */
async function wantRetraining(
  platform: Platform,
  { project: name, run_id }: Of<'retrain'>,
): Promise<RunAnswer> {
  const project = await openProject(platform, name)
  const hours = requirePipeline(project).monitoring.retrain_cooldown_hours
  const at = platform.clock.now().toISOString()
  const wish = { kind: 'retrain_wish', project: name, env: platform.env, run_id, at } as const
  const standing = await noteRetrainWish(platform.store, wish, hours * 3600)
  if (standing.run_id !== run_id) return { retraining: 'rests', since: standing.at }
  const [reason = 'its monitoring asks for it'] = await reasonsOf(platform, name, run_id)
  const why = `run ${run_id}: ${reason}`
  const request = { project: name, command: 'retrain', scope: 'new', why } as const
  await wantCommand({ platform, executions: platform.orchestrator }, request)
  return { retraining: 'asked', since: standing.at }
}

async function reasonsOf(
  { store }: Platform,
  project: string,
  runId: string,
): Promise<readonly string[]> {
  const steps = await listSteps(store, project, runId)
  const output = steps.find(({ step }) => step === 'monitor')?.output
  return (output as StepOutputs['monitor'] | undefined)?.reasons ?? []
}

/** Throws REGISTRY_RUN_SUPERSEDED when the turn of a run is over: another one may be at work by now. */
export async function requireTurn(
  platform: Platform,
  { project, run_id, generation }: Pick<Of<'end'>, 'project' | 'run_id' | 'generation'>,
): Promise<void> {
  const turn = await beginGeneration(platform, { project, generation })
  if (turn.kind === 'begun' && turn.queue.run_id === run_id) return
  throw new ProductError('REGISTRY_RUN_SUPERSEDED', {
    message: `Run "${run_id}" of "${project}" is no longer the one whose turn it is: another has been begun since. Nothing was changed.`,
  })
}
