import { expect, test } from 'vitest'
import { judgeShare } from '../../../monitoring/class-shares.ts'

const bounds = { minimum: 0.1, maximum: 0.9 }
const verdict = (before: number, now: number, rows = 1000, heldOut = 1000) =>
  judgeShare({ share: now, rows }, { share: before, rows: heldOut }, bounds)

test('a class that stays within the bounds is fine, however much it moves', () => {
  expect(verdict(0.3, 0.8)).toBe('fine')
})

test('a class that falls under 10 % is worth a look, and calls for retraining from a factor of 3', () => {
  expect(verdict(0.18, 0.08)).toBe('look')
  expect(verdict(0.4, 0.05)).toBe('retrain')
})

test('a class that rises over 90 % is judged by what it leaves over', () => {
  expect(verdict(0.85, 0.92)).toBe('look')
  expect(verdict(0.7, 0.95)).toBe('retrain')
})

test('a naturally rare class is silent as long as it stays what it was', () => {
  expect(verdict(0.05, 0.05)).toBe('fine')
  expect(verdict(0.05, 0.07)).toBe('fine')
  expect(verdict(0.05, 0.03)).toBe('fine')
  expect(verdict(0.002, 0, 10_000, 1000)).toBe('fine')
})

test('a naturally rare class that departs clearly from its reference is reported', () => {
  expect(verdict(0.05, 0.12)).toBe('look')
  expect(verdict(0.05, 0.3)).toBe('retrain')
  expect(verdict(0.08, 0)).toBe('retrain')
})

test('a naturally common class is silent, and reported once it is common no more', () => {
  expect(verdict(0.95, 0.96)).toBe('fine')
  expect(verdict(0.95, 0.7)).toBe('retrain')
})

test('what chance may have made is fine', () => {
  expect(verdict(0.11, 0.095)).toBe('fine')
  expect(verdict(0.12, 0.04)).toBe('retrain')
  expect(verdict(0.05, 4 / 300, 300, 600)).toBe('fine')
  expect(verdict(0.3, 0, 5)).toBe('fine')
})

test('no rows on either side say nothing', () => {
  expect(verdict(0.3, 0, 0)).toBe('fine')
  expect(verdict(0.3, 0, 100, 0)).toBe('fine')
})
