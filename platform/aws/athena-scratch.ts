import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  type GlueClient,
} from '@aws-sdk/client-glue'
import type { RemoteInput } from '../../contracts/ports/remote-sql.ts'
import type { Column } from '../../contracts/ports/sql-engine.ts'
import { storedColumns, writtenColumns } from './athena-types.ts'
import { isNamed, type Patience, persist } from './glue-calls.ts'
import { parquetStorage } from './glue-table.ts'

export interface ScratchOptions {
  readonly client: Pick<GlueClient, 'send'>
  readonly database: string
  /** `s3://bucket/prefix/` */
  readonly root: string
  readonly patience: Patience
}

/** Folder of a table that is read: each of its folders is a partition. */
const part = '_folder'
const batch = 100

/** Tables that Athena reads and writes on the way. Their names come from versions, so that a name never means two things. */
export class AthenaScratch {
  private readonly options: ScratchOptions
  private readonly made = new Map<string, Promise<void>>()

  constructor(options: ScratchOptions) {
    this.options = options
  }

  name(input: RemoteInput): string {
    return `"${this.options.database}"."in_${input.version}"`
  }

  /** Lets Athena read the files of a version. */
  read(input: RemoteInput): Promise<void> {
    const table = `in_${input.version}`
    const begun = this.made.get(table) ?? this.declare(table, input)
    this.made.set(table, begun)
    return begun
  }

  /** An empty table at a prefix, to be written into. */
  async target(table: string, columns: readonly Column[], prefix: string): Promise<string> {
    const storage = parquetStorage([...writtenColumns(columns)], `${this.options.root}${prefix}`)
    await this.create(table, { storage, partitioned: false })
    return `"${this.options.database}"."${table}"`
  }

  async drop(table: string): Promise<void> {
    const command = new DeleteTableCommand({ DatabaseName: this.options.database, Name: table })
    await this.send(() => this.options.client.send(command), 'EntityNotFoundException')
  }

  private async declare(table: string, input: RemoteInput): Promise<void> {
    const { root } = this.options
    const folders = [
      ...new Set(input.files.map(({ key }) => key.slice(0, key.lastIndexOf('/') + 1))),
    ]
    const stored = [...storedColumns(input)]
    await this.create(table, {
      storage: parquetStorage(stored, `${root}tables/`),
      partitioned: true,
    })
    for (let start = 0; start < folders.length; start += batch) {
      const inputs = folders.slice(start, start + batch).map((folder, index) => ({
        Values: [String(start + index)],
        StorageDescriptor: parquetStorage(stored, `${root}${folder}`),
      }))
      const command = new BatchCreatePartitionCommand({
        DatabaseName: this.options.database,
        TableName: table,
        PartitionInputList: inputs,
      })
      const { Errors = [] } = await persist(this.options.patience, () =>
        this.options.client.send(command),
      )
      const bad = Errors.find(
        ({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException',
      )
      if (bad)
        throw new Error(
          `A folder of ${table} could not be told to Glue: ${bad.ErrorDetail?.ErrorMessage}`,
        )
    }
  }

  private async create(
    table: string,
    { storage, partitioned }: { storage: ReturnType<typeof parquetStorage>; partitioned: boolean },
  ): Promise<void> {
    const command = new CreateTableCommand({
      DatabaseName: this.options.database,
      TableInput: {
        Name: table,
        TableType: 'EXTERNAL_TABLE',
        PartitionKeys: partitioned ? [{ Name: part, Type: 'string' }] : [],
        StorageDescriptor: storage,
        Parameters: { EXTERNAL: 'TRUE', classification: 'parquet', 'parquet.compression': 'ZSTD' },
      },
    })
    const make = () => this.send(() => this.options.client.send(command), 'AlreadyExistsException')
    try {
      await make()
    } catch (error) {
      if (!isNamed(error, 'EntityNotFoundException')) throw error
      const database = new CreateDatabaseCommand({ DatabaseInput: { Name: this.options.database } })
      await this.send(() => this.options.client.send(database), 'AlreadyExistsException')
      await make()
    }
  }

  /** Makes a call whose effect may be there already. */
  private async send(call: () => Promise<unknown>, fine: string): Promise<void> {
    try {
      await persist(this.options.patience, call)
    } catch (error) {
      if (!isNamed(error, fine)) throw error
    }
  }
}
