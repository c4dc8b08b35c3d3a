import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Catalog, CatalogPartition, CatalogTable } from '../../contracts/ports/catalog.ts'

export interface CatalogUnderTest {
  readonly catalog: Catalog
  /** A further client of the same catalog. @default the same client again */
  readonly another?: () => Catalog
  readonly cleanup: () => Promise<void>
}

const database = 'reviews_prod'

const table = (name: string, changes: Partial<CatalogTable> = {}): CatalogTable => ({
  name,
  columns: [
    { name: 'review_id', type: 'VARCHAR' },
    { name: 'stars', type: 'DOUBLE' },
  ],
  prefix: `tables/reviews/primary/${name}/v1/`,
  parameters: { version: 'v1' },
  ...changes,
})

const partitioned = table('predictions', {
  partitionColumns: [
    { name: 'run_date', type: 'DATE' },
    { name: 'run_id', type: 'VARCHAR' },
  ],
  prefix: 'predictions/reviews/',
})

const partition = (date: string, run: string, prefix?: string): CatalogPartition => ({
  values: [date, run],
  prefix: prefix ?? `predictions/reviews/run_date=${date}/run_id=${run}/`,
})

const byValues = (partitions: readonly CatalogPartition[]) =>
  [...partitions].sort((a, b) => (a.values.join() < b.values.join() ? -1 : 1))

const names = async (catalog: Catalog, name = database) =>
  (await catalog.tables(name)).map((each) => each.name).sort()

/** Every catalog behaves like this. */
export function catalogContract(name: string, make: () => Promise<CatalogUnderTest>): void {
  describe(`catalog: ${name}`, () => {
    let under: CatalogUnderTest
    let catalog: Catalog
    const another = () => under.another?.() ?? catalog

    beforeEach(async () => {
      under = await make()
      catalog = under.catalog
    })
    afterEach(() => under.cleanup())

    test('a database nobody has written to has no tables', async () => {
      expect(await catalog.tables(database)).toEqual([])
      expect(await catalog.table(database, 'reviews')).toBeUndefined()
      expect(await catalog.partitions(database, 'reviews')).toEqual([])
    })

    test('a table comes back as it was put', async () => {
      const full = table('reviews', {
        description: 'One row per review – café, 評価, 🦆, it\'s "quoted"',
        columns: [
          { name: 'review_id', type: 'VARCHAR', description: 'Schlüssel der Bewertung' },
          { name: 'email', type: 'VARCHAR', pii: true },
          { name: 'amount', type: 'DECIMAL(18,3)' },
          { name: 'tags', type: 'VARCHAR[]' },
          { name: 'seen_at', type: 'TIMESTAMP', description: 'When', pii: false },
        ],
        parameters: { version: 'abc', rows: '12', note: 'größer' },
      })
      await catalog.putTable(database, full)
      expect(await catalog.table(database, 'reviews')).toEqual(full)
      expect(await another().tables(database)).toEqual([full])
    })

    test('a view comes back with its SQL', async () => {
      await catalog.putTable(database, table('reviews'))
      const { prefix: _, ...rest } = table('good_reviews')
      const view = { ...rest, sql: 'select * from "reviews" where stars > 3\n-- é' }
      await catalog.putTable(database, view)
      expect(await catalog.table(database, 'good_reviews')).toEqual(view)
    })

    test('a table with partition columns comes back with them', async () => {
      await catalog.putTable(database, partitioned)
      expect(await catalog.table(database, 'predictions')).toEqual(partitioned)
    })

    test('putting a table again changes nothing', async () => {
      await catalog.putTable(database, table('reviews'))
      await catalog.putTable(database, table('reviews'))
      expect(await catalog.tables(database)).toEqual([table('reviews')])
    })

    test('putting a table of the same name replaces it whole', async () => {
      await catalog.putTable(database, table('reviews', { description: 'old' }))
      const newer = table('reviews', {
        columns: [{ name: 'other', type: 'BIGINT' }],
        prefix: 'tables/reviews/primary/reviews/v2/',
        parameters: { version: 'v2' },
      })
      await catalog.putTable(database, newer)
      expect(await catalog.table(database, 'reviews')).toEqual(newer)
      expect(await names(catalog)).toEqual(['reviews'])
    })

    test('databases are apart', async () => {
      await catalog.putTable('reviews_prod', table('a'))
      await catalog.putTable('reviews_dev', table('b'))
      await catalog.putTable('reviews', table('c'))
      expect(await names(catalog, 'reviews_prod')).toEqual(['a'])
      expect(await names(catalog, 'reviews_dev')).toEqual(['b'])
      expect(await names(catalog, 'reviews')).toEqual(['c'])
    })

    test('a dropped table is gone with its partitions, the others stay', async () => {
      await catalog.putTable(database, partitioned)
      await catalog.putPartitions(database, 'predictions', [partition('2026-01-01', 'r1')])
      await catalog.putTable(database, table('reviews'))
      await catalog.dropTable(database, 'predictions')
      expect(await names(catalog)).toEqual(['reviews'])
      expect(await catalog.table(database, 'predictions')).toBeUndefined()
      await catalog.putTable(database, partitioned)
      expect(await catalog.partitions(database, 'predictions')).toEqual([])
    })

    test('dropping what is not there is no error', async () => {
      await catalog.dropTable(database, 'reviews')
      await catalog.putTable(database, table('reviews'))
      await catalog.dropTable(database, 'other')
      await catalog.dropTable(database, 'reviews')
      await catalog.dropTable(database, 'reviews')
      expect(await names(catalog)).toEqual([])
    })

    test('partitions are added, and known by their values', async () => {
      await catalog.putTable(database, partitioned)
      const first = [partition('2026-01-02', 'r2'), partition('2026-01-01', 'r1')]
      await catalog.putPartitions(database, 'predictions', first)
      await another().putPartitions(database, 'predictions', [partition('2026-01-02', 'r3')])
      expect(byValues(await catalog.partitions(database, 'predictions'))).toEqual([
        partition('2026-01-01', 'r1'),
        partition('2026-01-02', 'r2'),
        partition('2026-01-02', 'r3'),
      ])
    })

    test('putting a partition again changes nothing, with another prefix it moves', async () => {
      await catalog.putTable(database, partitioned)
      const old = [partition('2026-01-01', 'r1'), partition('2026-01-02', 'r2')]
      await catalog.putPartitions(database, 'predictions', old)
      await catalog.putPartitions(database, 'predictions', old)
      const moved = partition('2026-01-01', 'r1', 'predictions/reviews/elsewhere/')
      await catalog.putPartitions(database, 'predictions', [moved])
      expect(byValues(await catalog.partitions(database, 'predictions'))).toEqual([moved, old[1]])
    })

    test('partition values of any text are kept apart', async () => {
      await catalog.putTable(database, partitioned)
      const odd = [
        partition('2026-01-01', 'a,b'),
        partition('2026-01-01', 'ä b'),
        partition('2026-01-01', 'a=b'),
      ]
      await catalog.putPartitions(database, 'predictions', odd)
      expect(byValues(await catalog.partitions(database, 'predictions'))).toEqual(byValues(odd))
    })

    test('hundreds of partitions are kept', async () => {
      await catalog.putTable(database, partitioned)
      const many = Array.from({ length: 250 }, (_, n) =>
        partition('2026-01-01', String(n).padStart(3, '0')),
      )
      await catalog.putPartitions(database, 'predictions', many)
      expect(byValues(await catalog.partitions(database, 'predictions'))).toEqual(many)
    })

    test('only the dropped partitions go; dropping what is not there is no error', async () => {
      await catalog.putTable(database, partitioned)
      await catalog.putPartitions(database, 'predictions', [
        partition('2026-01-01', 'r1'),
        partition('2026-01-02', 'r2'),
      ])
      await catalog.dropPartitions(database, 'predictions', [
        ['2026-01-01', 'r1'],
        ['2026-01-09', 'r9'],
      ])
      expect(await catalog.partitions(database, 'predictions')).toEqual([
        partition('2026-01-02', 'r2'),
      ])
    })

    test('a table that is put again keeps its partitions', async () => {
      await catalog.putTable(database, partitioned)
      await catalog.putPartitions(database, 'predictions', [partition('2026-01-01', 'r1')])
      await catalog.putTable(database, { ...partitioned, parameters: { version: 'v2' } })
      expect(await catalog.partitions(database, 'predictions')).toEqual([
        partition('2026-01-01', 'r1'),
      ])
    })

    test('partitions of a table that is not there are refused', async () => {
      await expect(
        catalog.putPartitions(database, 'nothing', [partition('2026-01-01', 'r1')]),
      ).rejects.toThrow()
    })

    test('tables put at the same time are all there', async () => {
      const all = Array.from({ length: 8 }, (_, n) => table(`t${n}`))
      await Promise.all(all.map((each) => another().putTable(database, each)))
      expect(await names(catalog)).toEqual(all.map((each) => each.name))
    })
  })
}
