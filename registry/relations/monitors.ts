import type { MonitorRecord } from '../../contracts/records/monitoring.ts'
import { listMonitors } from '../monitors.ts'
import { defineRelation } from './define.ts'

const largestPsi = ({ columns }: MonitorRecord) =>
  columns.length === 0 ? null : Math.max(...columns.map(({ psi }) => psi))

export const monitorsRelation = defineRelation<MonitorRecord>(
  'monitors',
  'One row per run whose predictions were compared with the reference, newest first.',
  listMonitors,
  ({ text, count, number, time, json }) => [
    text('project', 'Project that was scored.', (record) => record.project),
    text('env', 'Environment.', (record) => record.env),
    text('run_id', 'Run that scored.', (record) => record.run_id),
    text('model_version', 'Model version that scored.', (record) => record.model_version),
    text('feature_version', 'Version of the feature table.', (record) => record.feature_version),
    count('rows', 'Rows scored.', (record) => record.rows),
    text('verdict', 'fine, look or retrain.', (record) => record.verdict),
    json('reasons', 'Reasons of the verdict, as JSON.', (record) => record.reasons),
    number('largest_psi', 'Largest population stability index of a column.', largestPsi),
    json(
      'columns',
      'Index and share of missing values by column, as JSON.',
      ({ columns }) => columns,
    ),
    number('centre_shift', "Shift of the text vectors' centre.", (record) => record.centre_shift),
    json('classes', 'Share and reference share by class, as JSON.', (record) => record.classes),
    count('needs_review', 'Rows less sure than the threshold.', (record) => record.needs_review),
    count(
      'accepted',
      'Rows of the landed files that were taken in.',
      ({ quality }) => quality.accepted,
    ),
    count('rejected', 'Rows of them that were rejected.', ({ quality }) => quality.rejected),
    count('tests_failed', 'Data tests that failed.', ({ quality }) => quality.tests_failed),
    count('tests_warned', 'Data tests that warned.', ({ quality }) => quality.tests_warned),
    time('monitored_at', 'When the comparison was made, UTC.', (record) => record.monitored_at),
  ],
)
