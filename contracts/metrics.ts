/** Namespace of the metrics of a deployment. */
export const metricsNamespace = 'Millrace'

/** Every metric that functions and tasks publish, with CloudWatch's unit. Dimensions: `stage`, `project`, and `step` where one is named. */
export const metrics = {
  /** Seconds from the beginning of a run to its end, of runs that have one: a run that failed has none. */
  RunDuration: 'Seconds',
  /** 1 for a run that failed or whose model was refused by the gate, 0 for one that is done. */
  RunFailed: 'Count',
  /** Seconds a step took. */
  StepDuration: 'Seconds',
  /** 1 for a step that failed, 0 for one that is done. */
  StepFailed: 'Count',
  /** Rows of landed files that were rejected. */
  RejectedRows: 'Count',
  /** Rows that were scored. */
  ScoredRows: 'Count',
  /** Percent of the scored rows that ask for a review. */
  NeedsReviewShare: 'Percent',
  /** The largest population stability index of a feature. */
  PsiMax: 'None',
  /** What monitoring says: 0 fine, 1 look, 2 retrain. */
  Verdict: 'None',
  /** F1 (macro) of a trained model on its test rows. */
  F1: 'None',
  /** Bytes that Athena read. */
  BytesScanned: 'Bytes',
  /** Messages about arrivals that could not be used. */
  RefusedMessages: 'Count',
} as const

export type MetricName = keyof typeof metrics

/** Values of some metrics. */
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>
