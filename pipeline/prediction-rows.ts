import type { Chunk } from '../contracts/ports/sql-engine.ts'
import type { ModelVersion } from '../contracts/records/model-version.ts'
import type { PredictionPlan } from '../contracts/records/prediction.ts'

/**
 * Predictions as columns, in the order of `predictionColumns`. `probabilities` holds one number a class, row after row. Of
 * equally probable classes the first one is the label.
 */
export function predictionChunk(
  keys: readonly string[],
  probabilities: Float32Array,
  { model, plan }: { readonly model: ModelVersion; readonly plan: PredictionPlan },
): Chunk {
  const classes = model.classes.length
  const rows = keys.map((_, row) => probabilities.subarray(row * classes, (row + 1) * classes))
  const best = rows.map(indexOfLargest)
  const same = (value: string | null) => ({ kind: 'text' as const, values: keys.map(() => value) })
  const likeliest = Float64Array.from(rows, (row, i) => row[best[i]])
  return {
    rows: keys.length,
    columns: [
      { kind: 'text', values: keys },
      { kind: 'text', values: best.map((k) => String(model.classes[k].value)) },
      { kind: 'text', values: best.map((k) => model.classes[k].name) },
      { kind: 'number', values: likeliest },
      { kind: 'other', values: rows.map((row) => [...row]) },
      {
        kind: 'number',
        values: likeliest.map((probability) => Number(probability < model.review_below)),
      },
      same(model.version),
      same(model.encoder?.version ?? null),
      same(plan.feature_version),
      same(plan.scored_at),
    ],
  }
}

const indexOfLargest = (row: Float32Array): number =>
  row.reduce((best, value, k) => (value > row[best] ? k : best), 0)
