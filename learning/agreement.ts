import type { Dataset } from '../contracts/dataset.ts'
import type { LoadedModel } from '../contracts/ports/model-runtime.ts'
import type { ModelSignature, ModelVersion } from '../contracts/records/model-version.ts'
import { allRows, type Pipeline, predict } from './pipeline.ts'
import { scoreDataset } from './score.ts'

/** Largest difference of a probability that the two engines may show on the same rows. */
export const AGREEMENT_LIMIT = 1e-5

/** How far the exported model's probabilities are from the pipeline's, at most, over the given rows (all by default). */
export async function agreement(
  pipeline: Pipeline,
  loaded: LoadedModel,
  signature: ModelSignature,
  dataset: Dataset,
  rows = allRows(dataset),
): Promise<ModelVersion['agreement']> {
  const expected = predict(pipeline, dataset, rows)
  const actual = await scoreDataset(loaded, signature, dataset, rows)
  const largest = expected.reduce((most, probability, i) => {
    const difference = Math.abs(probability - actual[i])
    // A number that is none compares with nothing: it must not pass for agreement.
    return difference <= most
      ? most
      : Number.isNaN(difference)
        ? Number.POSITIVE_INFINITY
        : difference
  }, 0)
  return { rows: rows.length, largest_difference: largest }
}
