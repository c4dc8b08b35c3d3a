import { expect, test } from 'vitest'
import { quoteIdentifier } from '../../../../contracts/sql-text.ts'
import { quoteLiteral } from '../../../../engine/template/quote.ts'

test.each([
  ['plain', "'plain'"],
  ["O'Hara", "'O''Hara'"],
  ["'; drop table x; --", "'''; drop table x; --'"],
  ['', "''"],
  [5, '5'],
  [-5, '(-5)'],
  [0.25, '0.25'],
  [1234.56789012345, '1234.56789012345'],
  // As a DECIMAL, -0.00010403107796740901 would become a DOUBLE that ends in …09.
  [-0.00010403107796740901, '(-1.0403107796740901e-4)'],
  [1e21, '1e+21'],
  [true, 'true'],
])('the literal of %j is %s', (value, sql) => {
  expect(quoteLiteral(value)).toEqual({ sql })
})

test.each(['a\0b', '\ud800', Number.NaN, Number.POSITIVE_INFINITY])(
  '%j has no literal',
  (value) => {
    expect(quoteLiteral(value)).toHaveProperty('problem')
  },
)

test('quotes in a name are doubled', () => {
  expect(quoteIdentifier('a"b; drop')).toBe('"a""b; drop"')
})
