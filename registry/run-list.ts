import type { ObjectStore } from '../contracts/ports/object-store.ts'
import type { RunStepRecord, StepName } from '../contracts/records/run.ts'
import { type Ending, type FoldedRun, gatherRuns } from './listing/fold-runs.ts'
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
  const runs = gatherRuns(indexed, tail)
  const summaries: RunSummary[] = []
  for (const folded of runs.values()) {
    const summary = summarise(folded, now)
    if (summary !== undefined) summaries.push(summary)
  }
  return newestFirst(
    summaries,
    (run) => run.started_at,
    (run) => `${run.run_id}/${run.project}`,
  )
}

function summarise([run, outcome, steps, stops]: FoldedRun, now: Date): RunSummary | undefined {
  if (run === null) return undefined
  const stop = newest(stops.map(([, ending]) => ending))
  const signs = [run.started_at, steps.at(-1)?.[2], stop?.finished_at, outcome?.finished_at]
  const last_sign_at = signs.reduce<string>((a, b) => (b !== undefined && b > a ? b : a), '')
  const ended = outcome ?? (stop?.finished_at === last_sign_at ? stop : undefined)
  return {
    ...run,
    status: ended?.status ?? quiet(last_sign_at, now),
    steps: steps.map(([step]) => step),
    seconds: steps.reduce((sum, [, seconds]) => sum + seconds, 0),
    message: ended?.message ?? null,
    finished_at: ended?.finished_at ?? null,
    last_sign_at,
  }
}

const newest = (outcomes: readonly Ending[]): Ending | undefined =>
  outcomes.toSorted((a, b) => (a.finished_at < b.finished_at ? 1 : -1))[0]

const quiet = (lastSign: string, now: Date): 'running' | 'interrupted' =>
  now.getTime() - Date.parse(lastSign) > quietMinutes * 60_000 ? 'interrupted' : 'running'

/** Every finished step of every run of a project, or of all. */
export async function listAllSteps(store: ObjectStore, project?: string): Promise<RunStepRecord[]> {
  const documents = await listKind(store, 'runs', below(project))
  return documents.filter((document) => document.kind === 'run_step')
}
