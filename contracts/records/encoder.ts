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
