import type { Arrival } from '../../contracts/records/arrival.ts'
import { listArrivals } from '../arrivals.ts'
import { defineRelation } from './define.ts'

export const arrivalsRelation = defineRelation<Arrival>(
  'arrivals',
  'One row per landed file and contract it was read under.',
  listArrivals,
  ({ text, count, time, json }) => [
    text('project', 'Project it landed for.', (file) => file.project),
    text('source', 'Source it belongs to.', (file) => file.source),
    text('name', 'Name of the file, as in _source_file.', (file) => file.name),
    text('digest', "SHA-256 of the file's bytes.", (file) => file.digest),
    text('contract', 'Digest of the declared schema it was read under.', (file) => file.contract),
    text('key', 'The landed object.', (file) => file.key),
    count('bytes', 'Size in bytes.', (file) => file.bytes),
    text('format', 'csv, json, jsonl or parquet.', (file) => file.format),
    text('dialect', 'How it was read.', (file) => file.dialect),
    text('status', 'accepted, or over_limit: too many bad rows.', (file) => file.status),
    count('accepted', 'Rows taken in.', (file) => file.accepted),
    count('rejected', 'Rows sent to quarantine.', (file) => file.rejected),
    text('quarantine', 'Parquet with the rejected rows.', (file) => file.quarantine),
    // The examples are values of people's rows, and stay with the arrival's record.
    json('reasons', 'Why rows were rejected, with counts, as JSON.', ({ reasons }) =>
      reasons.map(({ code, column, count }) => ({ code, column, count })),
    ),
    time('arrived_at', 'When it was taken in, UTC.', (file) => file.arrived_at),
  ],
)
