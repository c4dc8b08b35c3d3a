import { describe, expect, test } from 'vitest'
import type { LoadedModel, Tensor } from '../../../contracts/ports/model-runtime.ts'
import { feedsFor, scoreDataset } from '../../../learning/score.ts'
import { signatureOf } from '../../../learning/signature.ts'
import { trainClassifier } from '../../../learning/train-classifier.ts'
import { classes, makeDataset, settings, sparseRows } from './make-dataset.ts'

const { dataset, splits } = makeDataset(300)
const signatureFor = (algorithm: string) => {
  const one = settings({
    algorithms: [algorithm],
    search: { linear_text: [1], logistic_regression: [1] },
  })
  const { pipeline } = trainClassifier({ dataset, splits, classes, settings: one })
  const types = {
    age: 'DOUBLE',
    spent: 'DOUBLE',
    always_one: 'DOUBLE',
    colour: 'VARCHAR',
    note: 'VARCHAR',
  }
  const columns = Object.entries(types).map(([name, type]) => ({ name, type }))
  return signatureOf(pipeline, { columns, text: 'note' })
}
const dense = signatureFor('logistic_regression')
const sparse = signatureFor('linear_text')

describe('feeds', () => {
  test('hold each column as the graph takes it: NaN for a missing number, "" for a missing category', () => {
    const rows = Int32Array.of(2, 0)
    const one = {
      ...dataset,
      numeric: [
        { name: 'age', values: Float64Array.of(1.5, 2, Number.NaN) },
        ...dataset.numeric.slice(1),
      ],
      categorical: [{ name: 'colour', values: ['red', 'blue', null] }],
    }
    const feeds = feedsFor(dense, one, rows)
    expect(Object.keys(feeds)).toEqual(dense.inputs.map((input) => input.name))
    expect(feeds['numeric.age']).toEqual({
      type: 'float32',
      dims: [2, 1],
      data: Float32Array.of(Number.NaN, 1.5),
    })
    expect(feeds['categorical.colour']).toEqual({ type: 'string', dims: [2, 1], data: ['', 'red'] })
    expect(feeds['text.vector'].dims).toEqual([2, 4])
    expect(feeds['text.vector'].data).toEqual(
      Float32Array.of(...one.text!.vectors.slice(8, 12), ...one.text!.vectors.slice(0, 4)),
    )
  })

  test('pad n-grams with id 0 and weight 0 to the longest row, and to one at least', () => {
    const rows = Array.from({ length: 3 }, (_, i) =>
      Array.from({ length: 60 }, (_, id) => (id < i ? id + 1 : 0)),
    )
    const one = { ...dataset, text: { ...dataset.text!, ngrams: sparseRows(rows) } }
    const feeds = feedsFor(sparse, one, Int32Array.of(0, 1, 2))
    expect(feeds['text.ngram_ids']).toEqual({
      type: 'int64',
      dims: [3, 2],
      data: BigInt64Array.of(0n, 0n, 0n, 0n, 0n, 1n),
    })
    expect(feeds['text.ngram_weights'].data).toEqual(Float32Array.of(0, 0, 1, 0, 1, 2))
    expect(feedsFor(sparse, one, Int32Array.of(0))['text.ngram_ids'].dims).toEqual([1, 1])
  })

  test('are refused without a column, with its name and the nearest one', () => {
    const one = {
      ...dataset,
      numeric: dataset.numeric.map((column) => ({ ...column, name: `${column.name}s` })),
    }
    expect(() => feedsFor(dense, one)).toThrow(
      expect.objectContaining({
        code: 'LEARNING_SIGNATURE_COLUMN_MISSING',
        message:
          'The model needs column "age" as a numeric feature (DOUBLE), and it is not among the features. Did you mean "ages"? Nothing was scored.',
      }),
    )
  })

  test('are refused when a number has become a category', () => {
    const values = new Array<string>(300).fill('x')
    const one = {
      ...dataset,
      numeric: dataset.numeric.slice(1),
      categorical: [...dataset.categorical, { name: 'age', values }],
    }
    expect(() => feedsFor(dense, one)).toThrow(
      expect.objectContaining({
        code: 'LEARNING_SIGNATURE_TYPE_CHANGED',
        message: expect.stringContaining(
          '"age" as a numeric feature (DOUBLE), but it is categorical here',
        ),
      }),
    )
  })

  test('are refused when the text is encoded otherwise', () => {
    const text = { ...dataset.text!, dimensions: 2 }
    expect(() => feedsFor(dense, { ...dataset, text })).toThrow(
      /"note" encoded with 4 numbers a vector, but its encoding has 2/,
    )
    const wider = { ...dataset.text!, ngrams: { ...dataset.text!.ngrams!, width: 61 } }
    expect(() => feedsFor(sparse, { ...dataset, text: wider })).toThrow(/60 n-grams.*61 n-grams/)
    expect(() => feedsFor(sparse, { ...dataset, text: { ...text, ngrams: undefined } })).toThrow(
      /no n-grams/,
    )
    expect(() => feedsFor(sparse, { ...dataset, text: undefined })).toThrow(
      /"note" as a text feature/,
    )
  })
})

/** Answers with the first number of each row, and remembers what it was given. */
class EchoModel implements LoadedModel {
  readonly inputs = []
  readonly outputs = []
  readonly seen: (readonly number[])[] = []
  async run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    const first = feeds['numeric.spent'].data as Float32Array
    const widest = feeds['text.ngram_ids'] ?? feeds['text.vector']
    this.seen.push(widest.dims)
    const data = Float32Array.from(
      { length: first.length * 3 },
      (_, i) => first[Math.floor(i / 3)] + (i % 3),
    )
    return { probabilities: { type: 'float32', dims: [first.length, 3], data } }
  }
  async close(): Promise<void> {}
}

describe('scoring a dataset', () => {
  const many = makeDataset(9000).dataset

  test.each([
    ['vectors', dense],
    ['n-grams', sparse],
  ])('by %s gives every row its own result, in batches', async (_, signature) => {
    const model = new EchoModel()
    const result = await scoreDataset(model, signature, many)
    expect(result.length).toBe(27_000)
    many.numeric[1].values.forEach((value, row) => {
      expect(result[row * 3 + 2]).toBe(Math.fround(Math.fround(value) + 2))
    })
    expect(model.seen.length).toBeGreaterThan(2)
    expect(model.seen.reduce((sum, [rows]) => sum + rows, 0)).toBe(9000)
  })

  test('keeps every batch of long texts within a million cells', async () => {
    const width = 60
    const ngrams = {
      offsets: Int32Array.from({ length: 401 }, (_, row) => row * 6000),
      ids: new Int32Array(400 * 6000),
      weights: new Float32Array(400 * 6000),
      width,
    }
    const long = { ...makeDataset(400).dataset, text: { ...dataset.text!, ngrams } }
    const model = new EchoModel()
    await scoreDataset(model, sparse, long)
    for (const [rows, terms] of model.seen) expect(rows * terms).toBeLessThanOrEqual(1_000_000)
  })

  test('of no rows gives no probabilities', async () => {
    expect(await scoreDataset(new EchoModel(), dense, dataset, new Int32Array(0))).toHaveLength(0)
  })

  test('of some rows gives those, in their order', async () => {
    const rows = Int32Array.of(7, 3, 3)
    const some = await scoreDataset(new EchoModel(), sparse, dataset, rows)
    const spent = dataset.numeric[1].values
    expect([some[0], some[3], some[6]]).toEqual([spent[7], spent[3], spent[3]].map(Math.fround))
  })
})
