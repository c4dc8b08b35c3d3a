import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchUpdatePartitionCommand,
  GetPartitionsCommand,
  type GlueClient,
  type Partition,
  type PartitionError,
  type PartitionInput,
  type Table,
} from '@aws-sdk/client-glue'
import { canonicalJson } from '../../contracts/digest.ts'
import type { CatalogPartition } from '../../contracts/ports/catalog.ts'
import { attemptsOf, isPassingCode, type Patience, pause, persist } from './glue-calls.ts'
import { parquetStorage, storageEssence } from './glue-table.ts'

/** Entries that one call of Glue takes at most. */
const limits = { create: 100, update: 100, delete: 25, page: 1000 } as const

export interface PartitionsOf {
  readonly client: Pick<GlueClient, 'send'>
  readonly patience: Patience
  readonly database: string
  readonly table: string
}

/** All partitions of a table, page after page. */
export async function listPartitions(of: PartitionsOf): Promise<readonly Partition[]> {
  const found: Partition[] = []
  let token: string | undefined
  do {
    const page = await persist(of.patience, () =>
      of.client.send(
        new GetPartitionsCommand({
          ...{ DatabaseName: of.database, TableName: of.table },
          ...{ NextToken: token, MaxResults: limits.page },
        }),
      ),
    )
    found.push(...(page.Partitions ?? []))
    token = page.NextToken
  } while (token !== undefined)
  return found
}

/** How Glue is told a partition: the table's columns, at an address of its own. */
export const partitionInput = (
  table: Table,
  { values, prefix }: CatalogPartition,
  root: string,
): PartitionInput => ({
  Values: [...values],
  StorageDescriptor: parquetStorage(
    (table.StorageDescriptor?.Columns ?? []).map(({ Name, Type }) => ({ Name, Type })),
    `${root}${prefix}`,
  ),
})

export const idOf = (values: readonly string[] | undefined): string => JSON.stringify(values ?? [])

/** Adds the partitions that are new, replaces those that differ, and leaves the others alone. */
export async function writePartitions(
  of: PartitionsOf,
  present: readonly Partition[],
  wanted: readonly PartitionInput[],
): Promise<void> {
  const before = new Map(present.map((partition) => [idOf(partition.Values), partition]))
  const differs = wanted.filter((input) => !isSame(before.get(idOf(input.Values)), input))
  let add = differs.filter((input) => !before.has(idOf(input.Values)))
  let replace = differs.filter((input) => before.has(idOf(input.Values)))
  // Another publisher may add or remove the same ones meanwhile: they change sides then.
  for (let round = 0; add.length + replace.length > 0; round += 1) {
    if (round > 0) await pause(round - 1, of.patience)
    const refused = [
      ...(await inBatches(add, limits.create, (batch) => create(of, batch))),
      ...(await inBatches(replace, limits.update, (batch) => update(of, batch))),
    ]
    giveUp(of, round, refused)
    add = refused.filter(({ code }) => code === 'EntityNotFoundException').map(inputOf)
    replace = refused.filter(({ code }) => code === 'AlreadyExistsException').map(inputOf)
    for (const each of refused.filter(({ code }) => isPassingCode(code)))
      (each.call === 'create' ? add : replace).push(each.input)
  }
}

/** Removes partitions by their values; those that are gone already are no error. */
export async function removePartitions(
  of: PartitionsOf,
  values: readonly (readonly string[])[],
): Promise<void> {
  let left = values.map((each): PartitionInput => ({ Values: [...each] }))
  for (let round = 0; left.length > 0; round += 1) {
    if (round > 0) await pause(round - 1, of.patience)
    const refused = (await inBatches(left, limits.delete, (batch) => remove(of, batch))).filter(
      ({ code }) => code !== 'EntityNotFoundException',
    )
    giveUp(of, round, refused)
    left = refused.map(inputOf)
  }
}

interface Refused {
  readonly call: 'create' | 'update' | 'delete'
  readonly input: PartitionInput
  readonly code: string
  readonly message: string
}

const inputOf = ({ input }: Refused): PartitionInput => input

const isSame = (partition: Partition | undefined, input: PartitionInput): boolean =>
  partition !== undefined &&
  canonicalJson(storageEssence(partition.StorageDescriptor)) ===
    canonicalJson(storageEssence(input.StorageDescriptor))

/** Throws what no further attempt will mend. */
function giveUp(of: PartitionsOf, round: number, refused: readonly Refused[]): void {
  const moves = ['EntityNotFoundException', 'AlreadyExistsException']
  const last = round + 1 >= attemptsOf(of.patience)
  const bad = refused.find(({ code }) => last || !(moves.includes(code) || isPassingCode(code)))
  if (bad !== undefined)
    throw new Error(
      `${bad.call} partition ${(bad.input.Values ?? []).join('/')} of "${of.table}": ${bad.message} (${bad.code}; ${refused.length} partitions refused)`,
    )
}

async function inBatches(
  inputs: readonly PartitionInput[],
  size: number,
  send: (batch: PartitionInput[]) => Promise<readonly Refused[]>,
): Promise<readonly Refused[]> {
  const refused: Refused[] = []
  for (let start = 0; start < inputs.length; start += size)
    refused.push(...(await send(inputs.slice(start, start + size))))
  return refused
}

async function create(of: PartitionsOf, batch: PartitionInput[]): Promise<readonly Refused[]> {
  const command = new BatchCreatePartitionCommand({ ...nameOf(of), PartitionInputList: batch })
  const { Errors = [] } = await persist(of.patience, () => of.client.send(command))
  return refusals('create', batch, Errors)
}

async function update(of: PartitionsOf, batch: PartitionInput[]): Promise<readonly Refused[]> {
  const Entries = batch.map((input) => ({
    PartitionValueList: input.Values ?? [],
    PartitionInput: input,
  }))
  const command = new BatchUpdatePartitionCommand({ ...nameOf(of), Entries })
  const { Errors = [] } = await persist(of.patience, () => of.client.send(command))
  return refusals(
    'update',
    batch,
    Errors.map(({ PartitionValueList, ErrorDetail }) => ({
      PartitionValues: PartitionValueList,
      ErrorDetail,
    })),
  )
}

async function remove(of: PartitionsOf, batch: PartitionInput[]): Promise<readonly Refused[]> {
  const command = new BatchDeletePartitionCommand({
    ...nameOf(of),
    PartitionsToDelete: batch.map(({ Values = [] }) => ({ Values })),
  })
  const { Errors = [] } = await persist(of.patience, () => of.client.send(command))
  return refusals('delete', batch, Errors)
}

const nameOf = ({ database, table }: PartitionsOf) => ({
  DatabaseName: database,
  TableName: table,
})

function refusals(
  call: Refused['call'],
  batch: readonly PartitionInput[],
  errors: readonly PartitionError[],
): readonly Refused[] {
  const sent = new Map(batch.map((input) => [idOf(input.Values), input]))
  return errors.flatMap(({ PartitionValues, ErrorDetail }) => {
    const input = sent.get(idOf(PartitionValues))
    const { ErrorCode: code = '', ErrorMessage: message = '' } = ErrorDetail ?? {}
    return input === undefined ? [] : [{ call, input, code, message }]
  })
}
