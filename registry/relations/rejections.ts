import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import type { Arrival } from '../../contracts/records/arrival.ts'
import { listArrivals } from '../arrivals.ts'
import { defineRelation } from './define.ts'

interface Rejection {
  readonly file: Arrival
  readonly reason: Arrival['reasons'][number]
}

const listRejections = async (store: ObjectStore, project?: string): Promise<Rejection[]> =>
  (await listArrivals(store, project)).flatMap((file) =>
    file.reasons.map((reason) => ({ file, reason })),
  )

export const rejectionsRelation = defineRelation<Rejection>(
  'rejections',
  'One row per landed file and reason why rows of it were rejected.',
  listRejections,
  ({ text, count, time }) => [
    text('project', 'Project it landed for.', ({ file }) => file.project),
    text('source', 'Source it belongs to.', ({ file }) => file.source),
    text('file', 'Name of the file, as in _source_file.', ({ file }) => file.name),
    text('digest', "SHA-256 of the file's bytes.", ({ file }) => file.digest),
    text('contract', 'Digest of the declared schema.', ({ file }) => file.contract),
    text('code', 'What is wrong.', ({ reason }) => reason.code),
    text('column_name', 'Column that is wrong, if one is.', ({ reason }) => reason.column),
    count('rejected', 'Rows rejected for this reason.', ({ reason }) => reason.count),
    text('quarantine', 'Parquet with the rejected rows.', ({ file }) => file.quarantine),
    time('arrived_at', 'When the file was taken in, UTC.', ({ file }) => file.arrived_at),
  ],
)
