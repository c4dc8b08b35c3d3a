import { z } from 'zod'
import { stepName } from './run.ts'

/** What somebody wants a run to do. Wishes that come while nothing can be done about them are merged into one. */
export const wish = z.object({
  /** The command whose steps are wanted; of merged wishes one that names them best. */
  command: z.string().min(1),
  steps: z.array(stepName).min(1),
  scope: z.enum(['new', 'all']),
  /** Seconds that the run waits for more to arrive before it begins. */
  window_seconds: z.number().int().min(0).max(86_400),
  who: z.string(),
  /** Why it is wanted, for people: `review/a.csv arrived`. */
  why: z.string(),
  /** Digest of what lay in landing, where a look at landing made the wish. */
  landing: z.string().optional(),
})
export type Wish = z.infer<typeof wish>

/**
 * Who may run a project in an environment: one generation at a time. The third movable kind of document, beside environments
 * and aliases. A generation collects wishes, runs, and ends; its execution is named here before it is started, so that one
 * started twice is one.
 */
export const queue = z.object({
  kind: z.literal('queue'),
  project: z.string(),
  env: z.string(),
  /** The latest generation, from 1. */
  generation: z.number().int().min(1),
  /** Name of the generation's execution, and identity of its run. */
  run_id: z.string(),
  state: z.enum(['collecting', 'running', 'idle']),
  /** True once the start of the generation's execution was answered. */
  started: z.boolean(),
  /** What the latest generation does, or did. */
  wish,
  /** What is wanted of the next one. Only while one runs. */
  again: wish.nullable(),
  /** How the latest generation ended; null until then. */
  outcome: z.enum(['done', 'failed']).nullable(),
  /** When the present state began. */
  since: z.string(),
})
export type Queue = z.infer<typeof queue>
