import type { ObjectStore } from '../contracts/ports/object-store.ts'
import type { RunStepRecord, StepName } from '../contracts/records/run.ts'
import { gatherRuns, type RunBrief } from './listing/fold-runs.ts'
import { below, listKind, readParts } from './listing/read-listing.ts'
import { newestFirst } from './newest-first.ts'

/** Minutes without a sign of life after which a run without an outcome counts as interrupted. */
const quietMinutes = 30

/** A run at a glance. */
export interface RunSummary {
  readonly project: string
  readonly env: string
  readonly run_id: string
  readonly run_date: string
  readonly command: string
  readonly who: string
  readonly started_at: string
  /**
   * done, stopped (by a test, a gate, a limit or a failure), running (begun, or a step finished, in the last 30 minutes), or
   * interrupted: nothing was heard for longer.
   */
  readonly status: 'running' | 'interrupted' | 'done' | 'stopped'
  /** Finished steps, in the order in which they finished. */
  readonly steps: readonly StepName[]
  /** Seconds that the finished steps took. */
  readonly seconds: number
  /** Why it ended; null while it has not. */
  readonly message: string | null
  readonly finished_at: string | null
  /** Newest moment at which something was recorded of the run. */
  readonly last_sign_at: string
}

/** Runs of a project (or of all), newest first. `now` tells running from interrupted ones. */
export async function listRuns(
  store: ObjectStore,
  project: string | undefined,
  now: Date,
): Promise<RunSummary[]> {
  const prefix = below(project)
  const { indexed, tail } = await readParts(store, { kind: 'runs', prefix, form: 'folded' })
  const summary = summarising(now)
  return newestFirst(
    gatherRuns(indexed, tail).map(summary),
    (run) => run.started_at,
    (run) => `${run.run_id}/${run.project}`,
  )
}

function summarising(now: Date): (brief: RunBrief) => RunSummary {
  // Few orders of steps ever occur, and there are many runs.
  const known = new Map<string, readonly StepName[]>()
  const stepsIn = (names: string): readonly StepName[] => {
    const steps = known.get(names) ?? (names.split(' ').filter(Boolean) as StepName[])
    known.set(names, steps)
    return steps
  }
  return ([facts, ended, steps, seconds, last_sign_at]) => {
    const [project, env, run_id, run_date, command, who, started_at] = facts
    const [status, message, finished_at] = ended ?? [quiet(last_sign_at, now), null, null]
    return {
      ...{ project, env, run_id, run_date, command, who, started_at },
      ...{ status, steps: stepsIn(steps), seconds, message, finished_at, last_sign_at },
    }
  }
}

const quiet = (lastSign: string, now: Date): 'running' | 'interrupted' =>
  now.getTime() - Date.parse(lastSign) > quietMinutes * 60_000 ? 'interrupted' : 'running'

/** Every finished step of every run of a project, or of all. */
export async function listAllSteps(store: ObjectStore, project?: string): Promise<RunStepRecord[]> {
  const documents = await listKind(store, 'runs', below(project))
  return documents.filter((document) => document.kind === 'run_step')
}
