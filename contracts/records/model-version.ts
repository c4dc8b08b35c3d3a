import { z } from 'zod'
import { algorithmName, metricName } from '../project/pipeline-file.ts'

/** One input of the exported graph and the column that feeds it. */
const signatureInput = z.object({
  /** Name of the graph's input. */
  name: z.string(),
  /** numeric: float [n,1]. categorical: string [n,1]. vector: float [n,d]. ngram_ids: int64 [n,L]; ngram_weights: float [n,L]. */
  role: z.enum(['numeric', 'categorical', 'vector', 'ngram_ids', 'ngram_weights']),
  /** Column of the feature table (the text column for vector and ngrams). */
  column: z.string(),
  /** DuckDB type of that column at training. */
  type: z.string(),
  /** vector: its length. ngram_ids and ngram_weights: number of n-grams of the encoder; ids are below it. */
  width: z.number().optional(),
})
export const modelSignature = z.object({
  inputs: z.array(signatureInput),
  /** Outputs of the graph: `probabilities` float [n, classes] in the order of `classes`. */
  outputs: z.array(z.object({ name: z.string(), type: z.string() })),
})
export type ModelSignature = z.infer<typeof modelSignature>

const classMetrics = z.object({
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.number(),
})
export const splitMetrics = z.object({
  rows: z.number(),
  accuracy: z.number(),
  f1_macro: z.number(),
  f1_weighted: z.number(),
  log_loss: z.number(),
  /** Expected calibration error of the top class, 15 bins of equal width. */
  calibration_error: z.number(),
  per_class: z.array(classMetrics),
  /** confusion[i][j]: rows of true class i predicted as j. */
  confusion: z.array(z.array(z.number())),
})
export type SplitMetrics = z.infer<typeof splitMetrics>

export const candidateRecord = z.object({
  algorithm: algorithmName,
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Mean of the selection metric over the folds; null for the baseline. */
  cross_validation: z.number().nullable(),
  validation: splitMetrics,
  test: splitMetrics.nullable(),
})
export type CandidateRecord = z.infer<typeof candidateRecord>

export const modelVersion = z.object({
  kind: z.literal('model_version'),
  project: z.string(),
  version: z.string(),
  env: z.string(),
  run_id: z.string(),
  algorithm: algorithmName,
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  classes: z.array(z.object({ value: z.union([z.number(), z.string()]), name: z.string() })),
  signature: modelSignature,
  feature_model: z.string(),
  feature_version: z.string(),
  entity: z.string(),
  encoder: z.object({ name: z.string(), version: z.string() }).nullable(),
  selected_by: metricName,
  /** Of the fit on the training split alone; the shipped fit may have seen more rows (`rows.fitted`). */
  metrics: z.object({ train: splitMetrics, validation: splitMetrics, test: splitMetrics }),
  baseline: z.object({ validation: splitMetrics, test: splitMetrics }),
  leaderboard: z.array(candidateRecord),
  rows: z.object({
    train: z.number(),
    validation: z.number(),
    test: z.number(),
    fitted: z.number(),
  }),
  gate: z.object({
    passed: z.boolean(),
    checks: z.array(z.object({ name: z.string(), passed: z.boolean(), message: z.string() })),
  }),
  model: z.object({ key: z.string(), bytes: z.number(), sha256: z.string() }),
  /** Largest difference between the training engine and ONNX Runtime on the same rows. */
  agreement: z.object({ rows: z.number(), largest_difference: z.number() }),
  review_below: z.number(),
  /** Version whose algorithm and settings a retraining took over. */
  retrained_from: z.string().nullable(),
  created_at: z.string(),
})
export type ModelVersion = z.infer<typeof modelVersion>

/** A movable name for a model version. */
export const modelAlias = z.object({
  kind: z.literal('model_alias'),
  project: z.string(),
  env: z.string(),
  alias: z.enum(['champion', 'challenger']),
  version: z.string(),
  /** Version it named before. */
  previous: z.string().nullable(),
  /** The versions that led to the present one, oldest first, the present one last; `rollback` drops the last. Events keep every move. */
  history: z.array(z.string()),
  who: z.string(),
  why: z.string(),
  moved_at: z.string(),
})
export type ModelAlias = z.infer<typeof modelAlias>
