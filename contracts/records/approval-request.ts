import { z } from 'zod'

/** A run that waits for somebody to approve the model version it registered. Moved when it is answered, or asked anew. */
export const approvalRequest = z.object({
  kind: z.literal('approval_request'),
  project: z.string(),
  env: z.string(),
  run_id: z.string(),
  model_version: z.string(),
  /** What the answer has to carry, so that the run goes on. */
  task_token: z.string(),
  state: z.enum(['waiting', 'approved', 'refused', 'expired']),
  asked_at: z.string(),
  /** From then on nobody waits any more; the alias stays as it is. */
  expires_at: z.string(),
  /** Who answered, and why; null until then. */
  answer: z.object({ who: z.string(), why: z.string(), at: z.string() }).nullable(),
})
export type ApprovalRequest = z.infer<typeof approvalRequest>

/** The latest retraining that monitoring asked for in an environment. */
export const retrainWish = z.object({
  kind: z.literal('retrain_wish'),
  project: z.string(),
  env: z.string(),
  /** The run whose monitoring asked. */
  run_id: z.string(),
  at: z.string(),
})
export type RetrainWish = z.infer<typeof retrainWish>
