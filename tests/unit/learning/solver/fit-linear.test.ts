import { describe, expect, test } from 'vitest'
import { weightsOfRows } from '../../../../learning/algorithms/row-weights.ts'
import { type Block, designMatrix } from '../../../../learning/matrix/design-matrix.ts'
import { allRows, probabilitiesOf, scoresOf } from '../../../../learning/pipeline.ts'
import { fitLinear } from '../../../../learning/solver/fit-linear.ts'
import { sparseRows } from '../make-dataset.ts'
import reference from '../scikit-learn/logistic-regression.json' with { type: 'json' }

const denseBlock = (rows: readonly (readonly number[])[]): Block => ({
  kind: 'dense',
  width: rows[0].length,
  penalty: 1,
  values: Float32Array.from(rows.flat()),
})
const sparseBlock = (rows: readonly (readonly number[])[]): Block => ({
  kind: 'sparse',
  width: rows[0].length,
  penalty: 1,
  data: sparseRows(rows),
  pick: undefined,
})

const uncalibrated = (classes: number) => new Float32Array(classes).fill(1)

describe.each(reference.cases)('logistic regression on $name', (one) => {
  const labels = Int32Array.from(one.labels)
  const forms = { dense: [denseBlock(one.rows)], sparse: [sparseBlock(one.rows)] }
  const halves = [
    denseBlock(one.rows.map((row) => row.slice(0, 2))),
    sparseBlock(one.rows.map((row) => row.slice(2))),
  ]

  for (const expected of one.fits) {
    const weights = expected.class_weight as 'none' | 'balanced'
    const fit = (blocks: readonly Block[]) =>
      fitLinear(
        {
          matrix: designMatrix(labels.length, blocks),
          labels,
          classes: one.classes,
          rowWeights: weightsOfRows(labels, one.classes, weights),
          inverseStrength: expected.C,
        },
        { tolerance: 1e-9 },
      )

    test.each(Object.entries({ ...forms, mixed: halves }))(
      `gives the probabilities of scikit-learn with C ${expected.C}, class weights ${weights}, %s columns`,
      (_, blocks) => {
        const { model, minimum } = fit(blocks)
        expect(minimum.converged).toBe(true)
        const scores = scoresOf(model, designMatrix(labels.length, blocks))
        const probabilities = probabilitiesOf(scores, uncalibrated(one.classes))
        expected.probabilities.flat().forEach((probability, i) => {
          expect(probabilities[i]).toBeCloseTo(probability, 5)
        })
      },
    )

    test(`gives the coefficients of scikit-learn with C ${expected.C}, class weights ${weights}`, () => {
      const { model } = fit(forms.dense)
      // For two classes scikit-learn keeps the second class's coefficients only.
      const shift = one.classes - expected.coef.length
      expected.coef.forEach((row, k) => {
        row.forEach((value, column) => {
          expect(model.coefficients[column * one.classes + k + shift]).toBeCloseTo(value, 3)
        })
        expect(differences(model.intercepts)[k + shift]).toBeCloseTo(
          differences([...new Array(shift).fill(0), ...expected.intercept])[k + shift],
          3,
        )
      })
    })
  }
})

/** Intercepts are free, so only their differences are determined. */
const differences = (values: ArrayLike<number>): number[] =>
  Array.from(values, (value) => value - values[0])

test('a row that is picked counts as the row it stands for', () => {
  const [{ rows, labels }] = reference.cases
  const pick = Int32Array.from([5, 3, 40, 59, 33])
  const whole = sparseBlock(rows)
  const picked = { ...whole, pick } as Block
  const model = fitLinear(
    {
      matrix: designMatrix(rows.length, [whole]),
      labels: Int32Array.from(labels),
      classes: 3,
      rowWeights: new Float64Array(rows.length).fill(1),
      inverseStrength: 1,
    },
    { tolerance: 1e-6 },
  ).model
  const all = scoresOf(model, designMatrix(rows.length, [whole]))
  const some = scoresOf(model, designMatrix(pick.length, [picked]))
  pick.forEach((row, i) => {
    expect(some.slice(i * 3, i * 3 + 3)).toEqual(all.slice(row * 3, row * 3 + 3))
  })
})

test('a block with a higher penalty gets smaller coefficients', () => {
  const [{ rows, labels }] = reference.cases
  const sizeUnder = (penalty: number) => {
    const { model } = fitLinear(
      {
        matrix: designMatrix(rows.length, [{ ...denseBlock(rows), penalty }]),
        labels: Int32Array.from(labels),
        classes: 3,
        rowWeights: new Float64Array(rows.length).fill(1),
        inverseStrength: 1,
      },
      { tolerance: 1e-8 },
    )
    return Math.hypot(...model.coefficients)
  }
  expect(sizeUnder(10)).toBeLessThan(0.7 * sizeUnder(1))
})

test('a penalty of ten is the same as a tenth of C', () => {
  const [{ rows, labels }] = reference.cases
  const fit = (penalty: number, inverseStrength: number) =>
    fitLinear(
      {
        matrix: designMatrix(rows.length, [{ ...denseBlock(rows), penalty }]),
        labels: Int32Array.from(labels),
        classes: 3,
        rowWeights: new Float64Array(rows.length).fill(1),
        inverseStrength,
      },
      { tolerance: 1e-10 },
    ).model.coefficients
  const [a, b] = [fit(10, 1), fit(1, 0.1)]
  a.forEach((value, i) => {
    expect(value).toBeCloseTo(b[i], 6)
  })
})

test('rows of a dataset are numbered from 0', () => {
  expect([...allRows({ rows: 3 } as never)]).toEqual([0, 1, 2])
})
