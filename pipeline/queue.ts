import type { Orchestrator } from '../contracts/ports/orchestrator.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { Queue, Wish } from '../contracts/records/queue.ts'
import { begun, died, ended, moveQueue, readQueue, started, wanted } from '../registry/index.ts'

/** Where generations are performed. */
export type Executions = Pick<Orchestrator, 'start' | 'standing'>

export type QueueDeps = Pick<Platform, 'store' | 'clock' | 'env'> & {
  readonly executions: Executions
}

/** Seconds in one state after which a wish asks whether the execution still lives. */
const looksAfterSeconds = 900

/**
 * Asks for a run. Whatever lay in landing before is seen by the run that this begins, joins or leaves for later. Throws what
 * the start of an execution throws; the wish is kept then, and the next wish or `reconcileQueue` starts it.
 */
export async function wantRun(deps: QueueDeps, project: string, wish: Wish): Promise<Queue> {
  const { store, env } = deps
  const name = { project, env }
  const queue = await moveQueue(store, name, wanted(name, wish, now(deps)))
  if (queue === undefined) throw new Error('a wish always leaves a queue')
  const lasted = (deps.clock.now().getTime() - Date.parse(queue.since)) / 1000
  if (queue.started && lasted > looksAfterSeconds + queue.wish.window_seconds)
    return (await reconcileQueue(deps, project)) ?? queue
  return startNext(deps, queue)
}

/**
 * The execution's window is over: from now on it is the one that runs. Said again, it is answered the same. `superseded`: it
 * is not this generation's turn, and the execution ends without doing anything.
 */
export async function beginGeneration(
  deps: Pick<QueueDeps, 'store' | 'clock' | 'env'>,
  { project, generation }: { readonly project: string; readonly generation: number },
): Promise<{ readonly kind: 'begun'; readonly queue: Queue } | { readonly kind: 'superseded' }> {
  const name = { project, env: deps.env }
  const queue = await moveQueue(deps.store, name, begun(generation, now(deps)))
  return queue?.generation === generation && queue.state === 'running'
    ? { kind: 'begun', queue }
    : { kind: 'superseded' }
}

/** The execution is over. What was wanted meanwhile starts the next one. Said again, it changes nothing. */
export async function endGeneration(
  deps: QueueDeps,
  end: {
    readonly project: string
    readonly generation: number
    readonly outcome: 'done' | 'failed'
  },
): Promise<Queue | undefined> {
  const name = { project: end.project, env: deps.env }
  const queue = await moveQueue(deps.store, name, ended(end.generation, end.outcome, now(deps)))
  return queue && startNext(deps, queue)
}

/** Starts what was to be started, and begins anew what died without a word. Undefined when nothing was ever wanted. */
export async function reconcileQueue(deps: QueueDeps, project: string): Promise<Queue | undefined> {
  const name = { project, env: deps.env }
  const queue = await readQueue(deps.store, name)
  if (queue === undefined || queue.state === 'idle') return queue
  const standing = await deps.executions.standing(queue.run_id)
  if (standing === 'running') return startNext(deps, queue)
  const unborn = standing === 'absent' && queue.state === 'collecting' && !queue.started
  if (unborn) return startNext(deps, queue)
  const next = await moveQueue(deps.store, name, died(queue.generation, now(deps)))
  return next && startNext(deps, next)
}

/** Starts the execution of a generation that collects and whose start was not answered yet. */
async function startNext(deps: QueueDeps, queue: Queue): Promise<Queue> {
  if (queue.state !== 'collecting' || queue.started) return queue
  const { project, env, generation, run_id: runId, wish } = queue
  const input = { project, env, generation, window_seconds: wish.window_seconds }
  await deps.executions.start(runId, input)
  return (await moveQueue(deps.store, { project, env }, started(generation))) ?? queue
}

const now = ({ clock }: Pick<QueueDeps, 'clock'>): string => clock.now().toISOString()
