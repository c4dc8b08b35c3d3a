import { describe, expect, test } from 'vitest'
import {
  RegexRefusal,
  translateRegex,
  translateReplacement,
} from '../../../../engine/portability/regex.ts'

describe('patterns of DuckDB for Trino', () => {
  test.each([
    ['^a+$', '\\Aa+\\z'],
    ['\\d{2,}|x', '[0-9]{2,}|x'],
    ['[^a-c]', '[\\x{0}-`d-\\x{10FFFF}]'],
    ['(?i)k', '[Kk\\x{212A}]'],
    ['(a)(?:b)?', '(a)(?:b)?'],
    ['[?][.]', '\\x{3F}\\x{2E}'],
    ['a.b', 'a[\\x{0}-\\x{9}\\x{B}-\\x{10FFFF}]b'],
    ['x*?y', 'x*?y'],
  ])('%s is %s', (pattern, expected) => {
    expect(translateRegex(pattern).pattern).toBe(expected)
  })

  test.each(['x*', '', 'a|', '(a?)', '^', '\\b'])('%j may match nothing', (pattern) => {
    expect(translateRegex(pattern).matchesEmpty).toBe(true)
  })

  test.each([
    'a(?=b)',
    '(?s)a',
    '[[:alpha:]]',
    'a++',
    '(?i)é',
    '\\pX',
    '\\1',
    '(a',
    'a)',
    '[b-a]',
    '(a*)*',
    '\\Qa\\E',
  ])('%j is refused', (pattern) => {
    expect(() => translateRegex(pattern)).toThrow(RegexRefusal)
  })

  test('groups are counted, and named in a replacement as Trino does', () => {
    expect(translateRegex('(a)(b(c))').groups).toBe(3)
    expect(translateReplacement('\\2-\\1$', 2)).toBe('$2-$1\\$')
    expect(translateReplacement('\\0', 0, 2)).toBe('$2')
    expect(() => translateReplacement('\\3', 2)).toThrow(RegexRefusal)
  })
})
