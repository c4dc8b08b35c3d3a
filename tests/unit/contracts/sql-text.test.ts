import { expect, test } from 'vitest'
import { quoteIdentifier, quoteText } from '../../../contracts/sql-text.ts'

test('names and texts double their own quotes, so that neither can end early', () => {
  expect(quoteText("it's")).toBe("'it''s'")
  expect(quoteIdentifier('a"b')).toBe('"a""b"')
})
