import { describe, expect, it } from 'vitest'
import { framedJson } from './framing.ts'

describe('framing JSON', () => {
  it.each([
    [
      'JSON Lines',
      '{"a":1}\n{"a":2}\n',
      [
        [1, '{"a":1}'],
        [2, '{"a":2}'],
      ],
    ],
    [
      'Windows line ends and blank lines',
      '{"a":1}\r\n\r\n{"a":2}',
      [
        [1, '{"a":1}'],
        [3, '{"a":2}'],
      ],
    ],
    [
      'an array',
      '[{"a":1},{"a":2}]',
      [
        [1, '{"a":1}'],
        [1, '{"a":2}'],
      ],
    ],
    [
      'an array with an element a line',
      '[\n{"a":1},\n{"a":2}\n]\n',
      [
        [2, '{"a":1}'],
        [3, '{"a":2}'],
      ],
    ],
    ['one object', '{"a":1}', [[1, '{"a":1}']]],
    [
      'objects one after the other',
      '{"a":1}{"a":2} {"a":3}',
      [
        [1, '{"a":1}'],
        [1, '{"a":2}'],
        [1, '{"a":3}'],
      ],
    ],
    [
      'objects over several lines',
      '{\n\t"a": 1\n}\n{\n\t"a": 2\n}\n',
      [
        [1, '{  "a": 1 }'],
        [4, '{  "a": 2 }'],
      ],
    ],
    ['nested values', '{"a":{"b":[1,{"c":"}"}]}}\n', [[1, '{"a":{"b":[1,{"c":"}"}]}}']]],
    ['escapes', '{"a":"\\"\\\\\\u00e9\\n"}\n', [[1, '{"a":"\\"\\\\\\u00e9\\n"}']]],
    ['an empty array', '[ ]', []],
  ])('reads %s', async (_, text, expected) => {
    const { records, rejects } = await framedJson(text)
    expect(records).toEqual(expected)
    expect(rejects).toEqual([])
  })

  it.each([
    ['a line cut short', '{"a":1}\n{"a":"x\n{"a":3}\n', 2],
    ['a missing brace', '{"a":1}\n{"a":{"b":2}\n{"a":3}\n', 2],
    ['a line of something else', '{"a":1}\n<html>\n{"a":3}\n', 2],
    ['single quotes', '{"a":1}\n{\'a\':2}\n{"a":3}\n', 2],
    ['a comma after the last member', '{"a":1}\n{"a":2,}\n{"a":3}\n', 2],
    ['a number with leading zeros', '{"a":1}\n{"a":02}\n{"a":3}\n', 2],
    ['NaN', '{"a":1}\n{"a":NaN}\n{"a":3}\n', 2],
    ['a broken object over several lines', '{\n"a":1}\n{\n"a":\n}\n{\n"a":3}\n', 3],
  ])('rejects %s and goes on with the next object', async (_, text, line) => {
    const { records, rejects } = await framedJson(text)
    expect(rejects).toMatchObject([{ line, code: 'ROW_JSON_INVALID' }])
    expect(records.map(([, record]) => JSON.parse(record))).toEqual([{ a: 1 }, { a: 3 }])
  })

  it.each([
    ['on lines of their own', '[\n{"a":1},\n{"a":,},\n{"a":3}\n]'],
    ['on one line', '[{"a":1},{"a":,},{"a":3}]'],
    ['with a text that is never closed', '[\n{"a":1},\n{"a":"x},\n{"a":3}\n]'],
    ['with a bracket that is never closed', '[\n{"a":1},\n{"a":[2},\n{"a":3}\n]'],
  ])('reads the elements of an array after a broken one %s', async (_, text) => {
    const { records, rejects } = await framedJson(text)
    expect(rejects).toMatchObject([{ code: 'ROW_JSON_INVALID' }])
    expect(records.map(([, record]) => record)).toEqual(['{"a":1}', '{"a":3}'])
  })

  it('rejects what is not an object', async () => {
    const { records, rejects } = await framedJson('[1, "x", [2], null, {"a":1}]')
    expect(rejects.map(({ code, raw }) => [code, raw])).toEqual([
      ['ROW_NOT_OBJECT', '1'],
      ['ROW_NOT_OBJECT', '"x"'],
      ['ROW_NOT_OBJECT', '[2]'],
      ['ROW_NOT_OBJECT', 'null'],
    ])
    expect(records).toHaveLength(1)
  })

  it('tells an array that was cut short', async () => {
    const { records, rejects } = await framedJson('[{"a":1},\n{"a":2}')
    expect(records).toHaveLength(2)
    expect(rejects).toMatchObject([{ line: 2, code: 'ROW_JSON_INVALID' }])
    expect(rejects[0].reason).toContain('never closed')
  })

  it('says at which byte an object is wrong', async () => {
    const { rejects } = await framedJson('{"a":1}\n{"a" 2}\n')
    expect(rejects[0].reason).toBe(
      'The JSON is not valid at byte 6: expected ":" after the key, found "2".',
    )
  })

  it('rejects an object that is not UTF-8', async () => {
    const bad = Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from([0xff]),
      Buffer.from('"}\n{"a":1}\n'),
    ])
    const { records, rejects } = await framedJson(bad)
    expect(rejects).toMatchObject([{ line: 1, code: 'ROW_ENCODING_INVALID' }])
    expect(records).toEqual([[2, '{"a":1}']])
  })

  it('stops at a nesting that no data has, without a stack to overflow', async () => {
    const { rejects } = await framedJson('{"a":'.repeat(100_000))
    expect(rejects[0]).toMatchObject({ line: 1, code: 'ROW_JSON_INVALID' })
  })

  it('rejects an object of more than 16 MiB and reads what follows', async () => {
    const long = `{"a":"${'x'.repeat(17 * 2 ** 20)}"}\n`
    const { records, rejects } = await framedJson(`${long}{"a":1}\n`, 1 << 16)
    expect(rejects).toMatchObject([{ line: 1, code: 'ROW_TOO_LONG' }])
    expect(records).toEqual([[2, '{"a":1}']])
  })

  it('ends for every text made of brackets and quotes', async () => {
    const letters = '[]{}",:1 \n'
    for (let seed = 1; seed < 4000; seed++) {
      let rest = seed * 7919
      let text = ''
      while (rest > 0) {
        text += letters[rest % 10]
        rest = Math.floor(rest / 10)
      }
      const { records } = await framedJson(text, 3)
      for (const [, record] of records) JSON.parse(record)
    }
  })
})
