import { canonicalJson } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type Environment, environment } from '../contracts/records/table-version.ts'
import { moveDocument, readDocument, readDocuments, readMovable } from './documents.ts'
import { recordEvent } from './events.ts'
import { readRun } from './runs.ts'

/** Times a publication tries again because another project moved the environment first. */
const mostAttempts = 1000

/** relation → version */
export type TableVersions = Readonly<Record<string, string>>

type Published = Environment['projects'][string]

export interface Publication {
  /** Every table of the project, as it is to be seen. */
  readonly tables: TableVersions
  readonly runId: string
  readonly at: string
  /** The project's tables as they stood when the build was planned; undefined when there were none. */
  readonly base: TableVersions | undefined
}

/** What an environment shows, or undefined when nothing was ever published to it. */
export const readEnvironment = (
  store: ObjectStore,
  env: string,
): Promise<Environment | undefined> =>
  readDocument(store, registryKeys.environment(env), environment)

/** Every environment, by name. */
export const listEnvironments = (store: ObjectStore): Promise<Environment[]> =>
  readDocuments(store, 'registry/environments/', environment)

/**
 * Makes a project's tables visible, all in one step. `moved`: somebody published other tables of this project since `base`
 * was read; nothing was changed, and the caller plans again. Publications of other projects are kept.
 */
export async function publishTables(
  store: ObjectStore,
  env: string,
  project: string,
  publication: Publication,
): Promise<'published' | 'unchanged' | 'moved'> {
  const key = registryKeys.environment(env)
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const current = await readMovable(store, key, environment)
    const before = current?.value.projects[project]
    // A process that died between its move and its event left the event to whoever comes next.
    if (before !== undefined) await recordPublication(store, env, project, before, true)
    if (equal(before?.tables, publication.tables)) return 'unchanged'
    if (!equal(before?.tables, publication.base)) return 'moved'
    const after = entry(publication)
    const next = withProject(env, current?.value, project, after)
    if (await moveDocument(store, key, environment, next, current?.etag)) {
      await recordPublication(store, env, project, after)
      return 'published'
    }
  }
  throw new ProductError('REGISTRY_ENVIRONMENT_BUSY', {
    message: `Environment "${env}" was moved by others ${mostAttempts} times while the tables of "${project}" were being published. They were not published.`,
  })
}

const entry = ({ tables, runId, at }: Publication): Published => ({
  tables: { ...tables },
  run_id: runId,
  published_at: at,
})

const withProject = (
  env: string,
  current: Environment | undefined,
  project: string,
  published: Published,
): Environment => ({
  kind: 'environment',
  env,
  projects: { ...current?.projects, [project]: published },
})

const equal = (a: TableVersions | undefined, b: TableVersions | undefined): boolean =>
  canonicalJson(a ?? {}) === canonicalJson(b ?? {})

async function recordPublication(
  store: ObjectStore,
  env: string,
  project: string,
  entry: Published,
  again = false,
): Promise<void> {
  const run = await readRun(store, project, entry.run_id)
  await recordEvent(store, {
    type: 'OTHER',
    job: `environment.${env}`,
    project,
    at: entry.published_at,
    who: run?.who ?? 'unknown',
    why: `run ${entry.run_id} built and tested these tables`,
    runId: entry.run_id,
    facts: { env },
    again,
    outputs: Object.keys(entry.tables)
      .toSorted()
      .map((name) => ({ name, version: entry.tables[name] })),
  })
}
