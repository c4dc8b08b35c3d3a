import { z } from 'zod'

export const stepName = z.enum([
  'arrive',
  'transform',
  'embed',
  'train',
  'register',
  'score',
  'monitor',
  'retrain',
])
export type StepName = z.infer<typeof stepName>

export const runRecord = z.object({
  kind: z.literal('run'),
  project: z.string(),
  env: z.string(),
  run_id: z.string(),
  run_date: z.string(),
  /** The command that began it: run, build, train, score, retrain. */
  command: z.string(),
  steps: z.array(stepName),
  vars: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  who: z.string(),
  started_at: z.string(),
})
export type RunRecord = z.infer<typeof runRecord>

export const runStepRecord = z.object({
  kind: z.literal('run_step'),
  project: z.string(),
  run_id: z.string(),
  step: stepName,
  /** What the step made: versions, counts, verdicts. Small. */
  output: z.record(z.string(), z.unknown()),
  seconds: z.number(),
  finished_at: z.string(),
})
export type RunStepRecord = z.infer<typeof runStepRecord>

/** How a run ended; and, as one of its stops, how an attempt of it broke off that may still be gone on with. */
export const runOutcome = z.object({
  kind: z.literal('run_outcome'),
  project: z.string(),
  run_id: z.string(),
  /** done, or stopped by a test, gate or limit (the steps that ran stand). */
  status: z.enum(['done', 'stopped']),
  message: z.string(),
  finished_at: z.string(),
})
export type RunOutcome = z.infer<typeof runOutcome>
