import { describe, expect, it } from 'vitest'
import { toCsv } from '../../../../cli/format/csv.ts'
import { toJson } from '../../../../cli/format/json.ts'
import { coloured, plain, styleFor } from '../../../../cli/format/style.ts'

describe('colour', () => {
  it('is for terminals only, and never with NO_COLOR', () => {
    expect(styleFor({ isTTY: true }, {})).toBe(coloured)
    expect(styleFor({ isTTY: true }, { NO_COLOR: '1' })).toBe(plain)
    expect(styleFor({ isTTY: true }, { TERM: 'dumb' })).toBe(plain)
    expect(styleFor({ isTTY: false }, {})).toBe(plain)
    // An empty NO_COLOR counts as not set (no-color.org).
    expect(styleFor({ isTTY: true }, { NO_COLOR: '' })).toBe(coloured)
  })
})

describe('JSON', () => {
  it('keeps every digit of a large integer', () => {
    expect(toJson({ n: 12345678901234567890n }, 0)).toBe('{"n":12345678901234567890}')
  })
})

describe('CSV', () => {
  it('tells null from empty text, and quotes what needs it', () => {
    const rows = [
      { a: null, b: '', c: 'x,"y"\nz' },
      { a: 1.5, b: true, c: ['k', 2] },
    ]
    expect(toCsv(['a', 'b', 'c'], rows)).toBe('a,b,c\n,"","x,""y""\nz"\n1.5,true,"[""k"",2]"')
  })
})
