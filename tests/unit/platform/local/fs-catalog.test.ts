import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CatalogTable } from '../../../../contracts/ports/catalog.ts'
import { FsCatalog } from '../../../../platform/local/fs-catalog.ts'
import { FsObjectStore } from '../../../../platform/local/fs-object-store.ts'

const database = 'reviews_prod'

let outer: string
let store: FsObjectStore
let catalog: FsCatalog

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'millrace-test-catalog-'))
  // A folder's name that is a pattern and a broken string to whoever does not quote it.
  store = new FsObjectStore(join(outer, "l'ake [1]*"))
  catalog = new FsCatalog(store)
})
afterEach(() => rm(outer, { recursive: true, force: true }))

/** Runs statements in a DuckDB that knows nothing of Millrace; gives the rows of the last. */
async function duckdb(...statements: readonly string[]): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    let rows: unknown[] = []
    for (const sql of statements) rows = (await connection.runAndReadAll(sql)).getRowObjectsJson()
    return rows
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function parquet(select: string, key: string): Promise<void> {
  const file = join(outer, 'made.parquet')
  await duckdb(`copy (${select}) to '${file}' (format parquet)`)
  await store.putIfAbsent(key, fs.readFileSync(file))
}

const scriptFile = () => store.location(`catalog/${database}/open.sql`)
const script = () => fs.readFileSync(scriptFile(), 'utf8')

const reviews: CatalogTable = {
  name: 'reviews',
  description: "Every guest's review",
  columns: [
    { name: 'review_id', type: 'VARCHAR' },
    { name: 'stars', type: 'INTEGER' },
  ],
  prefix: 'tables/reviews/primary/reviews/v1/',
  parameters: {},
}
const view: CatalogTable = {
  name: 'a_view',
  columns: [{ name: 'count', type: 'BIGINT' }],
  sql: 'select count(*) as "count" from "b_view"',
  parameters: {},
}
const innerView: CatalogTable = {
  name: 'b_view',
  columns: reviews.columns,
  sql: 'select * from "reviews" where stars > 3',
  parameters: {},
}
const predictions: CatalogTable = {
  name: 'predictions',
  columns: [{ name: 'review_id', type: 'VARCHAR' }],
  partitionColumns: [
    { name: 'run_date', type: 'DATE' },
    { name: 'run_id', type: 'VARCHAR' },
  ],
  prefix: 'predictions/reviews/',
  parameters: {},
}

async function putReviews(): Promise<void> {
  await parquet("select 'r1' as review_id, 5 as stars", `${reviews.prefix}part-00000.parquet`)
  await parquet("select 'r2' as review_id, 2 as stars", `${reviews.prefix}part-00001.parquet`)
  await catalog.putTable(database, reviews)
}

describe('open.sql', () => {
  test('shows every table in any DuckDB, under its plain name and under its database', async () => {
    await putReviews()
    expect(await duckdb(script(), 'select * from reviews order by all')).toEqual([
      { review_id: 'r1', stars: 5 },
      { review_id: 'r2', stars: 2 },
    ])
    expect(
      await duckdb(
        script(),
        'use memory.main',
        `select count(*)::int as n from ${database}.reviews`,
      ),
    ).toEqual([{ n: 2 }])
  })

  test('tells what a table is', async () => {
    await putReviews()
    expect(await duckdb(script(), 'select comment from duckdb_views() where not internal')).toEqual(
      [{ comment: "Every guest's review" }],
    )
  })

  test('creates views after the views they read, whatever their names', async () => {
    await putReviews()
    await catalog.putTable(database, innerView)
    await catalog.putTable(database, view)
    expect(await duckdb(script(), 'use memory.main', `from ${database}.a_view`)).toEqual([
      { count: '1' },
    ])
  })

  test('shows only the partitions that are registered, with their values as columns', async () => {
    for (const [date, run] of [
      ['2026-01-01', "o'clock"],
      ['2026-01-02', 'r2'],
      ['2026-01-03', 'unregistered'],
    ])
      await parquet(
        `select 'of ${date}' as review_id`,
        `predictions/reviews/run_date=${date}/run_id=${run}/part-00000.parquet`,
      )
    await catalog.putTable(database, predictions)
    expect(await duckdb(script(), 'describe predictions')).toMatchObject([
      { column_name: 'review_id', column_type: 'VARCHAR' },
      { column_name: 'run_date', column_type: 'DATE' },
      { column_name: 'run_id', column_type: 'VARCHAR' },
    ])
    await catalog.putPartitions(database, 'predictions', [
      {
        values: ['2026-01-01', "o'clock"],
        prefix: "predictions/reviews/run_date=2026-01-01/run_id=o'clock/",
      },
      {
        values: ['2026-01-02', 'r2'],
        prefix: 'predictions/reviews/run_date=2026-01-02/run_id=r2/',
      },
    ])
    expect(await duckdb(script(), 'from predictions order by run_date')).toEqual([
      { review_id: 'of 2026-01-01', run_date: '2026-01-01', run_id: "o'clock" },
      { review_id: 'of 2026-01-02', run_date: '2026-01-02', run_id: 'r2' },
    ])
  })

  test('run again, brings a session up to date', async () => {
    await putReviews()
    const before = script()
    await parquet(
      "select 'r9' as review_id, 1 as stars",
      'tables/reviews/primary/reviews/v2/p.parquet',
    )
    await catalog.putTable(database, { ...reviews, prefix: 'tables/reviews/primary/reviews/v2/' })
    expect(await duckdb(before, script(), 'select review_id from reviews')).toEqual([
      { review_id: 'r9' },
    ])
  })

  test('forgets a dropped table', async () => {
    await putReviews()
    await catalog.dropTable(database, 'reviews')
    expect(script()).not.toContain('reviews"')
  })

  test('is whole after many tables were put at once by several clients', async () => {
    await putReviews()
    const tables = Array.from({ length: 12 }, (_, n) => ({ ...reviews, name: `copy_${n}` }))
    await Promise.all(tables.map((each) => new FsCatalog(store).putTable(database, each)))
    const shown = await duckdb(script(), 'select view_name from duckdb_views() where not internal')
    expect(shown).toHaveLength(13)
  })

  test('is not written again when nothing changed, and is made again when it is gone', async () => {
    await putReviews()
    const etag = (await store.head(`catalog/${database}/open.sql`))!.etag
    const document = (await store.head(`catalog/${database}/reviews.json`))!.etag
    await catalog.putTable(database, { ...reviews })
    expect((await store.head(`catalog/${database}/open.sql`))!.etag).toBe(etag)
    expect((await store.head(`catalog/${database}/reviews.json`))!.etag).toBe(document)
    await store.delete(`catalog/${database}/open.sql`)
    await catalog.putTable(database, { ...reviews })
    expect(script()).toContain('reviews')
  })
})

test('a document that is not one of the catalog is refused by its key', async () => {
  await store.putIfAbsent(`catalog/${database}/odd.json`, Buffer.from('{"table": 1}'))
  await expect(catalog.table(database, 'odd')).rejects.toMatchObject({
    code: 'LAKE_DOCUMENT_INVALID',
    message: expect.stringContaining('odd.json'),
  })
})
