import type { BucketChange } from '../contracts/arrival-events.ts'
import { sha256 } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { landingPrefix, refusedMessageKey } from '../contracts/lake-layout.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { Queue, Wish } from '../contracts/records/queue.ts'
import type { Project } from '../engine/index.ts'
import { readAlias } from '../registry/index.ts'
import { isHidden } from './landing.ts'
import { listProjects, openProject } from './open-project.ts'
import { type Executions, reconcileQueue, wantRun } from './queue.ts'
import { stepsOf } from './steps.ts'
import { unreadSources } from './unread-sources.ts'

export interface ArrivalDeps {
  readonly platform: Platform
  readonly executions: Executions
}

/** A landed (or removed) object of a source. */
export interface LandingChange {
  readonly project: string
  readonly source: string
  readonly key: string
}

/**
 * What a change in a bucket is to the lake: a file of a source, or nothing (folder markers, hidden files, other folders of the
 * lake). Throws ARRIVAL_MESSAGE_INVALID for another bucket, SOURCE_UNKNOWN for a file in no source's folder.
 */
export function landingChange(
  root: string,
  { bucket, key }: BucketChange,
): LandingChange | undefined {
  const [, ours, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(root) ?? []
  if (bucket !== ours) {
    throw new ProductError('ARRIVAL_MESSAGE_INVALID', {
      message: `A message tells of "${key}" in the bucket "${bucket}", but the lake is ${root}. Nothing was changed.`,
    })
  }
  const below = prefix === '' ? '' : `${prefix}/`
  if (!key.startsWith(`${below}landing/`)) return undefined
  const own = key.slice(below.length)
  if (isHidden(own)) return undefined
  const [, project, source, ...rest] = own.split('/')
  if (rest.length > 0) return { project, source, key: own }
  throw new ProductError('SOURCE_UNKNOWN', {
    message: `"${own}" landed in no source's folder. It is not read; it stays where it is.`,
    hint: 'Put files into landing/PROJECT/SOURCE/.',
  })
}

/** Asks for a run because files of these sources came or went. Throws PROJECT_UNKNOWN, SOURCE_UNKNOWN; nothing is asked for then. */
export async function wantArrivals(
  { platform, executions }: ArrivalDeps,
  name: string,
  changes: readonly LandingChange[],
): Promise<Queue> {
  const project = await openProject(platform, name)
  for (const change of changes) requireSource(project, change)
  const more = changes.length === 1 ? '' : ` and ${changes.length - 1} more`
  const why = `${changes[0].key.slice(landingPrefix(name, '').length - 1)}${more}`
  const wish = await wishOf(platform, project, why)
  return wantRun({ ...platform, executions }, name, wish)
}

/** Once there is a champion, what arrives is scored by it; until then it takes a run with training to make one. */
async function wishOf(platform: Platform, project: Project, why: string): Promise<Wish> {
  const { store, env, who } = platform
  const alias = await readAlias(store, { project: project.name, env, alias: 'champion' })
  const command = project.pipeline === undefined ? 'build' : alias === undefined ? 'run' : 'score'
  return {
    ...{ command, steps: [...stepsOf[command]], scope: 'new' },
    ...{ window_seconds: project.windowSeconds, who, why },
  }
}

/** What a schedule or a person asks for, without waiting for more. */
export async function wantCommand(
  { platform, executions }: ArrivalDeps,
  request: {
    readonly project: string
    readonly command: keyof typeof stepsOf
    readonly scope: 'new' | 'all'
    readonly why: string
  },
): Promise<Queue> {
  const { name } = await openProject(platform, request.project)
  const { command, scope, why } = request
  const wish: Wish = {
    ...{ command, steps: [...stepsOf[command]], scope },
    ...{ window_seconds: 0, who: platform.who, why },
  }
  return wantRun({ ...platform, executions }, name, wish)
}

/** What a look at a project found and did. */
export interface Reconciled {
  readonly project: string
  /** Sources whose landing is not what the environment shows. */
  readonly behind: readonly string[]
  readonly state: Queue['state'] | null
  readonly run_id: string | null
}

/**
 * Finds what no message told of: files that came or went, and runs that died. A project whose last run failed on what lies in
 * landing is not run on the same again and again: it was told once, and the next change of landing wants a run again.
 */
export async function reconcileProjects(
  deps: ArrivalDeps,
  only?: string,
): Promise<readonly Reconciled[]> {
  const names = only === undefined ? await listProjects(deps.platform) : [only]
  const found: Reconciled[] = []
  for (const name of names) found.push(await reconcileProject(deps, name))
  return found
}

async function reconcileProject(deps: ArrivalDeps, name: string): Promise<Reconciled> {
  const { platform } = deps
  const queueDeps = { ...platform, executions: deps.executions }
  const project = await openProject(platform, name)
  const { behind, landing } = await unreadSources(platform, project)
  const queue = await reconcileQueue(queueDeps, name)
  const told =
    queue?.state === 'idle' && queue.outcome === 'failed' && queue.wish.landing === landing
  if (behind.length === 0 || told) return reconciled(name, behind, queue)
  const why = `landing of ${behind.join(', ')} is not what environment "${platform.env}" shows`
  const wish = { ...(await wishOf(platform, project, why)), landing }
  return reconciled(name, behind, await wantRun(queueDeps, name, wish))
}

const reconciled = (
  project: string,
  behind: readonly string[],
  queue: Queue | undefined,
): Reconciled => ({
  ...{ project, behind },
  ...{ state: queue?.state ?? null, run_id: queue?.run_id ?? null },
})

function requireSource(project: Project, { source, key }: LandingChange): void {
  const names = project.sources.map(({ name }) => name)
  if (names.includes(source)) return
  throw new ProductError('SOURCE_UNKNOWN', {
    message: `"${key}" landed in no source of project "${project.name}": it has none named "${source}".${didYouMean(source, names)} The file is not read; it stays where it is.`,
    hint: `Its sources: ${names.join(', ') || 'none'}.`,
  })
}

/** Keeps why a message could not be used, for whoever finds it in the dead-letter queue. Said again, it changes nothing. */
export async function keepRefusal(
  { store, clock }: Platform,
  message: string,
  error: ProductError,
): Promise<string> {
  const key = refusedMessageKey(sha256(message).slice(0, 20))
  const refusal = {
    ...{ kind: 'refused_message', code: error.code, reason: error.message, hint: error.hint },
    ...{ message, refused_at: clock.now().toISOString() },
  }
  await store.putIfAbsent(key, new TextEncoder().encode(`${JSON.stringify(refusal, null, 2)}\n`))
  return key
}
