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
/** Why a message about an arrival could not be used, by the digest of its text. */
export const refusedMessageKey = (digest: string) => `quarantine/_messages/${digest}.json`
export const stagingPrefix = 'staging/'

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
  queue: (project: string, env: string) => `registry/queues/${env}/${project}.json`,
  monitors: (project: string) => `registry/monitors/${project}/`,
  monitor: (project: string, runId: string) => `registry/monitors/${project}/${runId}.json`,
  referenceProfile: (project: string, modelVersion: string) =>
    `registry/profiles/${project}/${modelVersion}.json`,
  events: () => 'registry/events/',
  event: (at: string, id: string) =>
    `registry/events/${at.slice(0, 10)}/${at.replaceAll(':', '')}-${id}.json`,
} as const

/** Prefix of all registry documents of a kind, of one project or of all. */
export const registryPrefix = (
  kind: 'arrivals' | 'tables' | 'tests' | 'runs' | 'models' | 'predictions' | 'monitors',
  project?: string,
) => `registry/${kind}/${project === undefined ? '' : `${project}/`}`
