import type { ExecutionStanding } from '../contracts/ports/orchestrator.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { StepName } from '../contracts/records/run.ts'
import { openProject } from './open-project.ts'
import { wantRun } from './queue.ts'
import { commandSteps } from './run.ts'

/** What a person asks the state machine for. */
export interface RemoteRequest {
  readonly project: string
  readonly command: 'run' | 'train' | 'score' | 'retrain'
  /** Scores every row again. @default false */
  readonly all?: boolean
  /** First and last step of `run`. @default all of them */
  readonly from?: string
  readonly to?: string
}

/** What became of the wish. */
export interface RemoteRun {
  readonly project: string
  readonly env: string
  /** begins: a run of its own. joins: a run that has not begun yet does it too. waits: the next run does it. */
  readonly wish: 'begins' | 'joins' | 'waits'
  /** The run, and the execution's name; of a wish that waits: the run that it waits for. */
  readonly run_id: string
  readonly steps: readonly StepName[]
  /** Where the execution can be watched. */
  readonly console: string | null
}

/** Asks the state machine for a run, through the project's queue. Throws ORCHESTRATOR_NONE before anything is changed. */
export async function runRemotely(platform: Platform, request: RemoteRequest): Promise<RemoteRun> {
  const { store, clock, env, who, orchestrator } = platform
  const { name: project } = await openProject(platform, request.project)
  const steps = commandSteps(request.command, request)
  await orchestrator.running()
  const queue = await wantRun({ store, clock, env, executions: orchestrator }, project, {
    ...{ command: request.command, steps: [...steps], scope: request.all ? 'all' : 'new' },
    ...{ window_seconds: 0, who, why: `millrace ${request.command} --remote` },
  })
  const waits = queue.state === 'running'
  const own = queue.wish.who === who && queue.wish.why === `millrace ${request.command} --remote`
  const found = await orchestrator.describe(queue.run_id)
  return {
    ...{ project, env, run_id: queue.run_id },
    wish: waits ? 'waits' : own ? 'begins' : 'joins',
    steps: waits ? (queue.again?.steps ?? queue.wish.steps) : queue.wish.steps,
    console: found?.console ?? null,
  }
}

/** Executions of the state machine that are under way, newest first. Throws ORCHESTRATOR_NONE. */
export const listRemoteRuns = (platform: Platform): Promise<readonly ExecutionStanding[]> =>
  platform.orchestrator.running()
