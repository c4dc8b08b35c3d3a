import type { TableVersion } from '../../contracts/records/table-version.ts'
import { listTableVersions } from '../table-versions.ts'
import { defineRelation } from './define.ts'

const bytesOf = ({ files }: TableVersion) => files.reduce((sum, file) => sum + file.bytes, 0)

export const tableVersionsRelation = defineRelation<TableVersion>(
  'table_versions',
  'One row per immutable version of a table or source.',
  listTableVersions,
  ({ text, count, time, json }) => [
    text('project', 'Project it belongs to.', (table) => table.project),
    text('layer', 'source, raw, intermediate, primary or feature.', (table) => table.layer),
    text('model', 'SQL model, or source.', (table) => table.model),
    text('relation', 'Name by which SQL refers to it.', (table) => table.relation),
    text('version', 'Its identity.', (table) => table.version),
    text('materialized', 'source, view or table.', (table) => table.materialized),
    count('rows', 'Rows; NULL for a view.', (table) => table.rows),
    count('files', 'Parquet files.', (table) => table.files.length),
    count('bytes', 'Bytes of the files.', bytesOf),
    json('inputs', 'Versions it was made from, as JSON.', (table) => table.inputs),
    text('file', 'SQL file in the project.', (table) => table.file),
    text('sql', 'The compiled SELECT.', (table) => table.sql),
    text('engine', 'Engine that built it, with its version.', ({ engine }) =>
      [engine.name, engine.version].join(' '),
    ),
    time('created_at', 'When it was built, UTC.', (table) => table.created_at),
  ],
)
