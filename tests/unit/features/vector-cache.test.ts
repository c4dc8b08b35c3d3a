import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { vectorPrefix } from '../../../contracts/lake-layout.ts'
import { textDigest, textDigestSql } from '../../../features/text-digest.ts'
import { embedMissing, vectorRelation } from '../../../features/vector-cache.ts'
import { LengthEncoder } from '../../fakes/length-encoder.ts'
import { openSqlLake, type SqlLake } from '../../fakes/sql-lake.ts'

let lake: SqlLake
beforeEach(async () => {
  lake = await openSqlLake()
  await lake.session.execute(
    "create table reviews as select i as id, case when i % 10 = 9 then null else 'text ' || (i % 100) end as text from range(1000) as numbers(i)",
  )
})
afterEach(() => lake.remove())

const request = (encoder: LengthEncoder, more = {}) => ({
  session: lake.session,
  store: lake.store,
  encoder,
  relation: 'reviews',
  column: 'text',
  ...more,
})

async function cached(encoder: LengthEncoder) {
  const relation = await vectorRelation(lake.session, lake.store, encoder)
  return lake.session.rows(`select text_digest, vector from ${relation} order by text_digest`)
}

async function parts(encoder: LengthEncoder): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of lake.store.list(vectorPrefix(encoder.version)))
    if (key.endsWith('.parquet')) keys.push(key)
  return keys
}

describe('embedding the texts of a relation', () => {
  test('encodes each distinct text once, NULL as the empty text', async () => {
    const encoder = new LengthEncoder()
    expect(await embedMissing(request(encoder))).toEqual({ texts: 91, embedded: 91 })
    expect(encoder.encoded.length).toBe(91)
    expect(encoder.encoded).toContain('')
    expect((await cached(encoder)).length).toBe(91)
  })

  test('encodes nothing the second time, and then only what is new', async () => {
    const encoder = new LengthEncoder()
    await embedMissing(request(encoder))
    expect(await embedMissing(request(encoder))).toEqual({ texts: 91, embedded: 0 })
    await lake.session.execute("insert into reviews values (1000, 'news'), (1001, 'text 1')")
    expect(await embedMissing(request(encoder))).toEqual({ texts: 92, embedded: 1 })
    expect(encoder.encoded.at(-1)).toBe('news')
    expect(encoder.encoded.length).toBe(92)
  })

  test('goes on where it was stopped: a part that was written is not encoded again', async () => {
    const stopped = new LengthEncoder('v1', 45)
    const small = { partTexts: 20, batchTexts: 7 }
    await expect(embedMissing(request(stopped, small))).rejects.toThrow('stopped')
    expect((await parts(stopped)).length).toBe(2)
    const encoder = new LengthEncoder('v1')
    expect(await embedMissing(request(encoder, small))).toEqual({ texts: 91, embedded: 51 })
    expect((await cached(encoder)).length).toBe(91)
  })

  test('gives the same parts whether it was stopped or not', async () => {
    const small = { partTexts: 20, batchTexts: 7 }
    await expect(embedMissing(request(new LengthEncoder('v1', 45), small))).rejects.toThrow()
    await embedMissing(request(new LengthEncoder('v1'), small))
    await embedMissing(request(new LengthEncoder('v2'), small))
    const names = async (version: string) =>
      (await parts(new LengthEncoder(version))).map((key) => key.split('/').at(-1))
    expect(await names('v1')).toEqual(await names('v2'))
  })

  test('keeps the encoders apart by version', async () => {
    await embedMissing(request(new LengthEncoder('v1')))
    expect(await embedMissing(request(new LengthEncoder('v2')))).toEqual({
      texts: 91,
      embedded: 91,
    })
  })

  test('takes only the rows of a condition', async () => {
    const encoder = new LengthEncoder()
    expect(await embedMissing(request(encoder, { where: 'id < 5' }))).toEqual({
      texts: 5,
      embedded: 5,
    })
  })

  test('tells how many of the missing texts are done', async () => {
    const told: [number, number][] = []
    const onProgress = (done: number, total: number) => told.push([done, total])
    await embedMissing(request(new LengthEncoder(), { partTexts: 40, batchTexts: 10, onProgress }))
    expect(told.at(-1)).toEqual([91, 91])
    expect(told.map(([done]) => done)).toEqual(
      [...told.map(([done]) => done)].sort((a, b) => a - b),
    )
  })

  test('gives each text the vector of that text', async () => {
    const encoder = new LengthEncoder()
    await embedMissing(request(encoder, { partTexts: 30, batchTexts: 8 }))
    const relation = await vectorRelation(lake.session, lake.store, encoder)
    const [row] = await lake.session.rows(
      `select count(*) as n, bool_and(vector[1] = length(coalesce(text, ''))) as equal from reviews join ${relation} as v on v.text_digest = ${textDigestSql('text')}`,
    )
    expect(row).toEqual({ n: 1000, equal: true })
  })
})

describe('the relation of cached vectors', () => {
  test('is empty, with its columns, before anything is embedded', async () => {
    const relation = await vectorRelation(lake.session, lake.store, new LengthEncoder())
    expect(await lake.session.rows(`select * from ${relation}`)).toEqual([])
    expect(await lake.session.describe(`select * from ${relation}`)).toEqual([
      { name: 'text_digest', type: 'VARCHAR' },
      { name: 'vector', type: 'FLOAT[3]' },
    ])
  })

  test('gives a text once even when two runs embedded it at the same time', async () => {
    const encoder = new LengthEncoder()
    await Promise.all([
      embedMissing(request(encoder, { where: 'id < 50' })),
      embedMissing(request(encoder, { where: 'id < 60' })),
    ])
    const digests = (await cached(encoder)).map((row) => row['text_digest'])
    expect(digests.length).toBe(new Set(digests).size)
    expect((await parts(encoder)).length).toBe(2)
  })
})

test('a text has the same digest in SQL and outside', async () => {
  for (const text of [
    '',
    'plain',
    "it's",
    'Ünïcödé ☃ 😀',
    'ไทย',
    '\ufffd',
    'a\u0000b',
    'x'.repeat(9999),
  ]) {
    const [row] = await lake.session.rows(`select ${textDigestSql('?')} as digest`, [text])
    expect(row['digest']).toBe(textDigest(text))
  }
  expect(textDigest('a\ud83d')).toBe(textDigest('a\ufffd'))
})

describe('vectors that are not as they were written', () => {
  async function embedded() {
    const encoder = new LengthEncoder()
    await embedMissing(request(encoder))
    const [part] = await parts(encoder)
    return { encoder, part, path: lake.store.location(part) }
  }

  test('a part with a flipped bit is never read', async () => {
    const { encoder, path } = await embedded()
    const bytes = await readFile(path)
    bytes[Math.floor(bytes.length / 3)] ^= 1
    await writeFile(path, bytes)
    await expect(cached(encoder)).rejects.toMatchObject({
      code: 'LAKE_FILE_DAMAGED',
      hint: expect.stringContaining('encoded anew'),
    })
  })

  test('a part that is gone is told', async () => {
    const { encoder, part } = await embedded()
    await lake.store.delete(part)
    await expect(cached(encoder)).rejects.toMatchObject({ code: 'LAKE_OBJECT_MISSING' })
  })

  test('a garbled record is told; with part and record removed, the texts are encoded anew', async () => {
    const { encoder, part, path } = await embedded()
    await writeFile(path.replace('.parquet', '.json'), '{')
    await expect(cached(encoder)).rejects.toMatchObject({ code: 'LAKE_FILE_DAMAGED' })
    await lake.store.delete(part)
    await lake.store.delete(part.replace('.parquet', '.json'))
    expect(await embedMissing(request(encoder))).toEqual({ texts: 91, embedded: 91 })
  })

  test('a part whose writer was stopped before its record does not count', async () => {
    const { encoder, part } = await embedded()
    await lake.store.delete(part.replace('.parquet', '.json'))
    expect(await cached(encoder)).toEqual([])
    expect(await embedMissing(request(encoder))).toEqual({ texts: 91, embedded: 91 })
    expect((await cached(encoder)).length).toBe(91)
  })
})
