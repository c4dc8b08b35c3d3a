import type { Arrival } from '../../../contracts/records/arrival.ts'
import type { EncoderVersion } from '../../../contracts/records/encoder.ts'
import type { ModelVersion } from '../../../contracts/records/model-version.ts'
import type { MonitorRecord } from '../../../contracts/records/monitoring.ts'
import type { PredictionSet } from '../../../contracts/records/prediction.ts'
import type { RunOutcome, RunRecord, RunStepRecord } from '../../../contracts/records/run.ts'
import type { TableVersion, TestResult } from '../../../contracts/records/table-version.ts'

/** Valid records of every kind, each changed by what a test is about. */

export const morning = '2026-07-01T08:00:00.000Z'

export const sampleRun = (change: Partial<RunRecord> = {}): RunRecord => ({
  kind: 'run',
  project: 'reviews',
  env: 'prod',
  run_id: 'r1',
  run_date: '2026-07-01',
  command: 'run',
  steps: ['arrive', 'transform'],
  vars: {},
  who: 'ana',
  started_at: morning,
  ...change,
})

export const sampleStep = (change: Partial<RunStepRecord> = {}): RunStepRecord => ({
  kind: 'run_step',
  project: 'reviews',
  run_id: 'r1',
  step: 'arrive',
  output: { accepted: 10, rejected: 1 },
  seconds: 1.5,
  finished_at: '2026-07-01T08:01:00.000Z',
  ...change,
})

export const sampleOutcome = (change: Partial<RunOutcome> = {}): RunOutcome => ({
  kind: 'run_outcome',
  project: 'reviews',
  run_id: 'r1',
  status: 'done',
  message: 'Every step is done.',
  finished_at: '2026-07-01T08:05:00.000Z',
  ...change,
})

export const sampleTable = (change: Partial<TableVersion> = {}): TableVersion => ({
  kind: 'table_version',
  project: 'reviews',
  layer: 'raw',
  model: 'raw_review',
  relation: 'raw_review',
  version: 'v1',
  materialized: 'table',
  columns: [{ name: 'review_id', type: 'VARCHAR' }],
  files: [],
  rows: 3,
  sql: 'select 1',
  inputs: [],
  file: 'raw/raw_review.sql',
  fingerprint: {},
  engine: { name: 'duckdb', version: '1.5.5' },
  created_at: morning,
  ...change,
})

export const sampleTest = (change: Partial<TestResult> = {}): TestResult => ({
  kind: 'test_result',
  project: 'reviews',
  model: 'raw_review',
  id: 't1',
  name: 'not_null(review_id)',
  severity: 'error',
  status: 'pass',
  failures: 0,
  failing_rows: null,
  message: null,
  tested_at: morning,
  ...change,
})

export const sampleArrival = (change: Partial<Arrival> = {}): Arrival => ({
  kind: 'arrival',
  project: 'reviews',
  source: 'review',
  contract: 'c1',
  digest: 'd1',
  name: 'reviews.csv',
  key: 'landing/reviews/review/d1/reviews.csv',
  etag: 'e1',
  bytes: 100,
  format: 'csv',
  dialect: 'delimiter ",", quote "\\"", header',
  status: 'accepted',
  accepted: 10,
  rejected: 1,
  part: null,
  quarantine: null,
  reasons: [],
  notes: [],
  arrived_at: morning,
  ...change,
})

export const sampleEncoder = (change: Partial<EncoderVersion> = {}): EncoderVersion => ({
  kind: 'encoder_version',
  name: 'lsa',
  type: 'lsa',
  version: 'enc1',
  dimensions: 2,
  config: {},
  fitted_on: { project: 'reviews', feature_version: 'f1', rows: 8, texts_digest: 'x' },
  files: [],
  created_at: morning,
  ...change,
})

const metrics: ModelVersion['metrics']['test'] = {
  rows: 10,
  accuracy: 0.8,
  f1_macro: 0.7,
  f1_weighted: 0.79,
  log_loss: 0.5,
  calibration_error: 0.02,
  per_class: [],
  confusion: [],
}

export const sampleModel = (change: Partial<ModelVersion> = {}): ModelVersion => ({
  kind: 'model_version',
  project: 'reviews',
  version: 'm1',
  env: 'prod',
  run_id: 'r1',
  algorithm: 'logistic_regression',
  parameters: { C: 1 },
  classes: [
    { value: 0, name: 'negative' },
    { value: 1, name: 'positive' },
  ],
  signature: { inputs: [], outputs: [] },
  feature_model: 'feat_reviews',
  feature_version: 'f1',
  entity: 'review_id',
  encoder: { name: 'lsa', version: 'enc1' },
  selected_by: 'f1_weighted',
  metrics: { train: metrics, validation: metrics, test: metrics },
  baseline: { validation: metrics, test: { ...metrics, f1_macro: 0.3 } },
  leaderboard: [],
  rows: { train: 70, validation: 15, test: 15, fitted: 85 },
  gate: { passed: true, checks: [] },
  model: { key: 'ml/reviews/m1/model.onnx', bytes: 1, sha256: 'aa' },
  agreement: { rows: 10, largest_difference: 1e-7 },
  review_below: 0.7,
  retrained_from: null,
  created_at: morning,
  ...change,
})

export const samplePredictions = (change: Partial<PredictionSet> = {}): PredictionSet => ({
  kind: 'prediction_set',
  project: 'reviews',
  env: 'prod',
  run_id: 'r1',
  run_date: '2026-07-01',
  scope: 'new',
  entity: 'review_id',
  model_version: 'm1',
  encoder_version: 'enc1',
  feature_version: 'f1',
  rows: 10,
  needs_review: 1,
  class_counts: [4, 6],
  files: [],
  scored_at: morning,
  ...change,
})

export const sampleMonitor = (change: Partial<MonitorRecord> = {}): MonitorRecord => ({
  kind: 'monitor',
  project: 'reviews',
  env: 'prod',
  run_id: 'r1',
  model_version: 'm1',
  feature_version: 'f1',
  rows: 10,
  verdict: 'fine',
  reasons: [],
  columns: [{ column: 'words', psi: 0.02, missing: 0 }],
  centre_shift: 0.1,
  classes: [],
  needs_review: 1,
  quality: { accepted: 10, rejected: 0, tests_failed: 0, tests_warned: 0 },
  monitored_at: morning,
  ...change,
})
