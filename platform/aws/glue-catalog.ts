import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  GetTableCommand,
  GetTablesCommand,
  type GlueClient,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue'
import type { Catalog, CatalogPartition, CatalogTable } from '../../contracts/ports/catalog.ts'
import {
  attemptsOf,
  catalogFailure,
  isNamed,
  isPassing,
  type Patience,
  pause,
  persist,
} from './glue-calls.ts'
import { refuseUnshowable, refuseValues } from './glue-names.ts'
import {
  idOf,
  listPartitions,
  type PartitionsOf,
  partitionInput,
  removePartitions,
  writePartitions,
} from './glue-partitions.ts'
import { catalogTable, isShownAs, prefixOf, tableInput } from './glue-table.ts'

export interface GlueCatalogOptions {
  readonly client: Pick<GlueClient, 'send'>
  /** Address of the lake, which prefixes stand under: `s3://bucket/prefix`. */
  readonly root: string
  readonly patience?: Patience
}

/**
 * The catalog in AWS Glue, read by Athena, Trino and Spark. A table changes by one UpdateTable, which is one step for readers.
 * What Glue shows already is not written again, so that every method may be repeated after a lost answer.
 */
export class GlueCatalog implements Catalog {
  readonly views = 'athena'
  readonly #client: Pick<GlueClient, 'send'>
  readonly #root: string
  readonly #patience: Patience

  constructor({ client, root, patience = {} }: GlueCatalogOptions) {
    this.#client = client
    this.#root = root.endsWith('/') ? root : `${root}/`
    this.#patience = patience
  }

  check(tables: readonly CatalogTable[]): void {
    refuseUnshowable(tables)
  }

  async tables(database: string): Promise<readonly CatalogTable[]> {
    return this.#telling(`list the tables of ${database}`, async () => {
      const found: Table[] = []
      let token: string | undefined
      do {
        const command = new GetTablesCommand({ DatabaseName: glueName(database), NextToken: token })
        const page = await this.#unless('EntityNotFoundException', () => this.#client.send(command))
        found.push(...(page?.TableList ?? []))
        token = page?.NextToken
      } while (token !== undefined)
      return found.map((table) => catalogTable(table, { root: this.#root }))
    })
  }

  async table(database: string, name: string): Promise<CatalogTable | undefined> {
    return this.#telling(`read the table ${name} of ${database}`, async () => {
      const table = await this.#get(database, name)
      return table && catalogTable(table, { root: this.#root })
    })
  }

  async putTable(database: string, table: CatalogTable): Promise<void> {
    refuseUnshowable([table])
    const input = tableInput(glueName(database), table, { root: this.#root })
    await this.#telling(`put the table ${table.name} into ${database}`, () =>
      this.#put(glueName(database), input),
    )
  }

  async dropTable(database: string, name: string): Promise<void> {
    await this.#telling(`drop the table ${name} of ${database}`, async () => {
      const table = await this.#get(database, name)
      if (table === undefined) return
      // Glue removes them later by itself, and a table of the same name would show them until then.
      if ((table.PartitionKeys ?? []).length > 0) {
        const of = this.#partitionsOf(database, name)
        const present = await listPartitions(of)
        await removePartitions(
          of,
          present.map(({ Values = [] }) => Values),
        )
      }
      const command = new DeleteTableCommand({
        DatabaseName: glueName(database),
        Name: glueName(name),
      })
      await this.#unless('EntityNotFoundException', () => this.#client.send(command))
    })
  }

  async partitions(database: string, table: string): Promise<readonly CatalogPartition[]> {
    return this.#telling(`list the partitions of ${table} in ${database}`, async () => {
      const found = await this.#unless('EntityNotFoundException', () =>
        listPartitions(this.#partitionsOf(database, table)),
      )
      return (found ?? []).map(({ Values = [], StorageDescriptor }) => ({
        values: Values,
        prefix: prefixOf(StorageDescriptor?.Location ?? '', this.#root),
      }))
    })
  }

  async putPartitions(
    database: string,
    table: string,
    partitions: readonly CatalogPartition[],
  ): Promise<void> {
    refuseValues(table, partitions)
    await this.#telling(`put partitions of ${table} into ${database}`, async () => {
      const shown = await this.#get(database, table)
      if (shown === undefined)
        throw new Error(`the table "${table}" is not in the database "${database}"`)
      const of = this.#partitionsOf(database, table)
      const inputs = partitions.map((each) => partitionInput(shown, each, this.#root))
      const wanted = [...new Map(inputs.map((input) => [idOf(input.Values), input])).values()]
      await writePartitions(of, await listPartitions(of), wanted)
    })
  }

  async dropPartitions(
    database: string,
    table: string,
    values: readonly (readonly string[])[],
  ): Promise<void> {
    await this.#telling(`drop partitions of ${table} in ${database}`, () =>
      removePartitions(this.#partitionsOf(database, table), values),
    )
  }

  /** Creates or replaces, on the newest state: an answer that got lost, or another writer, is seen on the next look. */
  async #put(database: string, input: TableInput): Promise<void> {
    for (let round = 0; ; round += 1) {
      try {
        const shown = await this.#look(database, input.Name ?? '')
        if (shown !== undefined && isShownAs(shown, input)) return
        await (shown === undefined
          ? this.#create(database, input)
          : this.#update(database, input, shown.VersionId))
        return
      } catch (error) {
        const moved = isNamed(error, ...movedMeanwhile)
        if (!(moved || isPassing(error)) || round + 1 >= attemptsOf(this.#patience)) throw error
        await pause(round, this.#patience)
      }
    }
  }

  async #create(database: string, input: TableInput): Promise<void> {
    const command = new CreateTableCommand({ DatabaseName: database, TableInput: input })
    try {
      await this.#client.send(command)
    } catch (error) {
      if (!isNamed(error, 'EntityNotFoundException')) throw error
      await this.#createDatabase(database)
      await this.#client.send(command)
    }
  }

  async #createDatabase(name: string): Promise<void> {
    const command = new CreateDatabaseCommand({
      DatabaseInput: {
        Name: name,
        Description:
          'Tables of one project in one environment. Made by Millrace; changes here are lost.',
      },
    })
    try {
      await this.#client.send(command)
    } catch (error) {
      if (!isNamed(error, 'AlreadyExistsException')) throw error
    }
  }

  /** The registry keeps every version, so Glue need not. */
  async #update(database: string, input: TableInput, version: string | undefined): Promise<void> {
    await this.#client.send(
      new UpdateTableCommand({
        ...{ DatabaseName: database, TableInput: input, SkipArchive: true },
        ...(version === undefined ? {} : { VersionId: version }),
      }),
    )
  }

  #get = (database: string, name: string): Promise<Table | undefined> =>
    persist(this.#patience, () => this.#look(database, name))

  async #look(database: string, name: string): Promise<Table | undefined> {
    const command = new GetTableCommand({ DatabaseName: glueName(database), Name: glueName(name) })
    try {
      return (await this.#client.send(command)).Table
    } catch (error) {
      if (isNamed(error, 'EntityNotFoundException')) return undefined
      throw error
    }
  }

  #partitionsOf = (database: string, table: string): PartitionsOf => ({
    ...{ client: this.#client, patience: this.#patience },
    ...{ database: glueName(database), table: glueName(table) },
  })

  /** Makes the call until it succeeds; undefined when it fails in the way that is expected. */
  async #unless<T>(expected: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await persist(this.#patience, call)
    } catch (error) {
      if (isNamed(error, expected)) return undefined
      throw error
    }
  }

  async #telling<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw catalogFailure(error, what)
    }
  }
}

const movedMeanwhile = [
  'ConcurrentModificationException',
  'AlreadyExistsException',
  'EntityNotFoundException',
  'VersionMismatchException',
]

const glueName = (name: string): string => name.toLowerCase()
