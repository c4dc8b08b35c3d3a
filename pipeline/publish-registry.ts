import { mapAtOnce } from '../contracts/at-once.ts'
import { identify } from '../contracts/digest.ts'
import { publishedPart, publishedPrefix } from '../contracts/lake-layout.ts'
import type { CatalogTable } from '../contracts/ports/catalog.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import {
  type RegistryRelation,
  registryRelationNames,
  registryRelations,
} from '../registry/index.ts'
import { withSession } from './open-session.ts'
import { mountRelation } from './registry-rows.ts'

/** What other tables refer to: shown before them, so that whoever joins finds the version that a row names. */
export const ancestorRelations: readonly string[] = [
  'table_versions',
  'encoders',
  'model_versions',
  'lineage',
]
export const otherRelations: readonly string[] = registryRelationNames.filter(
  (name) => !ancestorRelations.includes(name),
)

/** Snapshots that are written at a time. */
const writtenAtOnce = 4

interface Snapshot {
  readonly relation: RegistryRelation
  /** Of the rows and their columns: equal rows stand at one key. */
  readonly digest: string
}

/**
 * The registry's tables of a project as Parquet under keys of their content, and how the catalog shows them. What has not
 * changed since it was last published is not written again.
 */
export async function snapshotRegistry(
  platform: Pick<Platform, 'store' | 'engine'>,
  project: string,
  names: readonly string[],
): Promise<readonly CatalogTable[]> {
  const relations = await registryRelations(platform.store, names, project)
  const snapshots = relations.map((relation) => ({ relation, digest: digestOf(relation) }))
  const heads = await Promise.all(
    snapshots.map((snapshot) => platform.store.head(keyOf(project, snapshot))),
  )
  const missing = snapshots.filter((_, i) => heads[i] === undefined)
  if (missing.length > 0) await write(platform, project, missing)
  return snapshots.map((snapshot) => shown(project, snapshot))
}

const digestOf = ({ name, columns, rows }: RegistryRelation): string =>
  identify({ name, columns: columns.map((column) => [column.name, column.type]), rows })

const keyOf = (project: string, { relation, digest }: Snapshot) =>
  publishedPart(project, relation.name, digest)

const write = (
  { engine }: Pick<Platform, 'engine'>,
  project: string,
  snapshots: readonly Snapshot[],
): Promise<void> =>
  withSession(engine, { readable: [] }, async (session) => {
    await mapAtOnce(
      snapshots,
      async (snapshot) => {
        await mountRelation(session, snapshot.relation)
        const name = quoteIdentifier(snapshot.relation.name)
        await session.write(`select * from ${name}`, keyOf(project, snapshot))
      },
      writtenAtOnce,
    )
  })

const shown = (project: string, { relation, digest }: Snapshot): CatalogTable => ({
  name: relation.name,
  description: relation.description,
  columns: relation.columns,
  prefix: publishedPrefix(project, relation.name, digest),
  parameters: { layer: 'registry', version: digest },
})
