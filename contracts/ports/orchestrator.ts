import type { ExecutionInput } from '../events.ts'

/** How an execution stands. */
export interface ExecutionStanding {
  readonly name: string
  readonly status: 'running' | 'succeeded' | 'failed' | 'timed_out' | 'aborted'
  readonly started_at: string
  readonly stopped_at: string | null
  /** Address of a page that shows it, where there is one. */
  readonly console: string | null
  /** Name of what stopped it, and its text. */
  readonly error: { readonly name: string; readonly cause: string } | null
}

/** What a person answers to a state that waits for approval. */
export interface ApprovalAnswer {
  readonly approved: boolean
  readonly who: string
  readonly why: string
}

/** Performs runs away from here: starts them, knows how they stand, and hands answers to what waits. */
export interface Orchestrator {
  /** Starts an execution of this name; one of that name that was started before is left as it is. Throws ORCHESTRATOR_NONE. */
  start(name: string, input: ExecutionInput): Promise<void>
  /** `ended` in whatever way; `absent`: no execution has this name. Throws ORCHESTRATOR_NONE. */
  standing(name: string): Promise<'running' | 'ended' | 'absent'>
  /** How an execution stands; undefined when none has this name. Throws ORCHESTRATOR_NONE. */
  describe(name: string): Promise<ExecutionStanding | undefined>
  /** Executions under way, newest first. Throws ORCHESTRATOR_NONE. */
  running(): Promise<readonly ExecutionStanding[]>
  /** Hands an answer to the state that waits with this token. `lapsed`: nothing waits with it any more. Throws ORCHESTRATOR_NONE. */
  answer(token: string, answer: ApprovalAnswer): Promise<'taken' | 'lapsed'>
  /** Says that the work behind a token is still under way. `lapsed`: nothing waits for it any more. */
  beat(token: string): Promise<'taken' | 'lapsed'>
}
