import { identify } from '../../../contracts/digest.ts'
import type { FileRecord, TableVersion } from '../../../contracts/records/table-version.ts'
import { type CompiledProject, type PlanOptions, planBuild } from '../../../engine/index.ts'

/** A version of the source `review` of the small project. */
export const reviewSource = (files: FileRecord[] = []): TableVersion => ({
  kind: 'table_version',
  project: 'reviews',
  layer: 'source',
  model: 'review',
  relation: 'source_review',
  version: identify(files.map(({ sha256 }) => sha256)),
  materialized: 'source',
  columns: [
    { name: 'review_id', type: 'VARCHAR' },
    { name: 'stars', type: 'BIGINT' },
    { name: 'text', type: 'VARCHAR' },
    { name: 'date', type: 'TIMESTAMP' },
    { name: '_source_file', type: 'VARCHAR' },
    { name: '_source_row', type: 'BIGINT' },
    { name: '_ingested_at', type: 'TIMESTAMP' },
  ],
  files,
  rows: files.reduce((sum, { rows }) => sum + rows, 0),
  sql: null,
  inputs: [],
  file: null,
  fingerprint: {},
  engine: { name: 'duckdb', version: '0' },
  created_at: '2024-01-01T00:00:00.000Z',
})

/** A plan of the small project, by default on an empty environment and lake. */
export const planOf = (compiled: CompiledProject, options: Partial<PlanOptions> = {}) =>
  planBuild(compiled, {
    sources: [reviewSource()],
    engine: { name: 'duckdb', version: '1' },
    current: new Map(),
    known: async (model, version) => {
      const shown = options.current?.get(model.name)
      return shown?.version === version ? shown : undefined
    },
    ...options,
  })

export const versionsOf = async (compiled: CompiledProject, options: Partial<PlanOptions> = {}) =>
  Object.fromEntries(
    (await planOf(compiled, options)).models.map(({ model, version }) => [model.name, version]),
  )
