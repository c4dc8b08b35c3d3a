import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type MonitorRecord, monitorRecord } from '../contracts/records/monitoring.ts'
import { createDocument, readDocument } from './documents.ts'
import { below, listKind } from './listing/read-listing.ts'
import { newestFirst } from './newest-first.ts'

/** Records what was seen of a run's predictions. What was recorded first stands and is returned. */
export const recordMonitor = async (
  store: ObjectStore,
  record: MonitorRecord,
): Promise<MonitorRecord> => {
  const key = registryKeys.monitor(record.project, record.run_id)
  return (await createDocument(store, key, monitorRecord, record)).value
}

export const readMonitor = (
  store: ObjectStore,
  project: string,
  runId: string,
): Promise<MonitorRecord | undefined> =>
  readDocument(store, registryKeys.monitor(project, runId), monitorRecord)

/** Records of a project (or of all) in an environment (or in all), newest first. */
export const listMonitors = async (
  store: ObjectStore,
  project?: string,
  env?: string,
): Promise<MonitorRecord[]> => {
  const records = await listKind(store, 'monitors', below(project))
  return newestFirst(
    records.filter((record) => env === undefined || record.env === env),
    (record) => record.monitored_at,
    (record) => record.run_id,
  )
}
