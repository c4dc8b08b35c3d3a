import { expect, it } from 'vitest'
import { bytes, count, counted, duration, percent } from '../../../../cli/format/numbers.ts'

it.each([
  [0.004, '0.00 s'],
  [1.234, '1.23 s'],
  [9.999, '10.0 s'],
  [59.94, '59.9 s'],
  [59.97, '1 min 00 s'],
  [125, '2 min 05 s'],
  [3599.7, '1 h 00 min'],
  [3725, '1 h 02 min'],
])('%d seconds are "%s"', (seconds, text) => expect(duration(seconds)).toBe(text))

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1_250_000, '1.3 MB'],
  [999_999, '1.0 MB'],
  [250e9, '250 GB'],
])('%d bytes are "%s"', (size, text) => expect(bytes(size)).toBe(text))

it('counts with separators, in the singular and the plural', () => {
  expect(count(1234567)).toBe('1,234,567')
  expect(count(12345678901234567890n)).toBe('12,345,678,901,234,567,890')
  expect([counted(1, 'row'), counted(0, 'row'), counted(2, 'entry', 'entries')]).toEqual([
    '1 row',
    '0 rows',
    '2 entries',
  ])
  expect(percent(0.0713)).toBe('7.1 %')
})
