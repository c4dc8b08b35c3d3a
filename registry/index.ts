/** The lake's memory: one JSON document a fact, created once; environments and aliases alone are moved. */
export { listAliases, moveAlias, readAlias, rollbackAlias } from './aliases.ts'
export { tableAncestry } from './ancestry.ts'
export { moveApprovalRequest, waitingApprovals } from './approval-requests.ts'
export { type Approval, approvalOf } from './approvals.ts'
export { arrivalOfPart, knownArrival, listArrivals, recordArrival } from './arrivals.ts'
export {
  createDocument,
  listDocuments,
  moveDocument,
  readDocument,
  readMovable,
} from './documents.ts'
export { readEmbedPlan, recordEmbedPlan } from './embed-plans.ts'
export { listEncoders, readEncoder, recordEncoder } from './encoders.ts'
export { publishTables, readEnvironment, type TableVersions } from './environments.ts'
export { listEvents, recordEvent } from './events.ts'
export { listModelVersions, recordModelVersion, requireModelVersion } from './models.ts'
export { readMonitor, recordMonitor } from './monitors.ts'
export {
  listPredictionSets,
  publishPredictions,
  readPredictionPlan,
  readPredictionSet,
  recordPredictionPlan,
  recordPredictionSet,
} from './predictions.ts'
export { readReferenceProfile, recordReferenceProfile } from './profiles.ts'
export {
  begun,
  died,
  ended,
  moveQueue,
  type QueueName,
  readQueue,
  started,
  wanted,
} from './queue.ts'
export { noteRetrainWish } from './retrain-wishes.ts'
export { listRuns, type RunSummary } from './run-list.ts'
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
export { knownTableVersion, recordTableVersion } from './table-versions.ts'
export { type RegistryRelation, registryRelationNames, registryRelations } from './tables.ts'
export { type KnownTests, knownTestResults, recordTestResults } from './test-results.ts'
