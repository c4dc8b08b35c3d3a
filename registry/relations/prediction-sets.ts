import type { PredictionSet } from '../../contracts/records/prediction.ts'
import { listPredictionSets } from '../predictions.ts'
import { defineRelation } from './define.ts'

export const predictionSetsRelation = defineRelation<PredictionSet>(
  'prediction_sets',
  'One row per run that published predictions, newest first.',
  listPredictionSets,
  ({ text, count, time, json }) => [
    text('project', 'Project that was scored.', (set) => set.project),
    text('env', 'Environment.', (set) => set.env),
    text('run_id', 'Run that scored.', (set) => set.run_id),
    text('run_date', 'Date of the run, YYYY-MM-DD.', (set) => set.run_date),
    text('scope', 'new: rows never scored before; all: every row.', (set) => set.scope),
    text('entity', 'Column that names what was predicted about.', (set) => set.entity),
    text('model_version', 'Model version that scored.', (set) => set.model_version),
    text('encoder_version', 'Version of the text encoder.', (set) => set.encoder_version),
    text('feature_version', 'Version of the feature table.', (set) => set.feature_version),
    count('rows', 'Rows scored.', (set) => set.rows),
    count('needs_review', 'Rows less sure than the threshold.', (set) => set.needs_review),
    json('class_counts', 'Rows by predicted class, as JSON.', (set) => set.class_counts),
    count('files', 'Parquet files.', (set) => set.files.length),
    time('scored_at', 'When the run that scored began, UTC.', (set) => set.scored_at),
  ],
)
