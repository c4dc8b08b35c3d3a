import type { RunOutcome, RunRecord, RunStepRecord, StepName } from '../../contracts/records/run.ts'
import type { Line } from './segment.ts'

/** All documents of one run in short. */
type FoldedRun = [
  /** Null while only steps or ends of it are known here. */
  run: RunFacts | null,
  outcome: Ending | null,
  /** In the order in which they finished. */
  steps: FoldedStep[],
  /** Attempts that broke off, in the order of their documents' names. */
  stops: [name: string, stop: Ending][],
]

type RunFacts = Pick<
  RunRecord,
  'project' | 'env' | 'run_id' | 'run_date' | 'command' | 'who' | 'started_at'
>
type Ending = Pick<RunOutcome, 'status' | 'message' | 'finished_at'>
type FoldedStep = [step: StepName, seconds: number, finishedAt: string]

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

/** What a list of runs shows of one, as far as it does not depend on the moment of asking. */
export type RunBrief = [
  /** In the order of `factNames`. */
  facts: string[],
  /** Null while it goes on. */
  ended: [Ending['status'], message: string, finishedAt: string] | null,
  /** Finished steps in order, parted by spaces. */
  steps: string,
  seconds: number,
  lastSignAt: string,
]

const factNames = ['project', 'env', 'run_id', 'run_date', 'command', 'who', 'started_at'] as const

/** Null while only steps or ends of the run are known. */
function briefOf([run, outcome, steps, stops]: FoldedRun): RunBrief | null {
  if (run === null) return null
  const stop = newest(stops.map(([, ending]) => ending))
  const signs = [run.started_at, steps.at(-1)?.[2], stop?.finished_at, outcome?.finished_at]
  const lastSign = signs.reduce<string>((a, b) => (b !== undefined && b > a ? b : a), '')
  const ended = outcome ?? (stop?.finished_at === lastSign ? stop : undefined)
  return [
    factNames.map((name) => run[name]),
    ended === undefined ? null : [ended.status, ended.message, ended.finished_at],
    steps.map(([step]) => step).join(' '),
    steps.reduce((sum, [, seconds]) => sum + seconds, 0),
    lastSign,
  ]
}

const newest = (endings: readonly Ending[]): Ending | undefined =>
  endings.toSorted((a, b) => (a.finished_at < b.finished_at ? 1 : -1))[0]

/** Runs from folded ones (oldest first) and from documents. Only those known from several places are unfolded. */
export function gatherRuns(
  folded: readonly (readonly Line[])[],
  documents: readonly Line[],
): RunBrief[] {
  const runs = new Map<string, string | FoldedRun>()
  for (const lines of folded)
    for (const { name, json } of lines) {
      const known = runs.get(name)
      runs.set(name, known === undefined ? json : joined(unfolded(known), unfolded(json)))
    }
  for (const line of documents) {
    const name = runOf(line)
    const run = unfolded(runs.get(name))
    runs.set(name, run)
    addDocument(run, line)
  }
  return [...runs.values()].flatMap((run) => {
    const brief = typeof run === 'string' ? foldedBrief(run) : briefOf(run)
    return brief === null ? [] : [brief]
  })
}

const foldedBrief = (json: string): RunBrief | null => JSON.parse(json.slice(0, json.indexOf('\t')))

function unfolded(run: string | FoldedRun | undefined): FoldedRun {
  if (run === undefined) return [null, null, [], []]
  return typeof run === 'string' ? JSON.parse(run.slice(run.indexOf('\t') + 1)) : run
}

function joined(older: FoldedRun, newer: FoldedRun): FoldedRun {
  const run: FoldedRun = [newer[0] ?? older[0], newer[1] ?? older[1], older[2], older[3]]
  addSteps(run, newer[2])
  addStops(run, newer[3])
  return run
}

const runOf = ({ name }: Line): string => name.split('/', 2).join('/')

/** Documents of runs → one line a run: its brief, a tab, and all that is needed to add to it. */
export function foldRuns(documents: readonly Line[]): Line[] {
  const runs = new Map<string, FoldedRun>()
  for (const line of documents) {
    const name = runOf(line)
    const run = unfolded(runs.get(name))
    runs.set(name, run)
    addDocument(run, line)
  }
  return [...runs].map(([name, run]) => ({
    name,
    json: `${JSON.stringify(briefOf(run))}\t${JSON.stringify(run)}`,
  }))
}
