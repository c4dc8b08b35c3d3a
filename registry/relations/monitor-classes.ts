import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import type { MonitorRecord } from '../../contracts/records/monitoring.ts'
import { listMonitors } from '../monitors.ts'
import { defineRelation } from './define.ts'

interface Watched {
  readonly record: MonitorRecord
  readonly predicted: MonitorRecord['classes'][number]
}

const listWatched = async (store: ObjectStore, project?: string): Promise<Watched[]> =>
  (await listMonitors(store, project)).flatMap((record) =>
    record.classes.map((predicted) => ({ record, predicted })),
  )

export const monitorClassesRelation = defineRelation<Watched>(
  'monitor_classes',
  'One row per run that was compared with the reference and predicted class.',
  listWatched,
  ({ text, number, time }) => [
    text('project', 'Project that was scored.', ({ record }) => record.project),
    text('env', 'Environment.', ({ record }) => record.env),
    text('run_id', 'Run that scored.', ({ record }) => record.run_id),
    text('model_version', 'Model version that scored.', ({ record }) => record.model_version),
    text('class_name', 'Name of the class.', ({ predicted }) => predicted.name),
    number(
      'share',
      'Share of the rows that were predicted so.',
      ({ predicted }) => predicted.share,
    ),
    number('reference_share', 'The same on held-out rows.', ({ predicted }) => predicted.reference),
    time('monitored_at', 'When the comparison was made, UTC.', ({ record }) => record.monitored_at),
  ],
)
