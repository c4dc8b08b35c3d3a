import { describe, expect, it } from 'vitest'
import { framedCsv } from './framing.ts'

const header = 'a,b\n'

describe('framing CSV', () => {
  it.each([
    [
      'records on lines of their own',
      '1,2\n3,4\n',
      [
        [2, '1,2'],
        [3, '3,4'],
      ],
    ],
    [
      'a last record without a line end',
      '1,2\n3,4',
      [
        [2, '1,2'],
        [3, '3,4'],
      ],
    ],
    [
      'Windows line ends',
      '1,2\r\n3,4\r\n',
      [
        [2, '1,2'],
        [3, '3,4'],
      ],
    ],
    [
      'a quoted field over three lines',
      '"x\n\ny",2\n3,4\n',
      [
        [2, '"x\n\ny",2'],
        [5, '3,4'],
      ],
    ],
    ['doubled quotes', '"say ""hi""",2\n', [[2, '"say ""hi""",2']]],
    ['delimiters within quotes', '"1,5",2\n', [[2, '"1,5",2']]],
    ['empty fields', ',\n1,\n', [[3, '1,']]],
    ['quoted empty fields, which are texts', '"",""\n', [[2, '"",""']]],
    [
      'lines without anything',
      '\n1,2\n\n\n3,4\n',
      [
        [3, '1,2'],
        [6, '3,4'],
      ],
    ],
    ['lines of blanks', '   \n1,2\n', [[3, '1,2']]],
    ['empty fields after the last column', '1,2,,\n', [[2, '1,2']]],
    ['a quote within an unquoted field', '5" pipe,2\n', [[2, '"5"" pipe",2']]],
    ['blanks around a quoted field', '1, "a, b" \n', [[2, '1,"a, b"']]],
    [
      'a bare carriage return within a field',
      '1,a\rb\n3,4\n',
      [
        [2, '1,"a\rb"'],
        [3, '3,4'],
      ],
    ],
    ['characters of several bytes', 'ü,“ö”\n', [[2, 'ü,“ö”']]],
  ])('reads %s', async (_, rows, expected) => {
    const { records, rejects } = await framedCsv(header + rows, 2)
    expect(records).toEqual(expected)
    expect(rejects).toEqual([])
  })

  it.each([
    ['too few fields', '1\n', 'ROW_FIELDS_MISSING', 'The row has 1 of 2 fields.'],
    ['too many fields', '1,2,3\n', 'ROW_FIELDS_EXTRA', 'The row has 3 fields instead of 2.'],
    [
      'text after a closing quote',
      '"1"x,2\n',
      'ROW_QUOTE_STRAY',
      'Field 1 goes on after its closing quote.',
    ],
    ['a NUL byte', '1,\0\n', 'ROW_NUL_BYTE', 'The row holds a NUL byte.'],
  ])('rejects a row with %s and goes on with the next', async (_, row, code, reason) => {
    const { records, rejects } = await framedCsv(`${header}${row}3,4\n`, 2)
    expect(rejects).toMatchObject([{ line: 2, code, reason }])
    expect(records).toEqual([[3, '3,4']])
  })

  it('rejects a row that is not UTF-8 and says how to declare another encoding', async () => {
    const text = Buffer.concat([
      Buffer.from('a,b\n1,2\n'),
      Buffer.from([0xe9]),
      Buffer.from(',2\n3,4\n'),
    ])
    const { records, rejects } = await framedCsv(text, 2)
    expect(records).toEqual([
      [2, '1,2'],
      [4, '3,4'],
    ])
    expect(rejects).toMatchObject([{ line: 3, code: 'ROW_ENCODING_INVALID', raw: '\uFFFD,2' }])
    expect(rejects[0].reason).toContain('latin-1')
  })

  it('gives up one line only for a quote that is never closed', async () => {
    const { records, rejects } = await framedCsv(`${header}1,2\n"3,4\n5,6\n7,8\n`, 2)
    expect(rejects).toMatchObject([{ line: 3, code: 'ROW_QUOTE_UNCLOSED', raw: '"3,4' }])
    expect(records.map(([line]) => line)).toEqual([2, 4, 5])
  })

  it('gives up one line only for a quote that is closed far below by the start of another', async () => {
    const between = Array.from({ length: 400 }, (_, i) => `${i},x\n`).join('')
    const { records, rejects } = await framedCsv(`${header}"3,4\n${between}5,"six"\n`, 2)
    expect(rejects).toMatchObject([{ line: 2, code: 'ROW_QUOTE_STRAY' }])
    expect(records).toHaveLength(401)
    expect(records.at(-1)).toEqual([403, '5,"six"'])
  })

  it('rejects a record of more than 16 MiB and reads what follows', async () => {
    const long = `1,${'x'.repeat(17 * 2 ** 20)}\n`
    const { records, rejects } = await framedCsv(`${header}${long}3,4\n`, 2, {}, 1 << 16)
    expect(rejects).toMatchObject([{ line: 2, code: 'ROW_TOO_LONG' }])
    expect(rejects[0].raw).toHaveLength(4096)
    expect(records).toEqual([[3, '3,4']])
  })

  it('does not look for the end of a quote beyond 16 MiB', async () => {
    const line = `${'y'.repeat(99)},2\n`
    const { records, rejects } = await framedCsv(
      `${header}"1,2\n${line.repeat(200_000)}`,
      2,
      {},
      1 << 18,
    )
    expect(rejects).toMatchObject([{ line: 2, code: 'ROW_QUOTE_UNCLOSED', raw: '"1,2' }])
    expect(records).toHaveLength(200_000)
  })

  it('counts the lines that were passed over, and the fields that were left out', async () => {
    const { counts } = await framedCsv('a,b\n1,2\n\n,\n3,4,\n', 2)
    expect(counts).toMatchObject({ records: 2, blank: 2, padded: 1, rejected: 0, lines: 5 })
  })

  it('reads files whose lines end in carriage returns', async () => {
    const { records } = await framedCsv('a,b\r1,2\r"x\ry",4\r5,6', 2, { newline: 'cr' })
    expect(records).toEqual([
      [2, '1,2'],
      [3, '"x\ry",4'],
      [5, '5,6'],
    ])
  })

  it('reads backslash escapes', async () => {
    const { records } = await framedCsv('a,b\n"say \\"hi\\", you",2\n3,4\n', 2, { escape: '\\' })
    expect(records).toEqual([
      [2, '"say ""hi"", you",2'],
      [3, '3,4'],
    ])
  })

  it('takes quotes for text where nothing is quoted', async () => {
    const { records } = await framedCsv('a\tb\n"x\t2\n', 2, {
      delimiter: '\t',
      quote: '',
      escape: '',
    })
    expect(records).toEqual([[2, '"""x"\t2']])
  })

  it('passes over the lines before the header', async () => {
    const { records } = await framedCsv('made by "x\n\na,b\n1,2\n', 2, { skip: 2 })
    expect(records).toEqual([[4, '1,2']])
  })
})
