/** Parts of the lake by what lies in them; rights are given by part. `*` stands for any text, "/" included. */
export const areas = {
  /** Files as they arrived. */
  landing: ['landing/*'],
  /** Rejected rows and messages, with their text. */
  quarantine: ['quarantine/*'],
  /** Layers that carry what a person wrote, and who. */
  'personal layers': [
    'tables/*/source/*',
    'tables/*/raw/*',
    'tables/*/intermediate/*',
    'tables/*/primary/*',
  ],
  features: ['tables/*/feature/*'],
  vectors: ['vectors/*'],
  encoders: ['encoders/*', 'registry/encoders/*'],
  models: ['ml/*', 'registry/models/*', 'registry/profiles/*'],
  predictions: [
    'predictions/*',
    'registry/predictions/*',
    'registry/prediction_plans/*',
    'registry/scoring_frontiers/*',
  ],
  /** Files without the records of them, which are never removed. */
  'files of models and predictions': ['ml/*', 'encoders/*', 'vectors/*', 'predictions/*'],
  /** Half-written files; only their writer knows them. */
  staging: ['staging/*'],
  registry: ['registry/*'],
  'table records': ['registry/arrivals/*', 'registry/tables/*', 'registry/tests/*'],
  /** Runs and their events, with the names by which the index learns of new documents. */
  'run records': ['registry/runs/*', 'registry/events/*', 'registry/tail/*'],
  /** The pieces that a step of a run is cut into. */
  shards: ['shards/*', 'registry/embed_plans/*'],
  /** What a function did already, so that a second delivery does nothing. */
  'done before': ['idempotency/*'],
  /** Made from the registry, and made again when it is gone. */
  index: ['registry/index/*'],
  /** Parts of the registry as Parquet, for query tools. */
  'published registry': ['registry/published/*'],
  'monitor reports': ['registry/monitors/*', 'registry/profiles/*'],
  /** Who may run next. */
  queues: ['registry/queues/*', 'registry/retrain_wishes/*'],
  /** Questions put to people, and their answers. */
  approvals: ['registry/approval_requests/*'],
  /** Which table versions each environment shows. */
  environments: ['registry/environments/*'],
  'environments of developers': ['registry/environments/dev_*'],
  /** Which model version is champion. */
  aliases: ['registry/aliases/*'],
  'aliases of developers': ['registry/aliases/dev_*'],
} as const satisfies Record<string, readonly string[]>

export type Area = keyof typeof areas
