import { defineErrors } from './define.ts'

export const testErrors = defineErrors({
  TEST_COLUMN_UNKNOWN: {
    title: 'A data test names a column that its table does not have.',
    hint: 'Correct the name of the column.',
    exit: 1,
  },
  TEST_MODEL_UNKNOWN: {
    title: 'A data test names a model that is not in the project.',
    hint: 'Correct the name of the model.',
    exit: 1,
  },
  TEST_INVALID: {
    title: 'A data test does not fit the columns it is about.',
    hint: 'Compare the type of the column with the values of the test.',
    exit: 1,
  },
  TEST_FAILED: {
    title: 'A data test found rows that should not be there.',
    hint: 'Look at the failing rows, then correct the model or the data.',
    exit: 1,
  },
})
