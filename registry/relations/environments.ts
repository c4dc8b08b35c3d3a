import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { listEnvironments } from '../environments.ts'
import { defineRelation } from './define.ts'

interface Shown {
  readonly env: string
  readonly project: string
  readonly relation: string
  readonly version: string
  readonly run_id: string
  readonly published_at: string
}

async function listShown(store: ObjectStore, only?: string): Promise<Shown[]> {
  const environments = await listEnvironments(store)
  return environments.flatMap(({ env, projects }) =>
    Object.entries(projects)
      .filter(([project]) => only === undefined || project === only)
      .flatMap(([project, { tables, run_id, published_at }]) =>
        Object.entries(tables).map(([relation, version]) => ({
          ...{ env, project, relation, version, run_id, published_at },
        })),
      ),
  )
}

export const environmentsRelation = defineRelation<Shown>(
  'environments',
  'One row per table that an environment shows.',
  listShown,
  ({ text, time }) => [
    text('env', 'Name of the environment.', (shown) => shown.env),
    text('project', 'Project of the table.', (shown) => shown.project),
    text('relation', 'Name by which SQL refers to the table.', (shown) => shown.relation),
    text('version', 'Table version it shows.', (shown) => shown.version),
    text('run_id', 'Run that published it.', (shown) => shown.run_id),
    time('published_at', 'When that was, UTC.', (shown) => shown.published_at),
  ],
)
