import { canonicalJson, identify } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { registryKeys } from '../contracts/lake-layout.ts'
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
import { createDocument, ensureDocument, readDocument, readDocuments } from './documents.ts'
import { recordEvent } from './events.ts'
import { keepIndexes } from './listing/compact.ts'

export const readRun = (
  store: ObjectStore,
  project: string,
  runId: string,
): Promise<RunRecord | undefined> =>
  readDocument(store, registryKeys.run(project, runId), runRecord)

/**
 * Begins a run, or goes on with it: `resumed` says that its id was begun before, and `run` is then what was recorded at that
 * time (its date, its start). Throws REGISTRY_RUN_TAKEN when that run was another piece of work.
 */
export async function beginRun(
  store: ObjectStore,
  run: RunRecord,
): Promise<{ readonly run: RunRecord; readonly resumed: boolean }> {
  const { created, value } = await ensureDocument(
    store,
    registryKeys.run(run.project, run.run_id),
    runRecord,
    run,
  )
  if (!created) refuseOtherWork(value, run)
  await recordEvent(store, {
    type: 'START',
    job: `run.${value.command}`,
    project: value.project,
    at: value.started_at,
    who: value.who,
    why: `millrace ${value.command}`,
    runId: value.run_id,
    facts: { env: value.env, run_date: value.run_date, steps: value.steps, vars: value.vars },
    again: !created,
  })
  return { run: value, resumed: !created }
}

function refuseOtherWork(begun: RunRecord, wanted: RunRecord): void {
  const different = (['command', 'env', 'steps', 'vars'] as const).filter(
    (field) => canonicalJson(begun[field]) !== canonicalJson(wanted[field]),
  )
  if (different.length === 0) return
  const facts = different.map(
    (field) => `${field} ${JSON.stringify(begun[field])}, not ${JSON.stringify(wanted[field])}`,
  )
  throw new ProductError('REGISTRY_RUN_TAKEN', {
    message: `Run "${wanted.run_id}" of "${wanted.project}" was begun on ${begun.started_at} with ${facts.join('; ')}. Nothing was changed.`,
    data: { run_id: wanted.run_id, different },
  })
}

/** What a step made, when it finished before: a resumed run takes it as it stands. */
export const knownStep = (
  store: ObjectStore,
  project: string,
  runId: string,
  step: StepName,
): Promise<RunStepRecord | undefined> =>
  readDocument(store, registryKeys.runStep(project, runId, step), runStepRecord)

/** Records a finished step. What was recorded first stands and is returned. */
export const recordStep = async (store: ObjectStore, step: RunStepRecord): Promise<RunStepRecord> =>
  (
    await createDocument(
      store,
      registryKeys.runStep(step.project, step.run_id, step.step),
      runStepRecord,
      step,
    )
  ).value

/** Finished steps of a run, in the order of their names. */
export const listSteps = (
  store: ObjectStore,
  project: string,
  runId: string,
): Promise<RunStepRecord[]> =>
  readDocuments(store, registryKeys.runSteps(project, runId), runStepRecord)

export const readOutcome = (
  store: ObjectStore,
  project: string,
  runId: string,
): Promise<RunOutcome | undefined> =>
  readDocument(store, registryKeys.runOutcome(project, runId), runOutcome)

/** Ends a run, and takes what runs have left into the indexes. The outcome that was recorded first stands and is returned. */
export async function finishRun(store: ObjectStore, outcome: RunOutcome): Promise<RunOutcome> {
  const key = registryKeys.runOutcome(outcome.project, outcome.run_id)
  const { created, value } = await ensureDocument(store, key, runOutcome, outcome)
  await recordEnd(store, value, !created)
  if (created) await keepIndexes(store)
  return value
}

/** Notes that an attempt of a run broke off. The run has no outcome yet: the same id may go on with it. */
export async function recordStop(store: ObjectStore, stop: RunOutcome): Promise<void> {
  const key = registryKeys.runStop(stop.project, stop.run_id, identify(stop))
  await createDocument(store, key, runOutcome, stop)
  await recordEnd(store, stop)
}

async function recordEnd(store: ObjectStore, outcome: RunOutcome, again = false): Promise<void> {
  const run = await readRun(store, outcome.project, outcome.run_id)
  await recordEvent(store, {
    type: outcome.status === 'done' ? 'COMPLETE' : 'FAIL',
    job: `run.${run?.command ?? 'unknown'}`,
    project: outcome.project,
    at: outcome.finished_at,
    who: run?.who ?? 'unknown',
    why: outcome.message,
    runId: outcome.run_id,
    facts: { status: outcome.status },
    again,
  })
}
