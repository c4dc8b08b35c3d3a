import type { RunOutcome, RunRecord, RunStepRecord, StepName } from '../../contracts/records/run.ts'
import type { Line } from './segment.ts'

/** All documents of one run in short: what a list of runs tells. Kept as it is packed, for there are many. */
export type FoldedRun = [
  /** Null while only steps or ends of it are known here. */
  run: RunFacts | null,
  outcome: Ending | null,
  /** In the order in which they finished. */
  steps: FoldedStep[],
  /** Attempts that broke off, in the order of their documents' names. */
  stops: [name: string, stop: Ending][],
]

export type RunFacts = Pick<
  RunRecord,
  'project' | 'env' | 'run_id' | 'run_date' | 'command' | 'who' | 'started_at'
>
export type Ending = Pick<RunOutcome, 'status' | 'message' | 'finished_at'>
export type FoldedStep = [step: StepName, seconds: number, finishedAt: string]

/** Adds a document to the run it is of. Adding one again changes nothing. */
function addDocument(folded: FoldedRun, { name, json }: Line): void {
  const document = JSON.parse(json) as RunRecord | RunStepRecord | RunOutcome
  if (document.kind === 'run') {
    const { project, env, run_id, run_date, command, who, started_at } = document
    folded[0] = { project, env, run_id, run_date, command, who, started_at }
  } else if (document.kind === 'run_step') {
    addSteps(folded, [[document.step, document.seconds, document.finished_at]])
  } else {
    const { status, message, finished_at } = document
    const ending = { status, message, finished_at }
    if (name.endsWith('/outcome.json')) folded[1] = ending
    else addStops(folded, [[name, ending]])
  }
}

function addSteps(folded: FoldedRun, added: readonly FoldedStep[]): void {
  const fresh = added.filter(([step]) => folded[2].every(([known]) => known !== step))
  folded[2] = [...folded[2], ...fresh].sort(byMoment)
}

const byMoment = (a: FoldedStep, b: FoldedStep): number =>
  a[2] < b[2] || (a[2] === b[2] && a[0] < b[0]) ? -1 : 1

function addStops(folded: FoldedRun, added: FoldedRun[3]): void {
  const fresh = added.filter(([name]) => folded[3].every(([known]) => known !== name))
  folded[3] = [...folded[3], ...fresh].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Runs by project and run id, from folded runs (oldest first) and from documents. */
export function gatherRuns(
  folded: readonly (readonly Line[])[],
  documents: readonly Line[],
): Map<string, FoldedRun> {
  const runs = new Map<string, FoldedRun>()
  for (const { name, json } of folded.flat()) {
    const [run, outcome, steps, stops]: FoldedRun = JSON.parse(json)
    const known = runs.get(name)
    if (known === undefined) runs.set(name, [run, outcome, steps, stops])
    else {
      known[0] = run ?? known[0]
      known[1] = outcome ?? known[1]
      addSteps(known, steps)
      addStops(known, stops)
    }
  }
  for (const line of documents) {
    const name = line.name.split('/', 2).join('/')
    const known = runs.get(name) ?? [null, null, [], []]
    runs.set(name, known)
    addDocument(known, line)
  }
  return runs
}

/** Documents of runs → one line a run. */
export const foldRuns = (documents: readonly Line[]): Line[] =>
  [...gatherRuns([], documents)].map(([name, run]) => ({ name, json: JSON.stringify(run) }))
