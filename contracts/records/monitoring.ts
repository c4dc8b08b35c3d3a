import { z } from 'zod'

/** How a column is distributed. Shares of all rows: they, `other` and `missing` sum to 1. */
export const columnProfile = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('numeric'),
    column: z.string(),
    /** Inner edges of the bins, rising; bin i holds edges[i-1] < x <= edges[i]. */
    edges: z.array(z.number()),
    shares: z.array(z.number()),
    missing: z.number(),
  }),
  z.object({
    kind: z.literal('categorical'),
    column: z.string(),
    levels: z.array(z.string()),
    shares: z.array(z.number()),
    other: z.number(),
    missing: z.number(),
  }),
])
export type ColumnProfile = z.infer<typeof columnProfile>

export const referenceProfile = z.object({
  kind: z.literal('reference_profile'),
  project: z.string(),
  model_version: z.string(),
  feature_version: z.string(),
  rows: z.number(),
  columns: z.array(columnProfile),
  /** Centre of the text vectors, and mean and deviation of the distances to it. */
  vectors: z
    .object({
      centre: z.array(z.number()),
      distance_mean: z.number(),
      distance_deviation: z.number(),
    })
    .nullable(),
  /** Share of each predicted class on held-out rows, in the order of the model's classes. */
  class_shares: z.array(z.number()),
  /** Held-out rows that the shares were taken from. */
  class_rows: z.number(),
})
export type ReferenceProfile = z.infer<typeof referenceProfile>

export const verdict = z.enum(['fine', 'look', 'retrain'])
export type Verdict = z.infer<typeof verdict>

export const monitorRecord = z.object({
  kind: z.literal('monitor'),
  project: z.string(),
  env: z.string(),
  run_id: z.string(),
  model_version: z.string(),
  feature_version: z.string(),
  rows: z.number(),
  verdict,
  reasons: z.array(z.object({ monitor: z.string(), verdict, message: z.string() })),
  columns: z.array(z.object({ column: z.string(), psi: z.number(), missing: z.number() })),
  /** Distance of the batch's centre from the reference's, in deviations of the reference's distances. */
  centre_shift: z.number().nullable(),
  classes: z.array(z.object({ name: z.string(), share: z.number(), reference: z.number() })),
  needs_review: z.number(),
  quality: z.object({
    accepted: z.number(),
    rejected: z.number(),
    tests_failed: z.number(),
    tests_warned: z.number(),
  }),
  monitored_at: z.string(),
})
export type MonitorRecord = z.infer<typeof monitorRecord>
