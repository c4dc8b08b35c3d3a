import { identify } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type Queue, queue, type Wish } from '../contracts/records/queue.ts'
import { moveDocument, readDocument, readMovable } from './documents.ts'

/** Times a change tries again because another one came first. */
const mostAttempts = 1000
/** Characters of project and environment in a run's id: an execution's name has 80. */
const longestName = 50

/** Which queue is meant. */
export interface QueueName {
  readonly project: string
  readonly env: string
}

/** What a change makes of the queue: another document, or the same one when there is nothing to change. */
export type QueueDecision = (current: Queue | undefined) => Queue | undefined

export const readQueue = (
  store: ObjectStore,
  { project, env }: QueueName,
): Promise<Queue | undefined> => readDocument(store, registryKeys.queue(project, env), queue)

/** Changes the queue by a pure decision and returns what then stands. A decision that lost a race is taken again. */
export async function moveQueue(
  store: ObjectStore,
  name: QueueName,
  decide: QueueDecision,
): Promise<Queue | undefined> {
  const key = registryKeys.queue(name.project, name.env)
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const current = await readMovable(store, key, queue)
    const next = decide(current?.value)
    if (next === undefined || next === current?.value) return next
    if (await moveDocument(store, key, queue, next, current?.etag)) return next
  }
  throw new ProductError('REGISTRY_QUEUE_BUSY', {
    message: `The queue of "${name.project}" in environment "${name.env}" was changed by others ${mostAttempts} times while it was to be changed. Nothing was changed.`,
  })
}

/**
 * A wish joins what is being collected; while a generation runs it is kept for the next one; otherwise it begins a
 * generation. What asks for nothing new changes nothing.
 */
export const wanted =
  (name: QueueName, wish: Wish, at: string): QueueDecision =>
  (current) => {
    if (current === undefined) return collecting(name, 1, wish, at)
    const { state, generation } = current
    if (state === 'idle') return collecting(name, generation + 1, wish, at)
    if (state === 'collecting') {
      return covers(current.wish, wish)
        ? current
        : { ...current, wish: mergeWishes(current.wish, wish) }
    }
    if (current.again === null) return { ...current, again: wish }
    return covers(current.again, wish)
      ? current
      : { ...current, again: mergeWishes(current.again, wish) }
  }

/** The execution of a generation was started. */
export const started =
  (generation: number): QueueDecision =>
  (current) =>
    current?.generation === generation && !current.started ? { ...current, started: true } : current

/** A generation stops collecting and runs. One that failed may go on where it stopped, until another has been begun. */
export const begun =
  (generation: number, at: string): QueueDecision =>
  (current) => {
    if (current?.generation !== generation) return current
    const { state, outcome } = current
    const may = state === 'collecting' || (state === 'idle' && outcome === 'failed')
    return may ? { ...current, state: 'running', started: true, outcome: null, since: at } : current
  }

/** A generation that runs ends; what was wanted meanwhile begins the next one. */
export const ended =
  (generation: number, outcome: 'done' | 'failed', at: string): QueueDecision =>
  (current) => {
    if (current?.generation !== generation || current.state !== 'running') return current
    return current.again === null
      ? { ...current, state: 'idle', outcome, since: at }
      : collecting(current, generation + 1, current.again, at)
  }

/** A generation whose execution is no more, and did not say how it ended, is begun anew with all that was wanted. */
export const died =
  (generation: number, at: string): QueueDecision =>
  (current) => {
    if (current?.generation !== generation || current.state === 'idle') return current
    const { wish, again } = current
    const all = again === null ? wish : mergeWishes(wish, again)
    return collecting(current, generation + 1, all, at)
  }

const collecting = (
  { project, env }: QueueName,
  generation: number,
  wish: Wish,
  at: string,
): Queue => ({
  kind: 'queue',
  project,
  env,
  generation,
  run_id: runIdOf(project, env, generation, at),
  state: 'collecting',
  started: false,
  wish,
  again: null,
  outcome: null,
  since: at,
})

/** `reviews-prod-20260302T060000Z-12`: the moment keeps a new lake's runs apart from those of one that was before it. */
function runIdOf(project: string, env: string, generation: number, at: string): string {
  const whole = `${project}-${env}`.replace(/[^A-Za-z0-9_-]/g, '-')
  const name =
    whole.length <= longestName ? whole : `${whole.slice(0, 40)}-${identify(whole).slice(0, 9)}`
  return `${name}-${at.slice(0, 19).replace(/[-:]/g, '')}Z-${generation}`
}

/** True when a run for `kept` does all that `wish` asks for. */
const covers = (kept: Wish, wish: Wish): boolean =>
  wish.steps.every((step) => kept.steps.includes(step) || isTrainedAnyway(step, kept)) &&
  (kept.scope === 'all' || wish.scope === 'new')

/** A training with a search leaves a retraining nothing to do. */
const isTrainedAnyway = (step: Wish['steps'][number], { steps }: Wish): boolean =>
  step === 'retrain' && steps.includes('train')

/** One wish for all that both ask for. The window and the reason stay those of the first. */
function mergeWishes(first: Wish, second: Wish): Wish {
  const all = new Set([...first.steps, ...second.steps])
  if (all.has('train')) all.delete('retrain')
  const steps = [...all]
  const same = (wish: Wish) =>
    wish.steps.length === steps.length && wish.steps.every((step) => all.has(step))
  const command = [first, second].find(same)?.command ?? 'run'
  const scope = first.scope === 'all' || second.scope === 'all' ? 'all' : 'new'
  return { ...first, command, steps, scope }
}
