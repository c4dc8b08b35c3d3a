import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SqlSession } from '../../../contracts/ports/sql-engine.ts'
import { translateToTrino } from '../../../engine/portability/translate.ts'
import { DuckDbSqlEngine } from '../../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { query } from '../servers/trino-client.ts'
import { required, trino } from '../world.ts'
import { noAthena } from './athena-world.ts'

const classes = ['L', 'Lu', 'Ll', 'M', 'N', 'Nd', 'P', 'S', 'Z', 'Zs', 'Cc', 'Cf']
const texts = [
  'lower(chr(cp))',
  'upper(chr(cp))',
  "trim(chr(cp) || 'a' || chr(cp))",
  'nfc_normalize(chr(cp))',
  ...classes.map((name) => `cast(regexp_matches(chr(cp), '\\p{${name}}') as varchar)`),
  ...['\\w', '\\s', '\\d', '.', '(?i)[a-z]', '[^\\p{L}\\s]', '\\b'].map(
    (pattern) =>
      `cast(regexp_matches('a' || chr(cp) || '1', '^a${pattern.replace('(?i)', '')}') as varchar)`,
  ),
  "cast(regexp_matches(chr(cp), '(?i)[a-z]') as varchar)",
]
/** Planes 4 to 13 and the private ones hold no signs. */
const steps = Array.from({ length: 0xf0000 / 0x2000 }, (_, index) => index * 0x2000).filter(
  (from) => from < 0x34000 || from >= 0xe0000,
)

describe.skipIf(noAthena)('every assigned sign of Unicode', () => {
  let folder: string
  let session: SqlSession
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-unicode-'))
    session = await new DuckDbSqlEngine(new FsObjectStore(folder)).open({ readable: ['tables/'] })
  })
  afterAll(async () => {
    await session.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('is folded, trimmed, normalised and matched alike', async () => {
    const { endpoint } = required(await trino())
    const list = texts.map(
      (text, index) => `md5(string_agg(${text}, ',' order by cp)) as t${index}`,
    )
    for (const from of steps) {
      const points = `select cast(r.n as integer) as cp from range(${Math.max(1, from)}, ${from + 0x2000}) as r(n) where r.n not between 55296 and 57343`
      const sql = `with points as (${points}) select ${list.join(', ')} from points`
      const columns = await session.describe(sql)
      const text = translateToTrino({ tree: await session.syntax(sql), inputs: [], columns })
      expect((await query(endpoint, text)).rows, `from ${from.toString(16)}`).toEqual(
        await session.rows(sql),
      )
    }
  })
})
