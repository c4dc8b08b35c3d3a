import { z } from 'zod'

/** A versioned function text → vector. */
export const encoderVersion = z.object({
  kind: z.literal('encoder_version'),
  name: z.string(),
  type: z.enum(['lsa', 'onnx']),
  version: z.string(),
  /** Length of the vectors. */
  dimensions: z.number(),
  config: z.record(z.string(), z.unknown()),
  /** For encoders that are fitted: on what. */
  fitted_on: z
    .object({
      project: z.string(),
      feature_version: z.string(),
      rows: z.number(),
      texts_digest: z.string(),
    })
    .nullable(),
  files: z.array(z.object({ key: z.string(), bytes: z.number(), sha256: z.string() })),
  created_at: z.string(),
})
export type EncoderVersion = z.infer<typeof encoderVersion>

/** What a run is going to embed; made once, so that every shard and every attempt works with the same encoder. */
export const embedPlan = z.object({
  kind: z.literal('embed_plan'),
  project: z.string(),
  run_id: z.string(),
  /** Null where the run embeds nothing. */
  encoder: z.object({ name: z.string(), version: z.string() }).nullable(),
  /** Distinct texts, and those of them that had no vector. */
  texts: z.number(),
  missing: z.number(),
  shards: z.number(),
})
export type EmbedPlan = z.infer<typeof embedPlan>

/** A shard of texts as its list has it: those whose digests lie between two, both included. */
export const textShard = z.object({
  index: z.number(),
  first_digest: z.string(),
  last_digest: z.string(),
  texts: z.number(),
})
export type TextShardEntry = z.infer<typeof textShard>
