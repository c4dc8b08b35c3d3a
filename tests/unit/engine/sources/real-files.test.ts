import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declare, openSourceLake, type SourceLake } from './source-lake.ts'

const yelp = join(
  process.env['MILLRACE_SHARED'] ?? join(import.meta.dirname, '../../../../../shared'),
  'data/yelp',
)

// SHA-256 of "<key> <line>\n" for every record in order, by Python 3.11: csv.reader over the file opened with newline='\n',
// the line being reader.line_num + 1 before the record; for JSON Lines enumerate() over the lines, from 1.
const known = [
  [
    'recsys2013/review.csv.gz',
    'review_id',
    6783,
    'ef03c00a42155ae9817fea671a85dcd2f7c3cc4f3f1625e3813d0a30b960ee90',
  ],
  [
    'recsys2013/business.csv.gz',
    'business_id',
    8072,
    'b296730e944d112a5fed234a80c972bedf9c7fac8d24f078a1b111abfc67f27d',
  ],
  [
    'recsys2013/user.csv.gz',
    'user_id',
    30849,
    'c2dcc2646b68749687408b91e5423813a4b1860bdb4228b68d945314907e9b59',
  ],
  [
    'academic/review.jsonl.gz',
    'review_id',
    2514,
    'da1997dad2331f0931c31fa587520cb409409409cc805d48f5d2a376ca7e841a',
  ],
  [
    'academic/business.jsonl.gz',
    'business_id',
    687,
    '336aa7bc8d82eceebbebdb7b43b793b931e5c398aa58e65314c6a4d129e9cc6c',
  ],
  [
    'academic_2019_head/business.jsonl.gz',
    'business_id',
    249,
    'bb42e102c26605d752b026d6c10657bde4a96e9f8c3d26ca1e6bf00ea30a3122',
  ],
] as const

describe.skipIf(!existsSync(yelp))('real review files (skipped without MILLRACE_SHARED)', () => {
  let lake: SourceLake
  beforeAll(async () => {
    lake = await openSourceLake()
  })
  afterAll(() => lake.remove())

  it.each(known)(
    '%s: every row has the line that Python finds it on',
    async (path, key, count, digest) => {
      const declaration = declare({ [`${key}!`]: 'VARCHAR', name: 'VARCHAR', stars: 'DOUBLE' })
      const taken = await lake.takeIn(
        path.replaceAll('/', '-'),
        await readFile(join(yelp, path)),
        declaration,
      )
      expect(taken).toMatchObject({ accepted: count, rejected: 0 })
      const rows = await lake.rows(taken.part?.key, `"${key}" as key, _source_row as line`)
      const lines = rows.map((row) => `${row['key']} ${row['line']}\n`).join('')
      expect(createHash('sha256').update(lines).digest('hex')).toBe(digest)
    },
  )

  it('keeps nested attributes as JSON text, and nulls as NULL', async () => {
    const declaration = declare({ 'business_id!': 'VARCHAR', attributes: 'VARCHAR', hours: 'JSON' })
    const bytes = await readFile(join(yelp, 'academic/business.jsonl.gz'))
    const { part } = await lake.takeIn('business.jsonl.gz', bytes, declaration)
    const rows = await lake.rows(part?.key, 'attributes, cast(hours as varchar) as hours')
    // Counted with Python's json: objects whose value is null, of 687.
    expect(rows.filter((row) => row['attributes'] === null)).toHaveLength(nullAttributes)
    expect(rows.filter((row) => row['hours'] === null)).toHaveLength(nullHours)
    for (const row of rows) {
      if (row['attributes'] !== null)
        expect(JSON.parse(String(row['attributes']))).toBeTypeOf('object')
    }
  })
})

const nullAttributes = 57
const nullHours = 107
