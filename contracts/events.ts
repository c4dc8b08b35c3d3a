import { z } from 'zod'
import { stepName } from './records/run.ts'

/** What is asked of a step: all of it, or one part of the work that is shared out. */
export const stepPart = z.enum(['whole', 'size', 'plan', 'shard', 'finish'])
export type StepPart = z.infer<typeof stepPart>

/** A run as its events name it. */
const runOfEvent = z.object({
  project: z.string().min(1),
  run_id: z.string().min(1),
  run_date: z.string().min(1),
  command: z.string().min(1),
  steps: z.array(stepName).min(1),
  scope: z.enum(['new', 'all']).default('new'),
})

/** The event of a step, for its function and for the task alike. */
export const stepEvent = runOfEvent.extend({
  step: stepName,
  part: stepPart.default('whole'),
  /** The shard's number, where `part` is `shard`. */
  shard: z.number().int().min(0).optional(),
  /** The generation of the queue that the run is of; a run whose turn is over is then refused. */
  generation: z.number().int().min(1).optional(),
  /** Token of the state that waits for the answer, where one does. */
  task_token: z.string().min(1).optional(),
})
export type StepEvent = z.infer<typeof stepEvent>

const generation = z.number().int().min(1)

/** The input of an execution: which generation of which queue it is. What it does is read from the queue when it begins. */
export const executionInput = z.object({
  project: z.string().min(1),
  env: z.string().min(1),
  generation,
  /** Seconds that are waited for more to arrive. */
  window_seconds: z.number().int().min(0),
})
export type ExecutionInput = z.infer<typeof executionInput>

/** What a failed state leaves: the name of the error and its text. */
export const stateError = z.object({ Error: z.string().optional(), Cause: z.string().optional() })
export type StateError = z.infer<typeof stateError>

/** The events of the function `run`, which begins and ends the runs of a queue. */
export const runEvent = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('begin'),
    project: z.string().min(1),
    generation,
    /** Name of the execution: the run's id. */
    execution: z.string().min(1),
    /** When the execution was started; its day is the run's date. */
    started_at: z.string().min(1),
  }),
  z.object({
    action: z.literal('close'),
    project: z.string().min(1),
    run_id: z.string().min(1),
  }),
  z.object({
    action: z.literal('end'),
    project: z.string().min(1),
    generation,
    run_id: z.string().min(1),
  }),
  z.object({
    action: z.literal('fail'),
    project: z.string().min(1),
    generation,
    run_id: z.string().min(1),
    error: stateError,
  }),
  z.object({
    action: z.literal('retrain'),
    project: z.string().min(1),
    run_id: z.string().min(1),
  }),
])
export type RunEvent = z.infer<typeof runEvent>

/** The event of the function `approve`: keep the token of the state that waits, or tell that nobody answered in time. */
export const approvalEvent = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('ask'),
    project: z.string().min(1),
    run_id: z.string().min(1),
    model_version: z.string().min(1),
    task_token: z.string().min(1),
    /** Seconds until the question lapses. */
    expires_seconds: z.number().int().min(1),
  }),
  z.object({
    action: z.literal('expire'),
    project: z.string().min(1),
    run_id: z.string().min(1),
  }),
])
export type ApprovalEvent = z.infer<typeof approvalEvent>

/** The event of the function `notify`: what people are told about a run. */
export const noticeEvent = z.object({
  kind: z.enum(['failed', 'refused', 'approval_asked', 'approval_expired', 'drift']),
  project: z.string().min(1),
  run_id: z.string().min(1),
  /** What a failed state left, where one failed. */
  error: stateError.optional(),
  model_version: z.string().optional(),
  reasons: z.array(z.string()).optional(),
})
export type NoticeEvent = z.infer<typeof noticeEvent>
