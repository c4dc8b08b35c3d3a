import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SqlSession } from '../../../contracts/ports/sql-engine.ts'
import { Refusal } from '../../../engine/portability/refusal.ts'
import {
  isRefused,
  type RefusedRow,
  type TranslatedRow,
} from '../../../engine/portability/table/row.ts'
import { portability } from '../../../engine/portability/table.ts'
import { type Input, translateToTrino } from '../../../engine/portability/translate.ts'
import { DuckDbSqlEngine } from '../../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { query } from '../servers/trino-client.ts'
import { moto, required, s3, trino } from '../world.ts'
import { tables } from './portability-data.ts'
import { comparable, expectedTypes, normal } from './same-table.ts'
import { trinoValues } from './trino-values.ts'

const rows = portability.flatMap((area) => area.rows)

let folder: string
let session: SqlSession
let inputs: readonly Input[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-portability-'))
  session = await new DuckDbSqlEngine(new FsObjectStore(folder)).open({ readable: ['tables/'] })
  inputs = await Promise.all(
    Object.entries(tables).map(async ([name, select]) => {
      await session.execute(`create table ${name} as ${select}`)
      const columns = await session.describe(`select * from ${name}`)
      return {
        name,
        columns,
        place: trinoValues(await session.rows(`select * from ${name}`), columns),
      }
    }),
  )
})

afterAll(async () => {
  await session.close()
  await rm(folder, { recursive: true, force: true })
})

const translated = async (sql: string) => {
  const columns = await session.describe(sql)
  return { columns, text: translateToTrino({ tree: await session.syntax(sql), inputs, columns }) }
}

describe('the portability of SQL', () => {
  test('is told for more than a hundred constructs, each once', () => {
    expect(rows.length).toBeGreaterThan(100)
    expect(new Set(rows.map(({ construct }) => construct)).size).toBe(rows.length)
  })

  test.each(rows.filter(isRefused))(
    '$construct is refused with its place',
    async ({ sql, at }: RefusedRow) => {
      const failure = await translated(sql).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(Refusal)
      const place = (failure as Refusal).at
      expect(place).toBeDefined()
      expect(sql.slice(place, (place ?? 0) + at.length)).toBe(at)
    },
  )
})

describe.skipIf(moto.kind === 'missing' || s3.kind === 'missing')('DuckDB and Trino', () => {
  test.each(rows.filter((row) => !isRefused(row)) as readonly TranslatedRow[])(
    '$construct: equal tables',
    async ({ sql }) => {
      const { endpoint } = required(await trino())
      const { columns, text } = await translated(sql)
      const there = await query(endpoint, text, { exactTimes: true })
      expect(there.columns.map(({ type }) => normal(type))).toEqual(expectedTypes(columns))
      expect(comparable(there.rows, columns)).toEqual(comparable(await session.rows(sql), columns))
    },
  )
})
