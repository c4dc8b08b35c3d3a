import { z } from 'zod'

const share = z.number().gt(0).lt(1)

export const metricName = z.enum(['accuracy', 'f1_macro', 'f1_weighted', 'log_loss'])
export type MetricName = z.infer<typeof metricName>
export const algorithmName = z.enum(['majority', 'logistic_regression', 'linear_text'])
export type AlgorithmName = z.infer<typeof algorithmName>

/** `pipeline.yml`: how the feature table becomes a model and predictions. */
export const pipelineFile = z.strictObject({
  features: z.strictObject({
    /** The feature model. */
    model: z.string(),
    /** Column that names the thing predicted about; predictions carry it under this name. */
    entity: z.string(),
    event_time: z.string().optional(),
    /** Column of free text. */
    text: z.string().optional(),
    numeric: z.array(z.string()).default([]),
    categorical: z.array(z.string()).default([]),
  }),
  encoder: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('lsa'),
        /** Length of the vectors. @default 128 */
        dimensions: z.number().int().min(2).max(1024).default(128),
        /** Word and character n-grams kept, the most frequent first. @default 60000 */
        max_terms: z.number().int().min(100).max(500_000).default(60_000),
        /** N-grams in fewer texts are left out. @default 2 */
        min_count: z.number().int().min(1).default(2),
      }),
      z.strictObject({
        type: z.literal('onnx'),
        /** Folder with tokenizer.json and an ONNX graph (the layout of sentence-transformers). */
        folder: z.string(),
        /** @default model.onnx, else the only .onnx file in the folder or in onnx/ */
        graph: z.string().optional(),
      }),
    ])
    .optional(),
  label: z.strictObject({
    column: z.string(),
    /** Values of the label column, in order, with the name shown to people. Quoted when they are text. */
    classes: z
      .array(z.strictObject({ value: z.union([z.number().int(), z.string()]), name: z.string() }))
      .min(2),
  }),
  split: z
    .strictObject({
      /** hash: by a hash of the text, or of the entity's key where there is no text. time: the newest rows are the test. group: whole groups stay together. Equal texts always stay together. */
      by: z.enum(['hash', 'time', 'group']).default('hash'),
      group: z.string().optional(),
      validation: share.default(0.15),
      test: share.default(0.15),
    })
    .prefault({}),
  training: z
    .strictObject({
      algorithms: z.array(algorithmName).min(1).default(['logistic_regression', 'linear_text']),
      class_weights: z.enum(['balanced', 'none']).default('balanced'),
      /** Values of the inverse L2 strength C that are tried, by algorithm. */
      search: z
        .strictObject({
          logistic_regression: z.array(z.number().positive()).min(1).default([0.1, 1]),
          linear_text: z.array(z.number().positive()).min(1).default([0.3, 1, 3]),
        })
        .prefault({}),
      folds: z.number().int().min(2).max(20).default(3),
      /** Rows of the training split that the search uses at most; the chosen model is fitted on all. @default 20000 */
      search_rows: z.number().int().min(100).default(20_000),
      select_by: metricName.default('f1_weighted'),
      /** Rows the model that ships is fitted on, once evaluated. @default train_and_validation */
      refit: z.enum(['train', 'train_and_validation']).default('train_and_validation'),
      seed: z.number().int().nonnegative().default(7),
    })
    .prefault({}),
  gate: z.strictObject({
    metric: metricName.default('f1_macro'),
    /** Least value on the test split (greatest, for log_loss). */
    minimum: z.number(),
    better_than_baseline: z.boolean().default(true),
  }),
  /** automatic: a version that passes the gate becomes champion. manual: `millrace models approve` does it. */
  approval: z.enum(['automatic', 'manual']).default('manual'),
  scoring: z
    .strictObject({
      /** Predictions less probable than this ask for review. @default 0.7 */
      review_below: z.number().min(0).max(1).default(0.7),
      /** Rows of one shard of predictions. @default 20000 */
      shard_rows: z.number().int().min(100).default(20_000),
    })
    .prefault({}),
  monitoring: z
    .strictObject({
      /** Population stability index from which a feature is worth a look, and from which it calls for retraining. */
      psi_look: z.number().positive().default(0.1),
      psi_retrain: z.number().positive().default(0.25),
      /** Shift of the vectors' centre, in standard deviations of the reference's distances. */
      centre_look: z.number().positive().default(1),
      centre_retrain: z.number().positive().default(2),
      class_share_minimum: z.number().min(0).max(1).default(0.1),
      class_share_maximum: z.number().min(0).max(1).default(0.9),
      /** Fewer rows than this say too little: the verdict is then never "retrain". @default 200 */
      minimum_rows: z.number().int().positive().default(200),
      /** Hours within which monitoring asks for one retraining at most, where runs are performed on AWS. @default 24 */
      retrain_cooldown_hours: z.number().min(0).default(24),
    })
    .prefault({}),
})
export type PipelineFile = z.infer<typeof pipelineFile>
