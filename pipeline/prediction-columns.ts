import type { CatalogColumn } from '../contracts/ports/catalog.ts'

/** Columns of a prediction, in the order of the files. The entity's key stands under its own name. */
export const predictionColumns = (entity: string): readonly CatalogColumn[] => [
  { name: entity, type: 'VARCHAR', description: 'Key of what was predicted about.' },
  { name: 'label', type: 'VARCHAR', description: 'Value of the predicted class, as text.' },
  { name: 'label_name', type: 'VARCHAR', description: 'Name of the predicted class.' },
  {
    name: 'probability',
    type: 'DOUBLE',
    description: 'Probability of the predicted class, calibrated.',
  },
  {
    name: 'probabilities',
    type: 'DOUBLE[]',
    description: "Probabilities of all classes, in the order of the model's classes.",
  },
  {
    name: 'needs_review',
    type: 'BOOLEAN',
    description: 'Less probable than the review threshold: a person should decide.',
  },
  { name: 'model_version', type: 'VARCHAR', description: 'The model version that scored.' },
  {
    name: 'encoder_version',
    type: 'VARCHAR',
    description: 'The text encoder that made the vectors.',
  },
  {
    name: 'feature_version',
    type: 'VARCHAR',
    description: 'The version of the feature table that was scored.',
  },
  { name: 'scored_at', type: 'TIMESTAMP', description: 'When the run that scored began, UTC.' },
]

/** Columns that stand in the path of the files. */
export const predictionPartitionColumns: readonly CatalogColumn[] = [
  { name: 'run_date', type: 'VARCHAR', description: 'Date of the run, YYYY-MM-DD.' },
  { name: 'run_id', type: 'VARCHAR', description: 'The run that scored.' },
]
