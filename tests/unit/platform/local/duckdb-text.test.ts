import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  firstStatement,
  firstWord,
  fromBytes,
  fromCodePoints,
  literalPath,
} from '../../../../platform/local/duckdb-text.ts'

describe('SQL text', () => {
  test('patterns in a path stand in brackets', () => {
    expect(literalPath('/a*b/c?[1].csv')).toBe('/a[*]b/c[?][[]1].csv')
  })

  test.each([
    ['select 1', { statement: 'select 1' }],
    ['select 1;', { statement: 'select 1' }],
    ['select 1; ; -- end', { statement: 'select 1' }],
    ['select 1; /* end */', { statement: 'select 1' }],
    ['select 1; select 2', { statement: 'select 1', rest: 10 }],
    ["select ';' ; x", { statement: "select ';' ", rest: 13 }],
    ["select E'\\';' ; x", { statement: "select E'\\';' ", rest: 16 }],
    ['select ";" ; x', { statement: 'select ";" ', rest: 13 }],
    ['select $$;$$ ; x', { statement: 'select $$;$$ ', rest: 15 }],
    ['select $a$;$$;$a$ ; x', { statement: 'select $a$;$$;$a$ ', rest: 20 }],
    ['select 1 -- ; no\n; x', { statement: 'select 1 -- ; no\n', rest: 19 }],
    ['select 1 /* ; */; x', { statement: 'select 1 /* ; */', rest: 18 }],
  ])('the first statement of %j', (text, expected) => {
    expect(firstStatement(text)).toEqual(expected)
  })

  test('the first word is found behind comments', () => {
    expect(firstWord(' -- a\n /* b */ drop table t')).toBe('DROP')
    expect(firstWord('-- nothing')).toBe('')
  })

  test('offsets in bytes and in code points become offsets in characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
        const text = before + after
        expect(fromBytes(text, Buffer.byteLength(before))).toBe(before.length)
        expect(fromCodePoints(text, [...before].length)).toBe(before.length)
      }),
    )
    expect(fromBytes('é', 3)).toBeUndefined()
    expect(fromBytes('é', 1e20)).toBeUndefined()
    expect(fromCodePoints('é', 2)).toBeUndefined()
    expect(fromCodePoints('é', -1)).toBeUndefined()
  })
})
