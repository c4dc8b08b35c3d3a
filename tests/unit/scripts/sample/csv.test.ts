import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvLine, csvRows } from '../../../../scripts/sample/csv.ts'

it('reads back what it writes, whatever the values hold', () => {
  const value = fc.string({ unit: fc.constantFrom('a', 'ñ', '"', ',', '\n', '\r', ' ', '😀') })
  const rows = fc.array(fc.tuple(value, value, value))
  fc.assert(
    fc.property(rows, (values) => {
      const text = [['a', 'b', 'c'], ...values].map((row) => `${csvLine(row)}\n`).join('')
      expect([...csvRows(text)]).toEqual(values.map(([a, b, c]) => ({ a, b, c })))
    }),
  )
})

it('refuses a row that is longer or shorter than the header', () => {
  expect(() => [...csvRows('a,b\n1\n')]).toThrow('a row has 1 values, the header 2')
})
