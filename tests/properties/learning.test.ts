import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../contracts/dataset.ts'
import { AGREEMENT_LIMIT, agreement } from '../../learning/agreement.ts'
import { stratifiedFolds } from '../../learning/folds.ts'
import { designMatrix } from '../../learning/matrix/design-matrix.ts'
import { calibrationError } from '../../learning/metrics/calibration-error.ts'
import { evaluate } from '../../learning/metrics.ts'
import { exportOnnx } from '../../learning/onnx/export.ts'
import { predict, probabilitiesOf } from '../../learning/pipeline.ts'
import { fitLinear } from '../../learning/solver/fit-linear.ts'
import { fitAgain } from '../../learning/train-classifier.ts'
import { OnnxModelRuntime } from '../../platform/local/onnx-model-runtime.ts'
import { classes, makeDataset, numbers, settings } from '../unit/learning/make-dataset.ts'

const labelsAndProbabilities = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.01, max: 1, noNaN: true }))),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => ({
    labels: Int32Array.from(rows, ([label]) => label),
    probabilities: Float64Array.from(
      rows.flatMap(([, own]) => own.map((value) => value / own.reduce((a, b) => a + b))),
    ),
  }))

describe('metrics', () => {
  test('lie between 0 and 1, and log loss is never negative', () => {
    fc.assert(
      fc.property(labelsAndProbabilities, ({ labels, probabilities }) => {
        const metrics = evaluate(labels, probabilities, 3)
        for (const name of ['accuracy', 'f1_macro', 'f1_weighted', 'calibration_error'] as const) {
          expect(metrics[name]).toBeGreaterThanOrEqual(0)
          expect(metrics[name]).toBeLessThanOrEqual(1 + 1e-12)
        }
        expect(metrics.log_loss).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('are those of the same rows in any order', () => {
    fc.assert(
      fc.property(labelsAndProbabilities, fc.integer(), ({ labels, probabilities }, seed) => {
        const order = shuffled(labels.length, seed)
        const moved = Float64Array.from(
          [...order].flatMap((row) => [...probabilities.subarray(row * 3, row * 3 + 3)]),
        )
        const a = evaluate(labels, probabilities, 3)
        const b = evaluate(
          Int32Array.from(order, (row) => labels[row]),
          moved,
          3,
        )
        expect(b.confusion).toEqual(a.confusion)
        expect(b.log_loss).toBeCloseTo(a.log_loss, 10)
        expect(b.calibration_error).toBeCloseTo(a.calibration_error, 10)
      }),
    )
  })

  test('of certain and right answers are perfect', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1 }), (own) => {
        const labels = Int32Array.from(own)
        const sure = Float64Array.from(
          own.flatMap((label) => [0, 1, 2, 3].map((k) => (k === label ? 1 : 0))),
        )
        const metrics = evaluate(labels, sure, 4)
        expect([metrics.accuracy, metrics.f1_macro, metrics.f1_weighted]).toEqual([1, 1, 1])
        expect(metrics.calibration_error).toBe(0)
        expect(metrics.log_loss).toBeLessThan(1e-12)
      }),
    )
  })

  test('of accuracy and calibration: the gap in one bin is how sure less how often right', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1 }), (right) => {
        const labels = Int32Array.from(right, (yes) => (yes ? 0 : 1))
        const error = calibrationError(
          labels,
          new Int32Array(right.length),
          new Float64Array(right.length).fill(0.7),
        )
        const share = right.filter(Boolean).length / right.length
        expect(error).toBeCloseTo(Math.abs(0.7 - share), 10)
      }),
    )
  })
})

test('calibrated probabilities of any scores are positive, sum to one and keep the order of the scores', () => {
  const score = fc.double({ min: -500, max: 500, noNaN: true })
  const temperature = fc.double({ min: 0.05, max: 20, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(score, { minLength: 4, maxLength: 4 }),
      fc.array(temperature, { minLength: 4, maxLength: 4 }),
      (scores, temperatures) => {
        const own = probabilitiesOf(Float64Array.from(scores), Float32Array.from(temperatures))
        expect(own.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
        scores.forEach((a, i) => {
          expect(own[i]).toBeGreaterThanOrEqual(0)
          scores.forEach((b, j) => {
            if (a > b) expect(own[i]).toBeGreaterThanOrEqual(own[j])
          })
        })
      },
    ),
  )
})

test('the order of the rows does not change a fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer(), (seed, orderSeed) => {
      const next = numbers(seed)
      const rows = 40
      const labels = Int32Array.from({ length: rows }, (_, row) => row % 3)
      const values = Float32Array.from(
        { length: rows * 3 },
        (_, i) => next() + (labels[Math.floor(i / 3)] === i % 3 ? 0.3 : 0),
      )
      const fitIn = (order: Int32Array) =>
        fitLinear(
          {
            matrix: designMatrix(rows, [
              {
                kind: 'dense',
                width: 3,
                penalty: 1,
                values: Float32Array.from(
                  [...order].flatMap((row) => [...values.subarray(row * 3, row * 3 + 3)]),
                ),
              },
            ]),
            labels: Int32Array.from(order, (row) => labels[row]),
            classes: 3,
            rowWeights: new Float64Array(rows).fill(1),
            inverseStrength: 1,
          },
          { tolerance: 1e-11 },
        ).minimum.point
      const straight = fitIn(Int32Array.from({ length: rows }, (_, row) => row))
      const mixed = fitIn(shuffled(rows, orderSeed))
      straight.forEach((value, i) => {
        expect(Math.abs(value - mixed[i])).toBeLessThan(1e-9)
      })
    }),
    { numRuns: 30 },
  )
})

test('folds part all rows, and no two differ by more than a row of a class', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 10, maxLength: 80 }),
      fc.integer({ min: 2, max: 6 }),
      fc.nat(),
      (own, folds, seed) => {
        const rows = Int32Array.from(own.keys())
        const keys = own.map((_, row) => `key ${row}`)
        const dealt = stratifiedFolds({
          rows,
          labels: Int32Array.from(own),
          keys,
          groups: undefined,
          classes: 4,
          folds,
          seed,
        })
        for (let k = 0; k < 4; k++) {
          const counts = Array.from(
            { length: folds },
            (_, fold) => own.filter((label, row) => label === k && dealt[row] === fold).length,
          )
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        }
      },
    ),
  )
})

const { dataset, splits } = makeDataset(300, 2)
const runtime = new OnnxModelRuntime()

/** Six rows with any values at all. */
const anyRows: fc.Arbitrary<Dataset> = fc
  .record({
    numbers: fc.array(fc.oneof(fc.double(), fc.float(), fc.integer(), fc.constant(Number.NaN)), {
      minLength: 18,
      maxLength: 18,
    }),
    colours: fc.array(
      fc.option(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('red', 'blue'))),
      { minLength: 6, maxLength: 6 },
    ),
    vectors: fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 }),
  })
  .map((drawn) => ({
    rows: 6,
    keys: ['a', 'b', 'c', 'd', 'e', 'f'],
    labels: new Int32Array(6).fill(-1),
    numeric: dataset.numeric.map(({ name }, i) => ({
      name,
      values: Float64Array.from(drawn.numbers.slice(i * 6, i * 6 + 6)),
    })),
    categorical: [{ name: 'colour', values: drawn.colours }],
    text: {
      column: 'note',
      vectors: Float32Array.from(drawn.vectors),
      dimensions: 4,
      ngrams: dataset.text?.ngrams,
    },
  }))

describe.each(['logistic_regression', 'linear_text'] as const)('a trained %s', (algorithm) => {
  const { pipeline } = fitAgain(
    { dataset, splits, classes, settings: settings() },
    { algorithm, parameters: { C: 1 } },
  )
  const { bytes, signature } = exportOnnx(pipeline, { columns: [], text: 'note' })

  test('gives any row whatever probabilities that sum to one', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const own = predict(pipeline, rows)
        for (let row = 0; row < rows.rows; row++) {
          expect(own[row * 3] + own[row * 3 + 1] + own[row * 3 + 2]).toBeCloseTo(1, 10)
        }
      }),
    )
  })

  test('gives the same once exported, whatever the rows', async () => {
    const loaded = await runtime.load(bytes)
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        const found = await agreement(pipeline, loaded, signature, rows)
        expect(found.largest_difference).toBeLessThan(AGREEMENT_LIMIT)
      }),
    )
    await loaded.close()
  })

  test('treats all levels it has never seen alike', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (level) => {
        fc.pre(!pipeline.preprocess.categorical[0].levels.includes(level))
        const withLevel = (colour: string) => ({
          ...dataset,
          categorical: [{ name: 'colour', values: new Array(300).fill(colour) }],
        })
        const row = Int32Array.of(0)
        expect(predict(pipeline, withLevel(level), row)).toEqual(
          predict(pipeline, withLevel('never seen'), row),
        )
      }),
    )
  })
})

function shuffled(length: number, seed: number): Int32Array {
  const next = numbers(seed)
  const draws = Float64Array.from({ length }, next)
  return Int32Array.from({ length }, (_, i) => i).sort((a, b) => draws[a] - draws[b] || a - b)
}
