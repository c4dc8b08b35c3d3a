import { defineErrors } from './define.ts'

export const featureErrors = defineErrors({
  FEATURE_COLUMN_MISSING: {
    title: 'A column that the pipeline uses is not in the feature model.',
    hint: 'Select the column in the feature model, or correct its name in pipeline.yml.',
    exit: 2,
  },
  FEATURE_COLUMN_MISTYPED: {
    title: 'A column of the feature model has a type that its use does not allow.',
    hint: 'Cast the column in the feature model, or use it as another kind of feature in pipeline.yml.',
    exit: 2,
  },
  FEATURE_KEY_NULL: {
    title: 'A row of the feature model has no entity key.',
    hint: 'Leave such rows out in an earlier SQL model, and test the column with not_null.',
    exit: 1,
  },
  FEATURE_KEY_DUPLICATE: {
    title: 'Two rows of the feature model have the same entity key.',
    hint: 'Remove duplicates in an earlier SQL model, and test the column with unique.',
    exit: 1,
  },
  FEATURE_LABEL_UNKNOWN: {
    title: 'A row has a label that is not one of the declared classes.',
    hint: 'Add the value to label.classes in pipeline.yml, or make the label NULL where it is not to be learned from.',
    exit: 1,
  },
  FEATURE_SPLIT_UNDECLARED: {
    title: 'The split needs a column that the pipeline does not declare.',
    hint: 'Declare features.event_time to split by time, or split.group to split by group, in pipeline.yml.',
    exit: 2,
  },
  FEATURE_VECTOR_MISSING: {
    title: 'A text has no vector yet.',
    hint: 'Run the step embed before rows are read with their vectors.',
    exit: 2,
  },
})
