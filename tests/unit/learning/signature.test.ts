import { describe, expect, test } from 'vitest'
import { checkSignature, signatureOf } from '../../../learning/signature.ts'
import { trainClassifier } from '../../../learning/train-classifier.ts'
import { classes, makeDataset, settings } from './make-dataset.ts'

const columns = [
  { name: 'row_id', type: 'VARCHAR' },
  { name: 'age', type: 'INTEGER' },
  { name: 'spent', type: 'DECIMAL(12,2)' },
  { name: 'always_one', type: 'BOOLEAN' },
  { name: 'colour', type: 'VARCHAR' },
  { name: 'note', type: 'VARCHAR' },
]
const { pipeline } = trainClassifier({
  ...makeDataset(300),
  classes,
  settings: settings({ algorithms: ['linear_text'], search: { linear_text: [1] } }),
})
const signature = signatureOf(pipeline, { columns, text: 'note' })

test('a signature lists numbers, categories and text with column, type and width', () => {
  expect(signature.inputs).toEqual([
    { name: 'numeric.age', role: 'numeric', column: 'age', type: 'INTEGER' },
    { name: 'numeric.spent', role: 'numeric', column: 'spent', type: 'DECIMAL(12,2)' },
    { name: 'numeric.always_one', role: 'numeric', column: 'always_one', type: 'BOOLEAN' },
    { name: 'categorical.colour', role: 'categorical', column: 'colour', type: 'VARCHAR' },
    { name: 'text.ngram_ids', role: 'ngram_ids', column: 'note', type: 'VARCHAR', width: 60 },
    {
      name: 'text.ngram_weights',
      role: 'ngram_weights',
      column: 'note',
      type: 'VARCHAR',
      width: 60,
    },
  ])
})

describe('a feature table', () => {
  const check = (changed: readonly { name: string; type: string }[]) =>
    checkSignature(signature, changed, 'feat_rows')
  const withType = (name: string, type: string) =>
    columns.map((column) => (column.name === name ? { name, type } : column))

  test('with the columns of training passes, whatever their order and whatever else it has', () => {
    expect(() => check([...columns].reverse())).not.toThrow()
    expect(() => check([...columns, { name: 'more', type: 'DATE' }])).not.toThrow()
  })

  test('may hold its numbers in other widths, and name its columns in capitals', () => {
    expect(() => check(withType('age', 'BIGINT'))).not.toThrow()
    expect(() => check(withType('spent', 'DOUBLE'))).not.toThrow()
    expect(() =>
      check(columns.map(({ name, type }) => ({ name: name.toUpperCase(), type }))),
    ).not.toThrow()
  })

  test('without a column is refused with the name of that column', () => {
    const without = columns.map((column) =>
      column.name === 'colour' ? { ...column, name: 'color' } : column,
    )
    expect(() => check(without)).toThrow(
      expect.objectContaining({
        code: 'LEARNING_SIGNATURE_COLUMN_MISSING',
        message:
          'The model needs column "colour" (VARCHAR), which "feat_rows" does not have. Did you mean "color"? Nothing was scored.',
      }),
    )
  })

  test.each([
    ['age', 'VARCHAR', 'INTEGER'],
    ['always_one', 'INTEGER', 'BOOLEAN'],
    ['colour', 'INTEGER', 'VARCHAR'],
    ['note', 'VARCHAR[]', 'VARCHAR'],
  ])('with %s as %s instead of %s is refused with both types', (name, found, expected) => {
    if (name === 'note')
      return expect(() => check(withType(name, 'BLOB'))).toThrow(/"note".*BLOB.*VARCHAR/)
    expect(() => check(withType(name, found))).toThrow(
      expect.objectContaining({
        code: 'LEARNING_SIGNATURE_TYPE_CHANGED',
        message: `Column "${name}" of "feat_rows" is ${found}, but the model was trained on ${expected}. Nothing was scored.`,
      }),
    )
  })
})
