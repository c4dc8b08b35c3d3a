import { expect, test } from 'vitest'
import { pipelineFile } from '../../../contracts/project/pipeline-file.ts'
import type { SplitMetrics } from '../../../contracts/records/model-version.ts'
import { gate } from '../../../learning/gate.ts'

const settings = (entries: object) => pipelineFile.shape.gate.parse(entries)
const metrics = (values: Partial<SplitMetrics>) => values as SplitMetrics
const judged = metrics({ f1_macro: 0.6123, log_loss: 0.5 })
const baseline = metrics({ f1_macro: 0.27, log_loss: 0.85 })

test('passes a model that reaches the minimum and beats the baseline', () => {
  const result = gate(settings({ minimum: 0.6 }), judged, baseline)
  expect(result.passed).toBe(true)
  expect(result.checks.map((check) => check.message)).toEqual([
    'F1 macro on the test split is 0.6123, at least 0.6 as asked.',
    'F1 macro on the test split is 0.6123, better than the 0.27 of always answering with the most frequent class.',
  ])
})

test('refuses a model under the minimum and says by how much', () => {
  const result = gate(settings({ minimum: 0.66 }), judged, baseline)
  expect(result.passed).toBe(false)
  expect(result.checks[0]).toEqual({
    name: 'minimum',
    passed: false,
    message: 'F1 macro on the test split is 0.6123, but must be at least 0.66.',
  })
})

test('takes a value at the limit', () => {
  expect(gate(settings({ minimum: 0.6123 }), judged, baseline).passed).toBe(true)
})

test('refuses a model that is no better than the baseline, unless told not to ask', () => {
  expect(gate(settings({ minimum: 0 }), baseline, baseline).passed).toBe(false)
  expect(
    gate(settings({ minimum: 0, better_than_baseline: false }), baseline, baseline).passed,
  ).toBe(true)
})

test('for log loss less is better', () => {
  const log = (minimum: number) => gate(settings({ metric: 'log_loss', minimum }), judged, baseline)
  expect(log(0.6).passed).toBe(true)
  expect(log(0.4).passed).toBe(false)
  expect(log(0.4).checks[0].message).toBe(
    'Log loss on the test split is 0.5, but must be at most 0.4.',
  )
})

test('two sides of a limit never read the same', () => {
  const close = gate(settings({ minimum: 0.66 }), metrics({ f1_macro: 0.65999 }), baseline)
  expect(close.checks[0].message).toBe(
    'F1 macro on the test split is 0.65999, but must be at least 0.66.',
  )
})
