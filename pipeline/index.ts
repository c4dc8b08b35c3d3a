/** The door of the pipeline: what the CLI, functions and the console ask for. */

export { approveAndTell, performApprovalEvent, refuseModel, type ToldRun } from './approvals.ts'
export {
  type ArrivalDeps,
  keepRefusal,
  type LandingChange,
  landingChange,
  reconcileProjects,
  wantArrivals,
  wantCommand,
} from './arrivals.ts'
export type { IngestedFile, IngestReport } from './ingest.ts'
export { ingestFiles } from './ingest-files.ts'
export {
  type CheckReport,
  type CompiledModelView,
  checkProject,
  compileProject,
  listModels,
  type ModelListing,
} from './inspect-project.ts'
export { showLineage } from './lineage.ts'
export { listPredictions, type PredictionsRequest, showModel } from './look.ts'
export { performMetered, performRunMetered } from './metered.ts'
export {
  approveModel,
  listModelVersions,
  type ModelListEntry,
  rollbackModel,
  showModelVersion,
} from './models.ts'
export { monitorProject } from './monitor-project.ts'
export { noticeOf } from './notices.ts'
export { listProjects } from './open-project.ts'
export { performEvent, type StepAnswer } from './perform-event.ts'
export { performRunEvent, type RunAnswer } from './perform-run-event.ts'
export { type PublishReport, publishCatalog } from './publish.ts'
export { type QueryRequest, type QueryResult, runSql } from './query.ts'
export {
  beginGeneration,
  type Executions,
  endGeneration,
  type QueueDeps,
  reconcileQueue,
  wantRun,
} from './queue.ts'
export { listRemoteRuns, type RemoteRun, runRemotely } from './remote-runs.ts'
export {
  buildProject,
  listRuns,
  type RunOptions,
  retrainProject,
  runProject,
  scoreProject,
  type TestsReport,
  testProject,
  trainProject,
} from './run.ts'
export type { StepOutputs } from './run-context.ts'
export {
  closeNamedRun,
  openNamedRun,
  performNamedStep,
  stopNamedRun,
} from './run-in-parts.ts'
export type { RunReport } from './run-steps.ts'
export { showDecision } from './show-decision.ts'
export { pipelineSteps } from './steps.ts'
export { traceKey } from './trace.ts'
