import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dataset } from '../../../../contracts/dataset.ts'
import type { LoadedModel } from '../../../../contracts/ports/model-runtime.ts'
import { AGREEMENT_LIMIT, agreement } from '../../../../learning/agreement.ts'
import { type ExportedModel, exportOnnx } from '../../../../learning/onnx/export.ts'
import { type Pipeline, predict } from '../../../../learning/pipeline.ts'
import { feedsFor, scoreDataset } from '../../../../learning/score.ts'
import { trainClassifier } from '../../../../learning/train-classifier.ts'
import { OnnxModelRuntime } from '../../../../platform/local/onnx-model-runtime.ts'
import { classes, makeDataset, settings } from '../make-dataset.ts'

const { dataset, splits } = makeDataset(600)
const runtime = new OnnxModelRuntime()
const columns = { columns: [], text: 'note' }

const trainOn = (algorithm: string, one: Dataset = dataset): Pipeline =>
  trainClassifier({
    dataset: one,
    splits,
    classes,
    settings: settings({
      algorithms: [algorithm],
      search: { linear_text: [1], logistic_regression: [1] },
    }),
  }).pipeline

/** Rows unlike any that were trained on. */
const strange: Dataset = {
  ...dataset,
  numeric: dataset.numeric.map(({ name, values }) => ({
    name,
    values: values.map(
      (value, row) => [value, Number.NaN, 1e30, -1e30, Number.NEGATIVE_INFINITY, 1e300, 0][row % 7],
    ),
  })),
  categorical: dataset.categorical.map(({ name, values }) => ({
    name,
    values: values.map((value, row) => [value, null, '', 'never seen', 'été 🌻'][row % 5]),
  })),
}

describe.each(['majority', 'logistic_regression', 'linear_text'])('an exported %s', (algorithm) => {
  const pipeline = trainOn(algorithm)
  const exported: ExportedModel = exportOnnx(pipeline, columns)
  let loaded: LoadedModel
  beforeAll(async () => {
    loaded = await runtime.load(exported.bytes)
  })
  afterAll(() => loaded.close())

  test('has the inputs of its signature, in their order', () => {
    expect(loaded.inputs.map((input) => input.name)).toEqual(
      exported.signature.inputs.map((input) => input.name),
    )
    const types = {
      numeric: 'float32',
      categorical: 'string',
      vector: 'float32',
      ngram_ids: 'int64',
      ngram_weights: 'float32',
    }
    expect(loaded.inputs.map((input) => input.type)).toEqual(
      exported.signature.inputs.map((input) => types[input.role]),
    )
  })

  test('gives in ONNX Runtime what the training engine gives', async () => {
    const found = await agreement(pipeline, loaded, exported.signature, dataset)
    expect(found.rows).toBe(600)
    expect(found.largest_difference).toBeLessThan(AGREEMENT_LIMIT / 10)
  })

  test('agrees on values never seen, missing or beyond measure', async () => {
    const found = await agreement(pipeline, loaded, exported.signature, strange)
    expect(found.largest_difference).toBeLessThan(AGREEMENT_LIMIT / 10)
  })

  test('gives probabilities that sum to one, and the most probable class as label', async () => {
    const rows = Int32Array.from({ length: 50 }, (_, row) => row)
    const { probabilities, label } = await loaded.run(feedsFor(exported.signature, strange, rows))
    expect(probabilities.dims).toEqual([50, 3])
    expect(label.dims).toEqual([50])
    rows.forEach((row) => {
      const own = Array.from(probabilities.data as Float32Array).slice(row * 3, row * 3 + 3)
      expect(own.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5)
      expect(Number(label.data[row])).toBe(own.indexOf(Math.max(...own)))
    })
  })

  test('is the same bytes every time', () => {
    expect(exportOnnx(trainOn(algorithm), columns).bytes).toEqual(exported.bytes)
  })

  test('scores one row as it scores many', async () => {
    const whole = await scoreDataset(loaded, exported.signature, dataset)
    const one = await scoreDataset(loaded, exported.signature, dataset, Int32Array.of(17))
    one.forEach((value, k) => {
      expect(value).toBeCloseTo(whole[17 * 3 + k], 6)
    })
  })
})

test.each([
  ['numbers alone', { categorical: [], text: undefined }],
  ['categories alone', { numeric: [], text: undefined }],
  ['a vector alone', { numeric: [], categorical: [] }],
])('a model of %s agrees', async (_, part) => {
  const some = { ...dataset, ...part }
  const pipeline = trainOn('logistic_regression', some)
  const { bytes, signature } = exportOnnx(pipeline, columns)
  const loaded = await runtime.load(bytes)
  const found = await agreement(pipeline, loaded, signature, { ...strange, ...part })
  await loaded.close()
  expect(found.largest_difference).toBeLessThan(AGREEMENT_LIMIT / 10)
})

test('a model of n-grams alone agrees, texts without any n-gram included', async () => {
  const ngrams = dataset.text!.ngrams!
  const offsets = ngrams.offsets.map((offset, row) => (row < 50 ? 0 : offset))
  const some = {
    ...dataset,
    numeric: [],
    categorical: [],
    text: { ...dataset.text!, ngrams: { ...ngrams, offsets } },
  }
  const pipeline = trainOn('linear_text', some)
  const { bytes, signature } = exportOnnx(pipeline, columns)
  const loaded = await runtime.load(bytes)
  const found = await agreement(pipeline, loaded, signature, some)
  await loaded.close()
  expect(found.largest_difference).toBeLessThan(AGREEMENT_LIMIT / 10)
})

test('columns named like the graph’s own values do not get in their way', async () => {
  const names = ['label', 'probabilities', 'scores/0_Gemm']
  const numeric = dataset.numeric.map((column, i) => ({ ...column, name: names[i] }))
  const some = { ...dataset, numeric }
  const pipeline = trainOn('logistic_regression', some)
  const { bytes, signature } = exportOnnx(pipeline, columns)
  const loaded = await runtime.load(bytes)
  expect((await agreement(pipeline, loaded, signature, some)).largest_difference).toBeLessThan(1e-6)
  await loaded.close()
})

test('an engine that gives other numbers, or none, is found out', async () => {
  const pipeline = trainOn('logistic_regression')
  const { bytes, signature } = exportOnnx(pipeline, columns)
  const loaded = await runtime.load(bytes)
  const warmer = { ...pipeline, temperatures: pipeline.temperatures.map((value) => value * 1.01) }
  expect((await agreement(warmer, loaded, signature, dataset)).largest_difference).toBeGreaterThan(
    AGREEMENT_LIMIT,
  )
  const broken = { ...pipeline, temperatures: pipeline.temperatures.map(() => Number.NaN) }
  expect((await agreement(broken, loaded, signature, dataset)).largest_difference).toBe(
    Number.POSITIVE_INFINITY,
  )
  await loaded.close()
})

test('two classes give two probabilities', async () => {
  const labels = dataset.labels.map((label) => Math.min(label, 1))
  const two = { ...dataset, labels }
  const { pipeline } = trainClassifier({
    dataset: two,
    splits,
    classes: ['low', 'other'],
    settings: settings({ algorithms: ['logistic_regression'] }),
  })
  const { bytes, signature } = exportOnnx(pipeline, columns)
  const loaded = await runtime.load(bytes)
  expect((await agreement(pipeline, loaded, signature, two)).largest_difference).toBeLessThan(1e-6)
  await loaded.close()
  expect(predict(pipeline, two, Int32Array.of(0))).toHaveLength(2)
})
