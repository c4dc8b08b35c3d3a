import { z } from 'zod'
import { registryPrefix } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import {
  type RunOutcome,
  type RunRecord,
  type RunStepRecord,
  runOutcome,
  runRecord,
  runStepRecord,
  type StepName,
} from '../contracts/records/run.ts'
import { listDocuments } from './documents.ts'
import { newestFirst } from './newest-first.ts'

/** Minutes without a sign of life after which a run without an outcome counts as interrupted. */
const quietMinutes = 30

const runDocument = z.discriminatedUnion('kind', [runRecord, runStepRecord, runOutcome])

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
  const documents = new Map<string, RunDocuments>()
  for await (const { key, value } of listDocuments(
    store,
    registryPrefix('runs', project),
    runDocument,
  )) {
    const id = `${value.project}/${value.run_id}`
    const entry = documents.get(id) ?? { steps: [], stops: [] }
    documents.set(id, entry)
    if (value.kind === 'run') entry.run = value
    else if (value.kind === 'run_step') entry.steps.push(value)
    else if (key.endsWith('/outcome.json')) entry.outcome = value
    else entry.stops.push(value)
  }
  const summaries = [...documents.values()].flatMap((entry) => summarise(entry, now))
  return newestFirst(
    summaries,
    (run) => run.started_at,
    (run) => run.run_id,
  )
}

interface RunDocuments {
  run?: RunRecord
  outcome?: RunOutcome
  readonly steps: RunStepRecord[]
  readonly stops: RunOutcome[]
}

function summarise({ run, outcome, steps, stops }: RunDocuments, now: Date): RunSummary[] {
  if (run === undefined) return []
  const finished = steps.toSorted((a, b) => (a.finished_at < b.finished_at ? -1 : 1))
  const stop = newest(stops)
  const step = finished.at(-1)
  const signs = [run.started_at, step?.finished_at, stop?.finished_at, outcome?.finished_at]
  const last_sign_at = signs.reduce<string>((a, b) => (b !== undefined && b > a ? b : a), '')
  const ended = outcome ?? (stop?.finished_at === last_sign_at ? stop : undefined)
  const { project, env, run_id, run_date, command, who, started_at } = run
  return [
    {
      ...{ project, env, run_id, run_date, command, who, started_at },
      status: ended?.status ?? quiet(last_sign_at, now),
      steps: finished.map((record) => record.step),
      seconds: finished.reduce((sum, record) => sum + record.seconds, 0),
      message: ended?.message ?? null,
      finished_at: ended?.finished_at ?? null,
      last_sign_at,
    },
  ]
}

const newest = (outcomes: readonly RunOutcome[]): RunOutcome | undefined =>
  outcomes.toSorted((a, b) => (a.finished_at < b.finished_at ? 1 : -1))[0]

const quiet = (lastSign: string, now: Date): 'running' | 'interrupted' =>
  now.getTime() - Date.parse(lastSign) > quietMinutes * 60_000 ? 'interrupted' : 'running'

/** Every finished step of every run of a project, or of all. */
export async function listAllSteps(store: ObjectStore, project?: string): Promise<RunStepRecord[]> {
  const steps: RunStepRecord[] = []
  const documents = listDocuments(store, registryPrefix('runs', project), runDocument)
  for await (const { value } of documents) if (value.kind === 'run_step') steps.push(value)
  return steps
}
