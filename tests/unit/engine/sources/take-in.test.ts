import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declare, moment, openSourceLake, type SourceLake } from './source-lake.ts'

let lake: SourceLake
beforeAll(async () => {
  lake = await openSourceLake()
})
afterAll(() => lake.remove())

const review = declare({ 'id!': 'VARCHAR', stars: 'INTEGER', text: 'VARCHAR' })
const lenient = { ...review, quarantine: { limit: 1 } }
const csv = 'id,stars,text\na,4,"two\nlines"\nb,5.0,plain\n'

describe('taking a file in', () => {
  it('writes typed rows in the order of the file, each with where it came from', async () => {
    const taken = await lake.takeIn('a.csv', csv, review)
    expect(taken).toMatchObject({
      status: 'accepted',
      format: 'csv',
      dialect: 'delimiter ",", quote "\\"", header',
      accepted: 2,
      rejected: 0,
      quarantine: null,
    })
    const rows = await lake.rows(
      taken.part?.key,
      '* replace (cast(_ingested_at as varchar) as _ingested_at)',
    )
    const where = { _source_file: 'a.csv', _ingested_at: '2026-03-01 06:00:00' }
    expect(rows).toEqual([
      { id: 'a', stars: 4, text: 'two\nlines', ...where, _source_row: 2 },
      { id: 'b', stars: 5, text: 'plain', ...where, _source_row: 4 },
    ])
  })

  it.each([
    ['gzip', 'a.csv.gz', gzipSync(csv)],
    ['Zstandard', 'a.csv.zst', zstdCompressSync(csv)],
    ['gzip by its bytes, whatever its name', 'b.csv', gzipSync(csv)],
  ])('reads %s', async (_, name, bytes) => {
    expect(await lake.takeIn(name, bytes, review)).toMatchObject({ accepted: 2, rejected: 0 })
  })

  it('sends rows that break the declaration to quarantine, with what is wrong and the text as it came', async () => {
    const text = 'id,stars,text\na,4,x\nb,many,y\n,5,"no ""id"""\nc,5\nd,1,z\n'
    const taken = await lake.takeIn('wrong.csv', text, lenient)
    expect(taken).toMatchObject({ status: 'accepted', accepted: 2, rejected: 3 })
    expect(await lake.rows(taken.quarantine)).toEqual([
      {
        file: 'wrong.csv',
        line: 3,
        column: 'stars',
        code: 'VALUE_TYPE_WRONG',
        reason: '“many” is not an INTEGER.',
        raw: 'b,many,y',
      },
      {
        file: 'wrong.csv',
        line: 4,
        column: 'id',
        code: 'VALUE_MISSING',
        reason: '“id” is required and empty.',
        raw: ',5,"no ""id"""',
      },
      {
        file: 'wrong.csv',
        line: 5,
        column: null,
        code: 'ROW_FIELDS_MISSING',
        reason: 'The row has 2 of 3 fields.',
        raw: 'c,5',
      },
    ])
    expect(taken.reasons).toContainEqual({
      code: 'VALUE_TYPE_WRONG',
      column: 'stars',
      count: 1,
      example: 'line 3: “many” is not an INTEGER.',
    })
  })

  it('writes no row of a file over the limit, but keeps the rejected ones', async () => {
    const text = 'id,stars,text\na,x,1\nb,2,2\n'
    const taken = await lake.takeIn('over.csv', text, review)
    expect(taken).toMatchObject({ status: 'over_limit', accepted: 1, rejected: 1, part: null })
    expect(await lake.rows(taken.quarantine)).toHaveLength(1)
    expect(
      (await lake.keys('tables/')).filter((key) => key.includes(taken.contract)),
    ).not.toContain(taken.quarantine)
  })

  it('takes in exactly as many wrong rows as the limit allows', async () => {
    const rows = (wrong: number) =>
      `id,stars,text\n${Array.from({ length: 100 }, (_, i) => `r${i},${i < wrong ? 'x' : 1},t\n`).join('')}`
    const limited = { ...review, quarantine: { limit: 0.02 } }
    expect((await lake.takeIn('l2.csv', rows(2), limited)).status).toBe('accepted')
    expect((await lake.takeIn('l3.csv', rows(3), limited)).status).toBe('over_limit')
  })

  it('reads JSON Lines: missing keys and null are NULL, nested values are JSON text', async () => {
    const text = [
      '{"id":"a","stars":4.0,"text":{"b":[1,null]},"extra":1}',
      '{"ID":"b","text":null}',
      '{"id":7,"stars":"5","text":true}',
      '',
    ].join('\n')
    const taken = await lake.takeIn('a.jsonl', text, review)
    expect(await lake.rows(taken.part?.key, 'id, stars, text, _source_row')).toEqual([
      { id: 'a', stars: 4, text: '{"b":[1,null]}', _source_row: 1 },
      { id: 'b', stars: null, text: null, _source_row: 2 },
      { id: '7', stars: 5, text: 'true', _source_row: 3 },
    ])
    expect(taken.notes.join()).toContain('"extra"')
  })

  it('keeps JSON columns as they are and reads lists', async () => {
    const declaration = declare({ 'id!': 'VARCHAR', hours: 'JSON', tags: 'VARCHAR[]' })
    const text =
      '{"id":"a","hours":{"Mon":"9-5"},"tags":["x","y"]}\n{"id":"b","hours":"shut","tags":null}\n{"id":"c","hours":null}\n'
    const taken = await lake.takeIn('nested.jsonl', text, declaration)
    const rows = await lake.rows(taken.part?.key, 'cast(hours as varchar) as hours, tags')
    expect(rows).toEqual([
      { hours: '{"Mon":"9-5"}', tags: ['x', 'y'] },
      { hours: '"shut"', tags: null },
      { hours: null, tags: null },
    ])
  })

  it('finds keys with blanks, dots, slashes and quotes', async () => {
    const declaration = declare({
      'a.b': 'INTEGER',
      'c/d': 'INTEGER',
      'e~"f': 'INTEGER',
      '*': 'INTEGER',
    })
    const taken = await lake.takeIn(
      'keys.jsonl',
      '{"a.b":1,"c/d":2,"e~\\"f":3,"*":4}\n',
      declaration,
    )
    expect(
      await lake.rows(
        taken.part?.key,
        'columns(* exclude (_source_file, _source_row, _ingested_at))',
      ),
    ).toEqual([{ 'a.b': 1, 'c/d': 2, 'e~"f': 3, '*': 4 }])
  })

  it('rejects an object with half a surrogate pair, which no table can hold', async () => {
    const taken = await lake.takeIn('pair.jsonl', '{"id":"\\ud800"}\n{"id":"b"}\n', lenient)
    expect(taken).toMatchObject({ accepted: 1, rejected: 1 })
    expect(taken.reasons).toMatchObject([{ code: 'ROW_JSON_INVALID' }])
  })

  it('reads Parquet by name, types what can be typed and numbers the rows', async () => {
    const key = await parquet(
      "select * from (values ('a', 4.0, [1]), ('b', 4.5, [2]), (null, 1.0, [3])) as t(ID, stars, text)",
    )
    const taken = await lake.takeIn('a.parquet', key, lenient)
    expect(await lake.rows(taken.part?.key, 'id, stars, text, _source_row')).toEqual([
      { id: 'a', stars: 4, text: '[1]', _source_row: 1 },
    ])
    expect(await lake.rows(taken.quarantine, 'line, "column", reason, raw')).toEqual([
      {
        line: 2,
        column: 'stars',
        reason: '“4.5” is not an INTEGER.',
        raw: '{"ID":"b","stars":4.5,"text":[2]}',
      },
      {
        line: 3,
        column: 'id',
        reason: '“id” is required and empty.',
        raw: '{"ID":null,"stars":1.0,"text":[3]}',
      },
    ])
  })

  it('rejects bytes that are no text', async () => {
    const bytes = await parquet("select unhex('ff00') as id union all select unhex('61')")
    const taken = await lake.takeIn('blob.parquet', bytes, {
      ...declare({ id: 'VARCHAR' }),
      quarantine: { limit: 1 },
    })
    expect(taken).toMatchObject({ accepted: 1, rejected: 1 })
  })

  it('reads compressed Parquet', async () => {
    const bytes = gzipSync(await parquet("select 'a' as id"))
    expect(await lake.takeIn('c.parquet.gz', bytes, review)).toMatchObject({ accepted: 1 })
  })

  it('reads declared words for NULL, and keeps quoted ones', async () => {
    const declaration = declare(
      { id: 'VARCHAR', stars: 'INTEGER' },
      { csv: { null: ['', 'NA', '?'] } },
    )
    const taken = await lake.takeIn('null.csv', 'id,stars\nNA,?\n"NA",1\n', declaration)
    expect(await lake.rows(taken.part?.key, 'id, stars')).toEqual([
      { id: null, stars: null },
      { id: 'NA', stars: 1 },
    ])
  })

  it.each([
    ['a header without rows', 'h.csv', 'id,stars,text\n'],
    ['an empty array', 'e.json', '[]'],
    ['an empty .jsonl file', 'e.jsonl', ''],
    ['rows of nothing but delimiters', 'p.csv', 'id,stars,text\n,,\n,,\n'],
  ])('takes %s in as no rows', async (_, name, text) => {
    const taken = await lake.takeIn(name, text, review)
    expect(taken).toMatchObject({ status: 'accepted', accepted: 0, rejected: 0, part: null })
    expect(taken.notes).toContain('The file holds no rows.')
  })

  it.each([
    ['an empty file', 'x.csv', '', 'SOURCE_FILE_EMPTY'],
    ['an empty compressed file', 'x.json.gz', gzipSync(' \n'), 'SOURCE_FILE_EMPTY'],
    ['a file with none of the columns', 'x.csv', 'one,two\n1,2\n', 'SOURCE_COLUMNS_UNKNOWN'],
    ['a file without a required column', 'x.csv', 'idd,stars\n1,2\n', 'SOURCE_COLUMNS_MISSING'],
    ['objects without a required key', 'x.jsonl', '{"stars":1}\n', 'SOURCE_COLUMNS_MISSING'],
    ['text that is named Parquet', 'x.parquet', csv, 'SOURCE_FORMAT_WRONG'],
    ['Parquet without a footer', 'x.parquet', 'PAR1 and no more', 'SOURCE_PARQUET_UNREADABLE'],
    ['encrypted Parquet', 'y.parquet', 'PARE and no more', 'SOURCE_PARQUET_UNREADABLE'],
    [
      'damaged compression',
      'x.csv.gz',
      gzipSync(csv.repeat(9)).subarray(0, 40),
      'SOURCE_FILE_UNREADABLE',
    ],
    ['damaged UTF-16', 'x.csv', Buffer.from([0xff, 0xfe, 0x61]), 'SOURCE_ENCODING_INVALID'],
  ])('refuses %s and writes nothing', async (_, name, content, code) => {
    const before = await lake.keys()
    await expect(lake.takeIn(name, content, review)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(name === 'x.csv.gz' ? 'gzip' : name),
    })
    expect(await lake.keys()).toEqual(before)
  })

  it('names what it expected, what it found and what is near', async () => {
    const refused = lake.takeIn('near.csv', 'idd,stars\n1,2\n', review)
    await expect(refused).rejects.toThrow(
      'near.csv lacks the required column "id" of source "s". Did you mean "idd" for "id"? Then declare it as an alias. It has "idd", "stars". Nothing of it was taken in.',
    )
  })

  it('keeps what an earlier attempt wrote, with its time', async () => {
    const first = await lake.takeIn('twice.csv', csv, review)
    const second = await lake.takeIn('twice.csv', csv, review, '2026-09-09T00:00:00.000Z')
    expect(second).toEqual(first)
    expect(first.ingestedAt).toBe(moment)
  })
})

/** Bytes of a Parquet file with the result of a SELECT. */
async function parquet(select: string): Promise<Uint8Array> {
  const session = await lake.deps.engine.open({ readable: [] })
  try {
    const key = `made/${select.length}.parquet`
    await session.write(select, key)
    const made = await lake.deps.store.get(key)
    await lake.deps.store.delete(key)
    return made?.body ?? new Uint8Array()
  } finally {
    await session.close()
  }
}
