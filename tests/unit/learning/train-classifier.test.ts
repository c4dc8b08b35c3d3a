import { describe, expect, test } from 'vitest'
import { fitAgain, type TrainRequest, trainClassifier } from '../../../learning/train-classifier.ts'
import { classes, makeDataset, settings } from './make-dataset.ts'

const { dataset, splits } = makeDataset(800)
const request: TrainRequest = {
  dataset,
  splits,
  classes,
  settings: settings({ search: { logistic_regression: [0.1, 1], linear_text: [1] } }),
}
const trained = trainClassifier(request)

describe('training', () => {
  test('finds a model far better than always answering with the most frequent class', () => {
    expect(trained.metrics.test.f1_macro).toBeGreaterThan(trained.baseline.test.f1_macro + 0.2)
    expect(trained.baseline.test.accuracy).toBeCloseTo(
      trained.metrics.test.per_class[0].support / trained.metrics.test.rows,
      12,
    )
  })

  test('lists the best of each algorithm, the chosen one first and the baseline last', () => {
    const names = trained.leaderboard.map((candidate) => candidate.algorithm)
    expect(names.toSorted()).toEqual(['linear_text', 'logistic_regression', 'majority'])
    expect(names[0]).toBe(trained.algorithm)
    expect(names.at(-1)).toBe('majority')
  })

  test('lets only the chosen model and the baseline meet the test split', () => {
    expect(trained.leaderboard.map((candidate) => candidate.test !== null)).toEqual([
      true,
      false,
      true,
    ])
  })

  test('gives the same for the same seed', () => {
    expect(trainClassifier(request)).toEqual(trained)
  })

  test('is blind to the test split: other labels there change its metrics and nothing else', () => {
    const labels = dataset.labels.map((label, row) => (splits[row] === 2 ? (label + 1) % 3 : label))
    const other = trainClassifier({ ...request, dataset: { ...dataset, labels } })
    expect(other.pipeline).toEqual(trained.pipeline)
    expect(other.trials).toEqual(trained.trials)
    expect(other.metrics.validation).toEqual(trained.metrics.validation)
    expect(other.metrics.test).not.toEqual(trained.metrics.test)
  })

  test('ships a fit on train and validation, and judges the fit on train alone', () => {
    const alone = trainClassifier({ ...request, settings: { ...request.settings, refit: 'train' } })
    expect(alone.metrics).toEqual(trained.metrics)
    expect(alone.rows).toEqual({ train: 560, validation: 160, test: 80, fitted: 560 })
    expect(trained.rows.fitted).toBe(720)
    expect(trained.pipeline.model).not.toEqual(alone.pipeline.model)
    expect(trained.pipeline.temperatures).toEqual(alone.pipeline.temperatures)
  })

  test('tells the shares of the predicted classes on rows not trained on', () => {
    const { validation, test: judged } = trained.metrics
    const predicted = [0, 1, 2].map((k) =>
      [validation, judged].reduce(
        (sum, one) => sum + one.confusion.reduce((s, row) => s + row[k], 0),
        0,
      ),
    )
    expect(trained.classShares).toEqual(predicted.map((count) => count / 240))
  })

  test('leaves rows without a label out', () => {
    const labels = dataset.labels.map((label, row) => (row < 100 ? -1 : label))
    expect(trainClassifier({ ...request, dataset: { ...dataset, labels } }).rows.train).toBe(490)
  })

  test('skips an algorithm that the features do not serve, and says why', () => {
    const text = dataset.text && { ...dataset.text, ngrams: undefined }
    const dense = trainClassifier({ ...request, dataset: { ...dataset, text } })
    expect(dense.skipped).toEqual([
      { algorithm: 'linear_text', reason: 'the text encoder gives no n-grams' },
    ])
    expect(dense.algorithm).toBe('logistic_regression')
  })

  test('tells what it searches, and each fit with its rows', () => {
    const told: string[] = []
    const task = {
      update() {},
      done: (summary?: string) => void told.push(summary ?? ''),
      fail() {},
    }
    trainClassifier({ ...request, progress: { task: () => task } })
    expect(told[0]).toMatch(/^l\w+, f1_weighted 0\.\d{3} over 3 folds$/)
    expect(told.slice(1).every((summary) => /^[\d,]+ rows$/.test(summary))).toBe(true)
    expect(told.length).toBeGreaterThan(2)
  })

  test('can be asked for the baseline alone', () => {
    const only = trainClassifier({ ...request, settings: settings({ algorithms: ['majority'] }) })
    expect(only.metrics.test).toEqual(only.baseline.test)
    expect(only.leaderboard.map((candidate) => candidate.algorithm)).toEqual(['majority'])
  })
})

describe('fitting again', () => {
  test('takes over algorithm and parameters without a search', () => {
    const again = fitAgain(request, { algorithm: 'logistic_regression', parameters: { C: 0.1 } })
    expect(again).toMatchObject({
      algorithm: 'logistic_regression',
      parameters: { C: 0.1 },
      trials: [],
    })
    expect(again.leaderboard.map((one) => one.algorithm)).toEqual([
      'logistic_regression',
      'majority',
    ])
  })

  test('of what was chosen gives what was chosen', () => {
    const again = fitAgain(request, trained)
    expect(again.pipeline).toEqual(trained.pipeline)
    expect(again.metrics).toEqual(trained.metrics)
  })
})

describe('training is refused', () => {
  const refused = (changes: Partial<TrainRequest>, code: string) =>
    expect(() => trainClassifier({ ...request, ...changes })).toThrow(
      expect.objectContaining({ code }),
    )
  const bare = { ...dataset, numeric: [], categorical: [], text: undefined }

  test('without any feature', () => {
    refused({ dataset: bare }, 'LEARNING_FEATURES_MISSING')
  })

  test('when no algorithm can use the features', () => {
    const numbersOnly = { ...bare, numeric: dataset.numeric }
    const linearText = settings({ algorithms: ['linear_text'] })
    refused({ dataset: numbersOnly, settings: linearText }, 'LEARNING_ALGORITHM_UNUSABLE')
  })

  test('when no feature varies', () => {
    const dull = { ...bare, numeric: [dataset.numeric[2]] }
    refused({ dataset: dull }, 'LEARNING_FEATURES_CONSTANT')
  })

  test('when a class has too few rows for the folds', () => {
    const labels = dataset.labels.map((label, row) => (label === 2 && row > 20 ? 0 : label))
    refused(
      { dataset: { ...dataset, labels }, settings: settings({ folds: 12 }) },
      'LEARNING_CLASS_RARE',
    )
  })
})
