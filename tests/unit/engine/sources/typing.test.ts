import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declare, openSourceLake, type SourceLake } from './source-lake.ts'

let lake: SourceLake
beforeAll(async () => {
  lake = await openSourceLake()
})
afterAll(() => lake.remove())

const wrong = Symbol('rejected')

/** What a column of this type makes of each text, `wrong` for those it rejects. */
async function readAs(type: string, texts: readonly string[]): Promise<readonly unknown[]> {
  const csv = `n,v\n${texts.map((text, i) => `${i},"${text.replaceAll('"', '""')}"\n`).join('')}`
  const declaration = declare({ n: 'INTEGER', v: type }, { quarantine: { limit: 1 } })
  const taken = await lake.takeIn(`${type.replace(/\W/g, '_')}.csv`, csv, declaration)
  const rows = await lake.rows(taken.part?.key)
  const values = new Map(rows.map((row) => [row['n'], row['v']]))
  return texts.map((_, i) => (values.has(i) ? values.get(i) : wrong))
}

const table: readonly (readonly [type: string, cases: readonly (readonly [string, unknown])[]])[] =
  [
    [
      'INTEGER',
      [
        ['4', 4],
        ['-12', -12],
        ['4.0', 4],
        ['4.', 4],
        [' 4 ', 4],
        ['+4', 4],
        ['007', 7],
        ['1e3', 1000],
        ['', null],
        ['  ', null],
        ['4.5', wrong],
        ['1_000', wrong],
        ['0x10', wrong],
        ['1.5e0', wrong],
        ['2147483647', 2147483647],
        ['2147483648', wrong],
        ['four', wrong],
      ],
    ],
    [
      'UTINYINT',
      [
        ['255', 255],
        ['256', wrong],
        ['-1', wrong],
      ],
    ],
    [
      'DOUBLE',
      [
        ['4', 4],
        [' 4.5 ', 4.5],
        ['-1e-3', -0.001],
        ['.5', 0.5],
        ['', null],
        ['1e400', wrong],
        ['nan', wrong],
        ['inf', wrong],
        ['1_0', wrong],
        ['4,5', wrong],
      ],
    ],
    [
      'DECIMAL(5,2)',
      [
        ['1.25', 1.25],
        ['1.250', 1.25],
        ['1.255', wrong],
        ['12345', wrong],
      ],
    ],
    [
      'BOOLEAN',
      [
        ['true', true],
        ['FALSE', false],
        ['1', true],
        ['0', false],
        ['', null],
        ['2', wrong],
        ['yes', wrong],
      ],
    ],
    [
      'TIMESTAMP',
      [
        ['2011-01-26', '2011-01-26T00:00:00.000Z'],
        ['2011-01-26 10:11:12', '2011-01-26T10:11:12.000Z'],
        ['2011-01-26T10:11:12Z', '2011-01-26T10:11:12.000Z'],
        ['2011-01-26T10:11:12.345', '2011-01-26T10:11:12.345Z'],
        ['2011-01-26 10:00:00+02:00', '2011-01-26T08:00:00.000Z'],
        ['2011-01-26T10:00-0530', '2011-01-26T15:30:00.000Z'],
        ['2011-01-26T10:00+02', '2011-01-26T08:00:00.000Z'],
        ['', null],
        ['2011-02-30', wrong],
        ['2011-01-26 25:00:00', wrong],
        ['epoch', wrong],
        ['infinity', wrong],
        ['20110126', wrong],
        ['26/01/2011', wrong],
        ['Tue Oct 31 22:10:47 +0000 2017', wrong],
      ],
    ],
    [
      'DATE',
      [
        ['2011-01-26', '2011-01-26'],
        ['2011-01-26 00:00:00', '2011-01-26'],
        ['2011-01-26 10:00:00', wrong],
        ['2011-13-01', wrong],
      ],
    ],
    [
      'JSON',
      [
        ['{"a":[1]}', { a: [1] }],
        ['{a', wrong],
      ],
    ],
    [
      'INTEGER[]',
      [
        ['[1,2]', [1, 2]],
        ['[1,"x"]', wrong],
      ],
    ],
    [
      'VARCHAR',
      [
        [' as it is ', ' as it is '],
        ['', ''],
        ['"', '"'],
        ['a\nb', 'a\nb'],
      ],
    ],
  ]

describe('typing values of a text file', () => {
  it.each(table)('%s', async (type, cases) => {
    const values = await readAs(
      type,
      cases.map(([text]) => text),
    )
    const plain = (value: unknown) =>
      type === 'JSON' && typeof value === 'string' ? JSON.parse(value) : value
    expect(cases.map(([text], i) => [text, comparable(plain(values[i]))])).toEqual(
      cases.map(([text, value]) => [text, comparable(value)]),
    )
  })
})

/** Dates of either form as the same text. */
function comparable(value: unknown): unknown {
  if (typeof value !== 'string') return value === wrong ? 'rejected' : value
  const time = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z?$/.exec(value)
  return time === null
    ? value
    : `${time[1]} ${time[2]}.${(time[3] ?? '').padEnd(3, '0').slice(0, 3)}`
}
