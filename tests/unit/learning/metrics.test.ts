import { expect, test } from 'vitest'
import { evaluate, isBetter } from '../../../learning/metrics.ts'
import reference from './scikit-learn/metrics.json' with { type: 'json' }

const labels = Int32Array.from(reference.labels)
const metrics = evaluate(labels, Float64Array.from(reference.probabilities.flat()), 3)

test.each(['accuracy', 'f1_macro', 'f1_weighted', 'log_loss', 'calibration_error'] as const)(
  '%s is that of scikit-learn',
  (name) => {
    expect(metrics[name]).toBeCloseTo(reference[name], 10)
  },
)

test('the confusion matrix is that of scikit-learn', () => {
  expect(metrics.confusion).toEqual(reference.confusion)
})

test('precision, recall, F1 and support of each class are those of scikit-learn', () => {
  metrics.per_class.forEach((scores, k) => {
    expect(scores.precision).toBeCloseTo(reference.precision[k], 10)
    expect(scores.recall).toBeCloseTo(reference.recall[k], 10)
    expect(scores.f1).toBeCloseTo(reference.f1[k], 10)
    expect(scores.support).toBe(reference.support[k])
  })
})

test('a class that neither occurs nor is predicted does not pull F1 macro down', () => {
  const two = evaluate(Int32Array.of(0, 1), Float64Array.of(0.8, 0.1, 0.1, 0.1, 0.8, 0.1), 3)
  expect(two.f1_macro).toBe(1)
})

test('a class that occurs and is never predicted counts as 0', () => {
  const one = evaluate(Int32Array.of(0, 1), Float64Array.of(0.9, 0.1, 0.9, 0.1), 2)
  expect(one.per_class[1]).toEqual({ precision: 0, recall: 0, f1: 0, support: 1 })
  expect(one.f1_macro).toBeCloseTo(1 / 3, 12)
})

test('equal probabilities go to the first class', () => {
  expect(evaluate(Int32Array.of(0), Float64Array.of(0.5, 0.5), 2).accuracy).toBe(1)
})

test('a certain mistake costs much, but not without bound', () => {
  const loss = evaluate(Int32Array.of(1), Float64Array.of(1, 0), 2).log_loss
  expect(loss).toBeGreaterThan(30)
  expect(loss).toBeLessThan(40)
})

test('no rows give no figures that are not numbers', () => {
  const none = evaluate(new Int32Array(0), new Float64Array(0), 2)
  for (const value of [none.accuracy, none.f1_macro, none.f1_weighted, none.log_loss])
    expect(value).toBe(0)
})

test('less is better for log loss, more for everything else', () => {
  expect(isBetter('log_loss', 0.1, 0.2)).toBe(true)
  expect(isBetter('f1_macro', 0.1, 0.2)).toBe(false)
  expect(isBetter('accuracy', 0.2, 0.2)).toBe(false)
})
