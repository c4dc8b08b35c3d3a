import type { Catalog, CatalogPartition, CatalogTable } from '../../contracts/ports/catalog.ts'
import type { Key, ObjectStore } from '../../contracts/ports/object-store.ts'
import { type CatalogDocument, decodeDocument, encodeDocument } from './catalog-document.ts'
import { catalogScript } from './catalog-script.ts'

const prefixOf = (database: string) => `catalog/${database}/`
const tableKey = (database: string, name: string): Key => `${prefixOf(database)}${name}.json`
const scriptKey = (database: string): Key => `${prefixOf(database)}open.sql`

/** What a key should hold, given what it holds. */
type Change = (before: Uint8Array | undefined) => Promise<Uint8Array>

/**
 * The catalog as documents in the lake, one a table, and for people `catalog/<database>/open.sql`, which shows the tables
 * in any DuckDB client without Millrace.
 */
export class FsCatalog implements Catalog {
  readonly #store: ObjectStore

  constructor(store: ObjectStore) {
    this.#store = store
  }

  /** DuckDB shows every type and name of its own. */
  check(): void {}

  async tables(database: string): Promise<readonly CatalogTable[]> {
    return (await this.#documents(database)).map(({ table }) => table)
  }

  async table(database: string, name: string): Promise<CatalogTable | undefined> {
    return (await this.#document(database, name))?.table
  }

  async putTable(database: string, table: CatalogTable): Promise<void> {
    await this.#change(database, table.name, (before) => ({
      table,
      partitions: before?.partitions ?? [],
    }))
  }

  async dropTable(database: string, name: string): Promise<void> {
    await this.#store.delete(tableKey(database, name))
    await this.#writeScript(database)
  }

  async partitions(database: string, table: string): Promise<readonly CatalogPartition[]> {
    return (await this.#document(database, table))?.partitions ?? []
  }

  async putPartitions(
    database: string,
    table: string,
    partitions: readonly CatalogPartition[],
  ): Promise<void> {
    await this.#changePartitions(database, table, (before) => [
      ...without(before, partitions),
      ...new Map(partitions.map((partition) => [idOf(partition), partition])).values(),
    ])
  }

  async dropPartitions(
    database: string,
    table: string,
    values: readonly (readonly string[])[],
  ): Promise<void> {
    const gone = values.map((each) => ({ values: each }))
    await this.#changePartitions(database, table, (before) => without(before, gone))
  }

  async #changePartitions(
    database: string,
    table: string,
    change: (before: readonly CatalogPartition[]) => readonly CatalogPartition[],
  ): Promise<void> {
    await this.#change(database, table, (before) => {
      if (before === undefined)
        throw new Error(`The table "${table}" is not in the catalog database "${database}"`)
      return { ...before, partitions: [...change(before.partitions)].sort(byId) }
    })
  }

  async #change(
    database: string,
    name: string,
    change: (before: CatalogDocument | undefined) => CatalogDocument,
  ): Promise<void> {
    const key = tableKey(database, name)
    await this.#update(key, async (before) =>
      encodeDocument(change(before && decodeDocument(key, before))),
    )
    await this.#writeScript(database)
  }

  async #document(database: string, name: string): Promise<CatalogDocument | undefined> {
    const key = tableKey(database, name)
    const stored = await this.#store.get(key)
    return stored && decodeDocument(key, stored.body)
  }

  async #documents(database: string): Promise<readonly CatalogDocument[]> {
    const documents: CatalogDocument[] = []
    for await (const { key } of this.#store.list(prefixOf(database))) {
      const stored = key.endsWith('.json') ? await this.#store.get(key) : undefined
      if (stored !== undefined) documents.push(decodeDocument(key, stored.body))
    }
    return documents
  }

  /** The script's state is noted before the tables are read: a script that another writer made since is newer and stays. */
  async #writeScript(database: string): Promise<void> {
    const locate = (prefix: string) => this.#store.location(prefix.replace(/\/$/, ''))
    await this.#update(scriptKey(database), async () =>
      Buffer.from(catalogScript(database, await this.#documents(database), locate)),
    )
  }

  async #update(key: Key, change: Change): Promise<void> {
    for (;;) {
      const before = await this.#store.get(key)
      const after = await change(before?.body)
      if (before !== undefined && Buffer.compare(before.body, after) === 0) return
      const result = before
        ? await this.#store.putIfMatch(key, after, before.etag)
        : await this.#store.putIfAbsent(key, after)
      if (result.kind === 'written') return
    }
  }
}

const idOf = ({ values }: Pick<CatalogPartition, 'values'>): string => JSON.stringify(values)
const byId = (a: CatalogPartition, b: CatalogPartition): number => (idOf(a) < idOf(b) ? -1 : 1)

function without(
  partitions: readonly CatalogPartition[],
  gone: readonly Pick<CatalogPartition, 'values'>[],
): readonly CatalogPartition[] {
  const ids = new Set(gone.map(idOf))
  return partitions.filter((partition) => !ids.has(idOf(partition)))
}
