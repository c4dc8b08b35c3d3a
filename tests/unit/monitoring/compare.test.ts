import { expect, test } from 'vitest'
import { pipelineFile } from '../../../contracts/project/pipeline-file.ts'
import type { ColumnProfile, ReferenceProfile } from '../../../contracts/records/monitoring.ts'
import { type Batch, type Comparison, compare } from '../../../monitoring/index.ts'

const { monitoring: settings } = pipelineFile.parse({
  features: { model: 'feat', entity: 'id' },
  label: { column: 'y', classes: [0, 1].map((value) => ({ value, name: `class ${value}` })) },
  gate: { minimum: 0.5 },
})
const words = (shares: number[]): ColumnProfile => ({
  ...{ kind: 'numeric', column: 'words', edges: [10], shares, missing: 0 },
})
const reference: ReferenceProfile = {
  kind: 'reference_profile',
  project: 'reviews',
  model_version: 'm1',
  feature_version: 'f1',
  rows: 5000,
  columns: [words([0.5, 0.5])],
  vectors: { centre: [0, 0], distance_mean: 1, distance_deviation: 0.1 },
  class_shares: [0.4, 0.6],
  class_rows: 800,
}
const alike: Batch = {
  rows: 1000,
  columns: [words([0.49, 0.51])],
  vectors: { rows: 1000, centre: [0.001, 0] },
  classCounts: [410, 590],
  quality: { accepted: 1000, rejected: 0, tests_failed: 0, tests_warned: 0 },
}
const judged = (batch: Partial<Batch>, change: Partial<Comparison> = {}) =>
  compare({ reference, batch: { ...alike, ...batch }, classes: ['no', 'yes'], settings, ...change })

test('a batch like the reference is fine and gives no reasons', () => {
  expect(judged({})).toMatchObject({ verdict: 'fine', reasons: [], centre_shift: 0 })
})

test('a feature that drifted is named with its index and the bin that moved', () => {
  const { verdict, reasons, columns } = judged({ columns: [words([0.2, 0.8])] })
  expect(verdict).toBe('retrain')
  expect(columns[0].psi).toBeCloseTo(0.4159, 4)
  expect(reasons[0].message).toBe(
    '"words" is distributed otherwise than at training: its stability index is 0.416 (retrain from 0.25). Most of it comes from values up to 10: 20.0 % of the rows, 50.0 % at training.',
  )
})

test('an index that a small batch reaches by chance is silent', () => {
  const few = judged({ rows: 20, columns: [words([0.3, 0.7])], classCounts: [8, 12] })
  expect(few.columns[0].psi).toBeGreaterThan(settings.psi_look)
  expect(few.reasons.map(({ monitor }) => monitor)).toEqual(['row_count'])
})

test('too few rows never say retrain, however far off they are', () => {
  const few = judged({
    ...{ rows: 150, columns: [words([0, 1])], classCounts: [0, 150] },
    vectors: { rows: 150, centre: [3, 4] },
  })
  expect(few.verdict).toBe('look')
  expect(few.reasons.map(({ verdict }) => verdict)).not.toContain('retrain')
  expect(few.reasons.map(({ monitor }) => monitor)).toEqual([
    'row_count',
    'population_stability',
    'centre_shift',
    'class_shares',
    'class_shares',
  ])
})

test('texts of another kind call for retraining', () => {
  const { verdict, reasons, centre_shift } = judged({ vectors: { rows: 1000, centre: [0.3, 0] } })
  expect(verdict).toBe('retrain')
  expect(centre_shift).toBeCloseTo(2.98, 2)
  expect(reasons[0].message).toContain('2.98 deviations')
})

test('without vectors there is no shift to speak of', () => {
  expect(judged({ vectors: null }).centre_shift).toBeNull()
})

test('data tests that warned are worth a look; quarantined rows are told', () => {
  const quality = { accepted: 990, rejected: 10, tests_failed: 0, tests_warned: 1 }
  expect(judged({ quality })).toMatchObject({
    verdict: 'look',
    reasons: [
      {
        verdict: 'fine',
        message: '10 of 1,000 arrived rows went to quarantine, within the limit.',
      },
      { verdict: 'look', message: '1 data test warned.' },
    ],
  })
})

test('nothing scored is fine and says so', () => {
  const { verdict, reasons, columns } = judged({
    ...{ rows: 0, columns: [words([0, 0])], vectors: null, classCounts: [0, 0] },
  })
  expect(verdict).toBe('fine')
  expect(reasons[0].message).toBe('No row was scored, so there was nothing to compare.')
  expect(columns).toEqual([])
})
