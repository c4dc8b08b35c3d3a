import { expect, test } from 'vitest'
import { calibrationError } from '../../../../learning/metrics/calibration-error.ts'

test('is 0 when 80 % sure is right four times in five', () => {
  const error = calibrationError(
    Int32Array.of(0, 0, 0, 0, 1),
    new Int32Array(5),
    new Float64Array(5).fill(0.8),
  )
  expect(error).toBeCloseTo(0, 12)
})

test('is the gap between how sure and how often right, weighted by rows', () => {
  // Two rows 90 % sure of which one is right, two rows 50 % sure that are both right: half of 0.4 and half of 0.5.
  const error = calibrationError(
    Int32Array.of(0, 1, 0, 0),
    new Int32Array(4),
    Float64Array.of(0.9, 0.9, 0.5, 0.5),
  )
  expect(error).toBeCloseTo(0.45, 12)
})

test('takes confidences of 0 and 1 into the outer bins', () => {
  expect(calibrationError(Int32Array.of(0, 1), Int32Array.of(0, 0), Float64Array.of(1, 0))).toBe(0)
})
