import { ProductError } from '../contracts/errors/product-error.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import { sourceRelation } from '../contracts/project/names.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import { mountAll } from '../engine/index.ts'
import { knownTableVersion, readEnvironment } from '../registry/index.ts'
import { withSession } from './open-session.ts'
import type { RunContext } from './run-context.ts'
import { verifyTables } from './verify-files.ts'

/** Tables of a project as the environment shows them at this moment: relation → version. Undefined when nothing was published. */
export async function currentTables(
  platform: Platform,
  project: string,
): Promise<ReadonlyMap<string, TableVersion> | undefined> {
  const environment = await readEnvironment(platform.store, platform.env)
  const published = environment?.projects[project]
  if (published === undefined) return undefined
  const tables = await requireVersions(platform, project, published.tables)
  return new Map(tables.map((table) => [table.relation, table]))
}

/** The same, where there must be something. Throws REGISTRY_NOTHING_PUBLISHED. */
export async function requireTables(
  platform: Platform,
  project: string,
): Promise<ReadonlyMap<string, TableVersion>> {
  const tables = await currentTables(platform, project)
  if (tables !== undefined) return tables
  throw new ProductError('REGISTRY_NOTHING_PUBLISHED', {
    message: `Nothing of project "${project}" has been published to environment "${platform.env}" of the lake ${platform.store.root}.`,
    hint: `Land files with \`millrace ingest ${project} …\`, then run \`millrace run ${project}\`.`,
  })
}

/** Records of table versions. Throws LAKE_OBJECT_MISSING when the registry has lost one. */
export const requireVersions = (
  platform: Platform,
  project: string,
  versions: Readonly<Record<string, string>>,
): Promise<TableVersion[]> =>
  Promise.all(
    Object.entries(versions).map(async ([relation, version]) => {
      const model = relation.startsWith(sourceRelation(''))
        ? relation.slice(sourceRelation('').length)
        : relation
      const found = await knownTableVersion(platform.store, project, model, version)
      if (found !== undefined) return found
      throw new ProductError('LAKE_OBJECT_MISSING', {
        message: `Version ${version} of "${relation}" is published, but its record is not in the lake ${platform.store.root}.`,
      })
    }),
  )

/** Tables with what is read to read them: a view is read through its inputs. Inputs come first. */
export function behind(
  tables: ReadonlyMap<string, TableVersion>,
  relations: Iterable<string>,
): readonly TableVersion[] {
  const found = new Map<string, TableVersion>()
  const visit = (relation: string): void => {
    const table = tables.get(relation)
    if (table === undefined || found.has(relation)) return
    if (table.materialized === 'view') for (const input of table.inputs) visit(input.relation)
    found.set(relation, table)
  }
  for (const relation of relations) visit(relation)
  return [...found.values()]
}

export interface TablesOptions {
  /** More prefixes that SQL may read. @default none */
  readonly readable?: readonly string[]
  /** How the files of the tables are held against their records. @default content */
  readonly care?: 'size' | 'content'
}

/**
 * Opens a session in which every table of the versions stands under its relation's name; closes it afterwards. Throws
 * LAKE_OBJECT_MISSING or LAKE_FILE_DAMAGED where a file is not what was written.
 */
export async function withTables<T>(
  platform: Pick<Platform, 'engine' | 'store'>,
  project: string,
  tables: Iterable<TableVersion>,
  work: (session: SqlSession) => Promise<T>,
  { readable = [], care }: TablesOptions = {},
): Promise<T> {
  const versions = [...tables]
  await verifyTables(platform, versions, care)
  return withSession(
    platform.engine,
    { readable: [`tables/${project}/`, ...readable] },
    async (session) => {
      await mountAll(session, versions)
      return work(session)
    },
  )
}

/** The tables a run works on: those it built, else those the environment shows. */
export async function tablesOf(context: RunContext): Promise<ReadonlyMap<string, TableVersion>> {
  const { platform, project, outputs } = context
  if (outputs.transform === undefined) return requireTables(platform, project.name)
  const tables = await requireVersions(platform, project.name, outputs.transform.tables)
  return new Map(tables.map((table) => [table.relation, table]))
}
