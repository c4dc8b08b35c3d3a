import { z } from 'zod'
import { fileRecord } from './table-version.ts'

/** The published predictions of one run. */
export const predictionSet = z.object({
  kind: z.literal('prediction_set'),
  project: z.string(),
  env: z.string(),
  run_id: z.string(),
  run_date: z.string(),
  scope: z.enum(['new', 'all']),
  entity: z.string(),
  model_version: z.string(),
  encoder_version: z.string().nullable(),
  feature_version: z.string(),
  rows: z.number(),
  needs_review: z.number(),
  /** Rows by predicted class, in the order of the model's classes. */
  class_counts: z.array(z.number()),
  files: z.array(fileRecord),
  scored_at: z.string(),
})
export type PredictionSet = z.infer<typeof predictionSet>

/** What a run is going to score; made once, so that a resumed run cuts the same shards. */
export const predictionPlan = z.object({
  kind: z.literal('prediction_plan'),
  project: z.string(),
  env: z.string(),
  run_id: z.string(),
  scope: z.enum(['new', 'all']),
  model_version: z.string(),
  feature_version: z.string(),
  /** Prediction sets whose entities are left out. */
  scored_before: z.array(z.string()),
  shard_rows: z.number(),
  scored_at: z.string(),
})
export type PredictionPlan = z.infer<typeof predictionPlan>

/** A shard of rows as its list has it: those whose keys lie between two, both included. */
export const rowShard = z.object({
  index: z.number(),
  first_key: z.string(),
  last_key: z.string(),
  rows: z.number(),
})
export type RowShardEntry = z.infer<typeof rowShard>

/** The prediction set that was accepted last. Sets of a project and environment are accepted one after the other. */
export const scoringFrontier = z.object({
  kind: z.literal('scoring_frontier'),
  project: z.string(),
  env: z.string(),
  last: predictionSet,
})
export type ScoringFrontier = z.infer<typeof scoringFrontier>
