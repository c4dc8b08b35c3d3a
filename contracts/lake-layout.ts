/** Where everything stands in a lake. Keys are relative to its root and parted by "/". */

export type Layer = 'source' | 'raw' | 'intermediate' | 'primary' | 'feature'
export const layers = ['raw', 'intermediate', 'primary', 'feature'] as const

export const landingPrefix = (project: string, source: string) => `landing/${project}/${source}/`
export const landingKey = (project: string, source: string, digest: string, name: string) =>
  `${landingPrefix(project, source)}${digest.slice(0, 16)}/${name}`

export const tablePrefix = (project: string, layer: Layer, model: string, version: string) =>
  `tables/${project}/${layer}/${model}/${version}/`
export const tablePart = (
  project: string,
  layer: Layer,
  model: string,
  version: string,
  part = 0,
) => `${tablePrefix(project, layer, model, version)}${partName(part)}`
export const partName = (part: number) => `part-${String(part).padStart(5, '0')}.parquet`

export const quarantineKey = (project: string, source: string, contract: string, digest: string) =>
  `quarantine/${project}/${source}/${digest}/${contract}.parquet`
export const failingRowsKey = (project: string, model: string, version: string, test: string) =>
  `quarantine/${project}/_tests/${model}/${version}/${test}.parquet`

export const encoderPrefix = (name: string, version: string) => `encoders/${name}/${version}/`
export const vectorPrefix = (encoderVersion: string) => `vectors/${encoderVersion}/`
export const modelPrefix = (project: string, version: string) => `ml/${project}/${version}/`
export const predictionPrefix = (project: string, runDate: string, runId: string) =>
  `predictions/${project}/run_date=${runDate}/run_id=${runId}/`
/** Written when all that a run left was put into the catalog: doing the run again need not. */
export const runPublishedKey = (project: string, env: string, runId: string) =>
  `registry/published/${project}/_runs/${env}/${runId}`
/** Why a message about an arrival could not be used, by the digest of its text. */
export const refusedMessageKey = (digest: string) => `quarantine/_messages/${digest}.json`
/** What a function did already, by the digest of what it was asked; lapses by itself. */
export const idempotencyKey = (scope: string, digest: string) =>
  `idempotency/${scope}/${digest}.json`
/** The pieces that a step of a run is cut into: a JSON array, an object a shard. Made once. */
export const shardListKey = (project: string, runId: string, step: string) =>
  `shards/${project}/${runId}/${step}.json`
/** Predictions of a run without the rows that other runs had published before it could. */
export const predictionRestPrefix = (
  project: string,
  runDate: string,
  runId: string,
  others: string,
) => `${predictionPrefix(project, runDate, runId)}rest-${others}/`
export const stagingPrefix = 'staging/'

/** A part of the registry as Parquet for query tools, under the digest of its content. */
export const publishedPrefix = (project: string, table: string, digest: string) =>
  `registry/published/${project}/${table}/${digest}/`
export const publishedPart = (project: string, table: string, digest: string) =>
  `${publishedPrefix(project, table, digest)}${partName(0)}`

export const registryKeys = {
  environment: (env: string) => `registry/environments/${env}.json`,
  arrivals: (project: string, source: string) => `registry/arrivals/${project}/${source}/`,
  arrival: (project: string, source: string, contract: string, digest: string) =>
    `registry/arrivals/${project}/${source}/${contract}/${digest}.json`,
  tableVersions: (project: string) => `registry/tables/${project}/`,
  tableVersion: (project: string, model: string, version: string) =>
    `registry/tables/${project}/${model}/${version}.json`,
  testResult: (project: string, model: string, id: string) =>
    `registry/tests/${project}/${model}/${id}.json`,
  runs: (project: string) => `registry/runs/${project}/`,
  run: (project: string, runId: string) => `registry/runs/${project}/${runId}/run.json`,
  runSteps: (project: string, runId: string) => `registry/runs/${project}/${runId}/steps/`,
  runStep: (project: string, runId: string, step: string) =>
    `registry/runs/${project}/${runId}/steps/${step}.json`,
  runOutcome: (project: string, runId: string) => `registry/runs/${project}/${runId}/outcome.json`,
  runStop: (project: string, runId: string, id: string) =>
    `registry/runs/${project}/${runId}/stops/${id}.json`,
  encoders: () => 'registry/encoders/',
  encoder: (name: string, version: string) => `registry/encoders/${name}/${version}.json`,
  modelVersions: (project: string) => `registry/models/${project}/`,
  modelVersion: (project: string, version: string) => `registry/models/${project}/${version}.json`,
  alias: (project: string, env: string, alias: string) =>
    `registry/aliases/${env}/${project}/${alias}.json`,
  predictionSets: (project: string) => `registry/predictions/${project}/`,
  predictionSet: (project: string, runId: string) =>
    `registry/predictions/${project}/${runId}.json`,
  predictionPlan: (project: string, runId: string) =>
    `registry/prediction_plans/${project}/${runId}.json`,
  embedPlan: (project: string, runId: string) => `registry/embed_plans/${project}/${runId}.json`,
  approvalRequest: (project: string, runId: string) =>
    `registry/approval_requests/${project}/${runId}.json`,
  /** The latest retraining that monitoring asked for. */
  retrainWish: (project: string, env: string) => `registry/retrain_wishes/${env}/${project}.json`,
  queue: (project: string, env: string) => `registry/queues/${env}/${project}.json`,
  scoringFrontier: (project: string, env: string) =>
    `registry/scoring_frontiers/${env}/${project}.json`,
  monitors: (project: string) => `registry/monitors/${project}/`,
  monitor: (project: string, runId: string) => `registry/monitors/${project}/${runId}.json`,
  referenceProfile: (project: string, modelVersion: string) =>
    `registry/profiles/${project}/${modelVersion}.json`,
  events: () => 'registry/events/',
  event: (at: string, id: string) =>
    `registry/events/${at.slice(0, 10)}/${at.replaceAll(':', '')}-${id}.json`,
} as const

/** Prefix of all registry documents of a kind. */
export const registryPrefix = (kind: string) => `registry/${kind}/`

/** Empty objects whose names tell of documents of a kind that its index may not have yet. */
export const registryTailPrefix = (kind: string, generation: number) =>
  `registry/tail/${kind}/${String(generation).padStart(8, '0')}/`

/** The index of a kind of registry documents: made from them, and made again when it is gone. */
export const registryIndexKeys = {
  manifest: (kind: string) => `registry/index/${kind}/manifest.json`,
  /** Segments are named by a digest of their content. */
  segment: (kind: string, sha256: string, form: 'lines' | 'folded') =>
    `registry/index/${kind}/${sha256.slice(0, 32)}.${form}.zst`,
} as const

const writtenOnceKinds: ReadonlySet<string> = new Set([
  ...['arrivals', 'tables', 'tests', 'runs', 'encoders', 'models', 'predictions', 'monitors'],
  ...['events', 'profiles', 'prediction_plans', 'embed_plans', 'tail', 'published'],
])

/**
 * Whether the object of a key is one of the registry's that never changes once it is there: records, marks, segments of an
 * index. Environments, aliases, queues, frontiers, wishes and manifests move.
 */
export function isWrittenOnce(key: string): boolean {
  const [root, kind] = key.split('/', 2)
  if (root !== 'registry' || kind === undefined) return false
  return writtenOnceKinds.has(kind) || (kind === 'index' && key.endsWith('.zst'))
}
