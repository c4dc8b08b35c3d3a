import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayWidth, padEnd, padStart, truncate, wrap } from '../../../../cli/format/width.ts'

describe('the width of a text in a terminal', () => {
  // Widths are those of Unicode's East Asian Width and emoji presentation, as terminals draw them.
  it.each([
    ['plain', 5],
    ['naïve', 5],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['👍', 2],
    ['❤️', 2],
    ['👨‍👩‍👧', 2],
    ['🇪🇸', 2],
    ['\u001b[31mred\u001b[39m', 3],
    ['', 0],
  ])('%j takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })

  it('is never exceeded by a truncated text, and a text that fits is left alone', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '日', '👍', ' ', 'e\u0301') })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (value, width) => {
        const short = truncate(value, width)
        expect(displayWidth(short)).toBeLessThanOrEqual(width)
        if (displayWidth(value) <= width) expect(short).toBe(value)
        else expect(short.endsWith('…')).toBe(true)
        expect(displayWidth(padEnd(short, 20))).toBe(20)
        expect(displayWidth(padStart(short, 20))).toBe(20)
      }),
    )
  })
})

it('wraps at blanks and keeps a long word whole', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrap('a incomprehensible b', 6)).toEqual(['a', 'incomprehensible', 'b'])
  expect(wrap('two\nlines', 20)).toEqual(['two', 'lines'])
})
