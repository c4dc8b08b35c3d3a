/** The lake's memory: one JSON document a fact, created once; environments and aliases alone are moved. */
export {
  type AliasName,
  type Decision,
  listAliases,
  moveAlias,
  readAlias,
  rollbackAlias,
} from './aliases.ts'
export { tableAncestry } from './ancestry.ts'
export { type Approval, approvalOf } from './approvals.ts'
export { arrivalOfPart, knownArrival, listArrivals, recordArrival } from './arrivals.ts'
export {
  createDocument,
  listDocuments,
  moveDocument,
  readDocument,
  readDocuments,
  readMovable,
} from './documents.ts'
export { listEncoders, readEncoder, recordEncoder } from './encoders.ts'
export {
  listEnvironments,
  type Publication,
  publishTables,
  readEnvironment,
  type TableVersions,
} from './environments.ts'
export { type Change, listEvents, recordEvent, type Versioned } from './events.ts'
export {
  listModelVersions,
  readModelVersion,
  recordModelVersion,
  requireModelVersion,
} from './models.ts'
export { listMonitors, readMonitor, recordMonitor } from './monitors.ts'
export {
  listPredictionSets,
  readPredictionPlan,
  readPredictionSet,
  recordPredictionPlan,
  recordPredictionSet,
} from './predictions.ts'
export { readReferenceProfile, recordReferenceProfile } from './profiles.ts'
export { listRuns, quietMinutes, type RunSummary } from './run-list.ts'
export {
  beginRun,
  finishRun,
  knownStep,
  listSteps,
  readOutcome,
  readRun,
  recordStep,
  recordStop,
} from './runs.ts'
export { knownTableVersion, listTableVersions, recordTableVersion } from './table-versions.ts'
export { type RegistryRelation, registryRelationNames, registryRelations } from './tables.ts'
export { knownTestResult, listTestResults, recordTestResult } from './test-results.ts'
