import { z } from 'zod'
import { modelVersion } from './model-version.ts'

/**
 * What training leaves for registration: everything a model version will carry, and the probabilities that the training engine
 * itself gave to some rows, for ONNX Runtime to agree with.
 */
export const trainedModel = modelVersion.omit({ kind: true, gate: true, agreement: true }).extend({
  kind: z.literal('trained_model'),
  check: z.object({
    keys: z.array(z.string()),
    /** One array of class probabilities a key. */
    probabilities: z.array(z.array(z.number())),
  }),
})
export type TrainedModel = z.infer<typeof trainedModel>
