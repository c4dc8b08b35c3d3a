import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { registryKeys, registryPrefix } from '../../../contracts/lake-layout.ts'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import { encoderVersion } from '../../../contracts/records/encoder.ts'
import { modelAlias, modelVersion } from '../../../contracts/records/model-version.ts'
import { predictionSet } from '../../../contracts/records/prediction.ts'
import { environment, tableVersion } from '../../../contracts/records/table-version.ts'
import { GlueCatalog } from '../../../platform/aws/glue-catalog.ts'
import { glueClient } from '../glue/glue-world.ts'

/** What was found in a lake that is whole. */
export interface WholeLake {
  /** Everything that is referred to and is not there, or is not what was written. */
  readonly faults: readonly string[]
  readonly files: number
  readonly tables: number
  readonly models: number
  readonly predictions: number
}

interface File {
  readonly key: string
  readonly bytes: number
  readonly sha256: string
}

/** Follows every reference of a lake: environment and alias to versions, versions to versions and files, Glue to prefixes. */
export async function inspectLake(
  store: ObjectStore,
  { project, env }: { readonly project: string; readonly env: string },
): Promise<WholeLake> {
  const faults: string[] = []
  const need = (there: unknown, what: string) => void (there || faults.push(what))
  const read = <T>(prefix: string, schema: z.ZodType<T>) => documents(store, prefix, schema)
  const tables = await read(registryKeys.tableVersions(project), tableVersion)
  const models = await read(registryKeys.modelVersions(project), modelVersion)
  const encoders = await read(registryKeys.encoders(), encoderVersion)
  const sets = await read(registryKeys.predictionSets(project), predictionSet)
  const environments = await read(registryPrefix('environments'), environment)
  const aliases = await read(registryPrefix('aliases'), modelAlias)
  const isTable = new Set(tables.map(({ relation, version }) => `${relation}@${version}`))
  const versions = new Set([...tables, ...models, ...encoders].map(({ version }) => version))

  const shown = environments.find((each) => each.env === env)?.projects[project]?.tables ?? {}
  for (const [relation, version] of Object.entries(shown))
    need(isTable.has(`${relation}@${version}`), `environment shows ${relation}@${version}`)
  for (const { relation, inputs } of tables)
    for (const input of inputs)
      need(
        isTable.has(`${input.relation}@${input.version}`),
        `${relation} was made from a lost one`,
      )
  for (const { alias, version } of aliases) need(versions.has(version), `${alias} names ${version}`)
  for (const each of models)
    for (const version of [each.feature_version, each.encoder?.version ?? each.version])
      need(versions.has(version), `model ${each.version} was trained on ${version}`)
  for (const each of sets)
    for (const version of [each.model_version, each.feature_version, each.encoder_version])
      need(version === null || versions.has(version), `predictions of ${each.run_id}: ${version}`)

  const files: File[] = [
    ...[...tables, ...encoders, ...sets].flatMap((each): readonly File[] => each.files),
    ...models.map(({ model }) => model),
  ]
  for (const file of files) need(await isWhole(store, file), `${file.key} is not what was written`)
  await inspectGlue(store, `${project}_${env}`, sets, need)
  return {
    faults,
    files: files.length,
    tables: tables.length,
    models: models.length,
    predictions: sets.reduce((sum, { rows }) => sum + rows, 0),
  }
}

async function documents<T>(
  store: ObjectStore,
  prefix: string,
  schema: z.ZodType<T>,
): Promise<readonly T[]> {
  const found: T[] = []
  for await (const { key } of store.list(prefix)) {
    const { body = new Uint8Array() } = (await store.get(key)) ?? {}
    found.push(schema.parse(JSON.parse(Buffer.from(body).toString())))
  }
  return found
}

async function isWhole(store: ObjectStore, { key, bytes, sha256 }: File): Promise<boolean> {
  const body = (await store.get(key))?.body
  const digest = createHash('sha256').update(body ?? '')
  return body?.byteLength === bytes && digest.digest('hex') === sha256
}

/** Every location has files, and the partitions of predictions are the published sets. */
async function inspectGlue(
  store: ObjectStore,
  database: string,
  sets: readonly z.infer<typeof predictionSet>[],
  need: (there: unknown, what: string) => void,
): Promise<void> {
  const catalog = new GlueCatalog({ client: glueClient(), root: store.root })
  const tables = await catalog.tables(database)
  for (const { name, prefix, partitionColumns } of tables) {
    const parted = partitionColumns !== undefined && partitionColumns.length > 0
    const partitions = parted ? await catalog.partitions(database, name) : []
    const prefixes = parted ? partitions.map((each) => each.prefix) : [prefix]
    for (const each of prefixes)
      need(each === undefined || (await hasFiles(store, each)), `Glue: ${name} lies at ${each}`)
    if (name !== 'predictions') continue
    const runs = partitions.map(({ values }) => values[1]).sort()
    const filled = sets.filter(({ rows }) => rows > 0).map(({ run_id }) => run_id)
    need(String(runs) === String(filled.sort()), `Glue shows predictions of ${runs}, not ${filled}`)
  }
}

async function hasFiles(store: ObjectStore, prefix: string): Promise<boolean> {
  for await (const { key } of store.list(prefix)) if (key.endsWith('.parquet')) return true
  return false
}
