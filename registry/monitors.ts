import { registryKeys, registryPrefix } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type MonitorRecord, monitorRecord } from '../contracts/records/monitoring.ts'
import { createDocument, readDocument, readDocuments } from './documents.ts'
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
  const records = await readDocuments(store, registryPrefix('monitors', project), monitorRecord)
  return newestFirst(
    records.filter((record) => env === undefined || record.env === env),
    (record) => record.monitored_at,
    (record) => record.run_id,
  )
}
