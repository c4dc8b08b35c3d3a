import { expect, test } from 'vitest'
import { fitTemperatures } from '../../../../learning/calibration/temperature.ts'
import { topClasses } from '../../../../learning/metrics/top-class.ts'
import { evaluate } from '../../../../learning/metrics.ts'
import { probabilitiesOf } from '../../../../learning/pipeline.ts'
import { numbers } from '../make-dataset.ts'

/** Scores whose softmax is exactly how often each class is drawn, times `exaggeration`. */
function drawn(rows: number, exaggeration: (truth: readonly number[]) => number, seed = 5) {
  const next = numbers(seed)
  const labels = new Int32Array(rows)
  const scores = new Float64Array(rows * 3)
  for (let row = 0; row < rows; row++) {
    const truth = [4 * next(), 3 * next(), 2 * next()]
    const odds = truth.map(Math.exp)
    const total = odds[0] + odds[1] + odds[2]
    const draw = next() * total
    labels[row] = draw < odds[0] ? 0 : draw < odds[0] + odds[1] ? 1 : 2
    truth.forEach((score, k) => {
      scores[row * 3 + k] = exaggeration(truth) * score
    })
  }
  return { labels, scores }
}

const plain = new Float32Array(3).fill(1)
const errorOf = (labels: Int32Array, scores: Float64Array, temperatures: Float32Array) =>
  evaluate(labels, probabilitiesOf(scores, temperatures), 3).calibration_error

test('scores that were exaggerated three times over get a temperature of three', () => {
  const { labels, scores } = drawn(5000, () => 3)
  const temperatures = fitTemperatures(scores, labels, 3)
  for (const temperature of temperatures) expect(temperature).toBeCloseTo(3, 0)
  const fresh = drawn(5000, () => 3, 6)
  expect(errorOf(fresh.labels, fresh.scores, plain)).toBeGreaterThan(0.1)
  expect(errorOf(fresh.labels, fresh.scores, temperatures)).toBeLessThan(0.03)
})

test('a class of which the model is too sure is cooled more than the others', () => {
  const firstLeads = (truth: readonly number[]) => (truth[0] > Math.max(truth[1], truth[2]) ? 1 : 4)
  const { labels, scores } = drawn(5000, firstLeads)
  const [first, second, third] = fitTemperatures(scores, labels, 3)
  expect(first).toBeLessThan(1.6)
  expect(second).toBeGreaterThan(2)
  expect(third).toBeGreaterThan(2)
})

test('the most probable class of a row never changes', () => {
  const { labels, scores } = drawn(2000, (truth) => (truth[0] > 2 ? 5 : 0.5))
  const before = topClasses(probabilitiesOf(scores, plain), 3).classes
  const temperatures = fitTemperatures(scores, labels, 3)
  expect(topClasses(probabilitiesOf(scores, temperatures), 3).classes).toEqual(before)
})

test('a handful of rows moves the temperatures little, none not at all', () => {
  const { labels, scores } = drawn(5, () => 10)
  for (const temperature of fitTemperatures(scores, labels, 3)) {
    expect(temperature).toBeGreaterThan(0.5)
    expect(temperature).toBeLessThan(3)
  }
  expect(fitTemperatures(new Float64Array(0), new Int32Array(0), 3)).toEqual(plain)
})

test('a model that is always right does not make the temperatures vanish', () => {
  const labels = Int32Array.from({ length: 500 }, (_, row) => row % 3)
  const scores = Float64Array.from({ length: 1500 }, (_, i) =>
    i % 3 === Math.floor(i / 3) % 3 ? 20 : 0,
  )
  for (const temperature of fitTemperatures(scores, labels, 3)) {
    expect(temperature).toBeGreaterThan(0.01)
    expect(temperature).toBeLessThanOrEqual(1)
  }
})
