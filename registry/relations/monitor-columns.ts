import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import type { MonitorRecord } from '../../contracts/records/monitoring.ts'
import { listMonitors } from '../monitors.ts'
import { defineRelation } from './define.ts'

interface Watched {
  readonly record: MonitorRecord
  readonly column: MonitorRecord['columns'][number]
}

const listWatched = async (store: ObjectStore, project?: string): Promise<Watched[]> =>
  (await listMonitors(store, project)).flatMap((record) =>
    record.columns.map((column) => ({ record, column })),
  )

export const monitorColumnsRelation = defineRelation<Watched>(
  'monitor_columns',
  'One row per run that was compared with the reference and column that was looked at.',
  listWatched,
  ({ text, number, time }) => [
    text('project', 'Project that was scored.', ({ record }) => record.project),
    text('env', 'Environment.', ({ record }) => record.env),
    text('run_id', 'Run that scored.', ({ record }) => record.run_id),
    text('model_version', 'Model version that scored.', ({ record }) => record.model_version),
    text('column_name', 'Column of the feature table.', ({ column }) => column.column),
    number('psi', 'Population stability index against the reference.', ({ column }) => column.psi),
    number('missing', 'Share of missing values.', ({ column }) => column.missing),
    time('monitored_at', 'When the comparison was made, UTC.', ({ record }) => record.monitored_at),
  ],
)
