import { defineErrors } from './define.ts'

export const learningErrors = defineErrors({
  LEARNING_ROWS_TOO_FEW: {
    title: 'There are too few labelled rows to train on.',
    hint: 'Land more labelled rows, or give the training split a larger share in pipeline.yml.',
    exit: 1,
  },
  LEARNING_LABEL_CONSTANT: {
    title: 'All training rows have the same label.',
    hint: 'Check the label column in the feature model and the classes in pipeline.yml.',
    exit: 1,
  },
  LEARNING_CLASS_MISSING: {
    title: 'A declared class has no training rows.',
    hint: 'Land rows of that class, or take it out of label.classes in pipeline.yml.',
    exit: 1,
  },
  LEARNING_CLASS_RARE: {
    title: 'A class has fewer training rows than the search has folds.',
    hint: 'Land more rows of that class, lower training.folds, or merge the class with another in the feature model.',
    exit: 1,
  },
  LEARNING_SPLIT_EMPTY: {
    title: 'A split has no labelled rows, so the model cannot be judged on it.',
    hint: 'Land more labelled rows, or change the shares under split in pipeline.yml.',
    exit: 1,
  },
  LEARNING_FEATURES_MISSING: {
    title: 'No feature is declared to learn from.',
    hint: 'Name columns under features.numeric, features.categorical or features.text in pipeline.yml.',
    exit: 2,
  },
  LEARNING_FEATURES_CONSTANT: {
    title: 'No feature varies in the training rows.',
    hint: 'Check the feature model: its columns are empty or have one value.',
    exit: 1,
  },
  LEARNING_ALGORITHM_UNUSABLE: {
    title: 'None of the algorithms can learn from the declared features.',
    hint: 'Name another algorithm under training.algorithms, or declare the features it needs.',
    exit: 2,
  },
  LEARNING_SIGNATURE_COLUMN_MISSING: {
    title: 'A column that the model needs is not among the features.',
    hint: 'Bring the column back into the feature model, or train a new version without it.',
    exit: 2,
  },
  LEARNING_SIGNATURE_TYPE_CHANGED: {
    title: 'A column that the model needs has another type than at training.',
    hint: 'Cast the column in the feature model to the type it had, or train a new version.',
    exit: 2,
  },
  LEARNING_NOTHING_TRAINED: {
    title: 'There is no trained model to register.',
    hint: 'Run the training step as well: leave out --from, or name an earlier step with it.',
    exit: 2,
  },
  LEARNING_ENGINES_DISAGREE: {
    title: 'The exported model does not give what was trained.',
    hint: 'Nothing was registered. Please report it with the model version: it is a fault of the export.',
    exit: 2,
  },
})
