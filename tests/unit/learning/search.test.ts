import { describe, expect, test } from 'vitest'
import { silentProgress } from '../../../contracts/ports/progress.ts'
import { linearText } from '../../../learning/algorithms/linear-text.ts'
import { logisticRegression } from '../../../learning/algorithms/logistic-regression.ts'
import { bestTrial, fitsOf, search, type Trial } from '../../../learning/search.ts'
import { makeDataset, settings } from './make-dataset.ts'

const { dataset } = makeDataset(600)
const rows = Int32Array.from({ length: 500 }, (_, i) => i)
const chosen = settings({ search: { logistic_regression: [1, 0.01], linear_text: [1] }, folds: 4 })
const task = silentProgress.task('')
const request = { dataset, rows, groups: undefined, classes: 3, settings: chosen, task }
const candidates = [logisticRegression, linearText]

describe('a search', () => {
  test('scores every set of parameters on every fold, the strongest penalty first', () => {
    const trials = search(request, candidates)
    expect(trials.map(({ algorithm, parameters }) => [algorithm, parameters])).toEqual([
      ['logistic_regression', { C: 0.01 }],
      ['logistic_regression', { C: 1 }],
      ['linear_text', { C: 1 }],
    ])
    for (const trial of trials) {
      expect(trial.scores).toHaveLength(4)
      expect(trial.mean).toBeCloseTo(trial.scores.reduce((a, b) => a + b) / 4, 12)
    }
  })

  test('tells of every fit', () => {
    const done: number[] = []
    const told = { ...task, update: (count: number) => void done.push(count) }
    search({ ...request, task: told }, candidates)
    expect(done).toEqual(Array.from({ length: fitsOf(chosen, candidates) }, (_, i) => i + 1))
  })

  test('reads no row but those it is given', () => {
    const labels = dataset.labels.map((label, row) => (row < 500 ? label : 0))
    const numeric = dataset.numeric.map(({ name, values }) => ({
      name,
      values: values.map((value, row) => (row < 500 ? value : 1e6)),
    }))
    const changed = { ...request, dataset: { ...dataset, labels, numeric } }
    expect(search(changed, candidates)).toEqual(search(request, candidates))
  })

  test('uses at most the rows it may', () => {
    const few = { ...request, settings: { ...chosen, search_rows: 100 } }
    expect(search(few, candidates)).not.toEqual(search(request, candidates))
  })
})

describe('the best trial', () => {
  const trial = (algorithm: Trial['algorithm'], C: number, mean: number): Trial => ({
    algorithm,
    parameters: { C },
    scores: [mean],
    mean,
  })

  test('is the one with the highest mean, for log loss the lowest', () => {
    const trials = [trial('logistic_regression', 1, 0.5), trial('linear_text', 1, 0.7)]
    expect(bestTrial(trials, settings()).algorithm).toBe('linear_text')
    expect(bestTrial(trials, settings({ select_by: 'log_loss' })).algorithm).toBe(
      'logistic_regression',
    )
  })

  test('of equals is the simplest', () => {
    const trials = [0.1, 1, 10].map((C) => trial('linear_text', C, 0.7 + C * 1e-15))
    expect(bestTrial(trials, settings()).parameters).toEqual({ C: 0.1 })
  })
})
