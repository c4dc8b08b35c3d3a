import type { Platform } from '../contracts/ports/platform.ts'
import { sourceRelation } from '../contracts/project/names.ts'
import type { Arrival } from '../contracts/records/arrival.ts'
import type { EncoderVersion } from '../contracts/records/encoder.ts'
import type { ModelVersion } from '../contracts/records/model-version.ts'
import type { PredictionSet } from '../contracts/records/prediction.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import {
  knownTableVersion,
  listArrivals,
  listEncoders,
  listModelVersions,
  listPredictionSets,
  readAlias,
  readEnvironment,
} from '../registry/index.ts'

export interface LineageNode {
  /** Unique in the graph, as in `table:feat_reviews`. */
  readonly id: string
  readonly kind: 'file' | 'source' | 'table' | 'encoder' | 'model' | 'predictions'
  /** What a person calls it: file name, relation, encoder, `model`, run. */
  readonly name: string
  readonly version: string
  /** What else is worth saying, in a few words. */
  readonly detail: string
  /** Other names it is found by. */
  readonly aliases: readonly string[]
}

/** `to` was made from `from`; `version` tells which version of it, where it is not the one that the node shows. */
export interface LineageEdge {
  readonly from: string
  readonly to: string
  readonly version: string | null
}

export interface LineageGraph {
  readonly project: string
  readonly env: string
  readonly nodes: readonly LineageNode[]
  readonly edges: readonly LineageEdge[]
}

type Deps = Pick<Platform, 'store'>

/** Who was made from whom: from the landed files through the tables of the environment to models and predictions. */
export async function lineageGraph(
  { store }: Deps,
  { project, env }: { readonly project: string; readonly env: string },
): Promise<LineageGraph> {
  const shown = (await readEnvironment(store, env))?.projects[project]?.tables ?? {}
  const tables = (
    await Promise.all(
      Object.entries(shown).map(([relation, version]) =>
        knownTableVersion(store, project, modelOf(relation), version),
      ),
    )
  ).filter((table) => table !== undefined)
  const models = await listModelVersions(store, project)
  const used = new Set(models.map((model) => model.encoder?.version))
  const encoders = (await listEncoders(store)).filter(
    ({ version, fitted_on }) => used.has(version) || fitted_on?.project === project,
  )
  const sets = await listPredictionSets(store, project, env)
  const champion = await readAlias(store, { project, env, alias: 'champion' })
  const current = new Map(tables.map((table) => [table.relation, table]))
  const arrivals = arrivalsIn(await listArrivals(store, project), tables)
  return {
    ...{ project, env },
    nodes: [
      ...arrivals.map(fileNode),
      ...tables.map(tableNode),
      ...encoders.map(encoderNode),
      ...models.map((model) => modelNode(model, champion?.version)),
      ...sets.map(predictionsNode),
    ],
    edges: [
      ...arrivals.map((file) => edge(fileId(file), tableId(sourceRelation(file.source)))),
      ...tables.flatMap(({ relation, inputs }) =>
        inputs.map((input) => edge(tableId(input.relation), tableId(relation))),
      ),
      ...encoders.flatMap((encoder) => encoderEdges(encoder, models, current)),
      ...models.flatMap((model) => modelEdges(model, encoders, current)),
      ...sets.flatMap((set) => predictionsEdges(set, models, current)),
    ],
  }
}

const modelOf = (relation: string): string => {
  const prefix = sourceRelation('')
  return relation.startsWith(prefix) ? relation.slice(prefix.length) : relation
}

const fileId = ({ source, digest }: Arrival) => `file:${source}/${digest}`
const tableId = (relation: string) => `table:${relation}`
const encoderId = (version: string) => `encoder:${version}`
const modelId = (version: string) => `model:${version}`

const edge = (from: string, to: string, version: string | null = null): LineageEdge => ({
  ...{ from, to, version },
})

/** The version as an edge tells it: only where it is not the one that the environment shows. */
const unlessCurrent = (
  current: ReadonlyMap<string, TableVersion>,
  relation: string,
  version: string,
): string | null => (current.get(relation)?.version === version ? null : version)

/** Arrivals whose rows are in the tables of the environment, newest first. */
function arrivalsIn(arrivals: readonly Arrival[], tables: readonly TableVersion[]): Arrival[] {
  const parts = new Set(tables.flatMap(({ files }) => files.map(({ key }) => key)))
  return arrivals
    .filter(({ part }) => part !== null && parts.has(part.key))
    .toSorted((a, b) => (a.arrived_at < b.arrived_at ? 1 : -1))
}

const fileNode = (file: Arrival): LineageNode => ({
  ...{ id: fileId(file), kind: 'file', name: file.name, version: file.digest },
  detail: `${rows(file.accepted)} arrived ${file.arrived_at}${file.rejected > 0 ? `, ${file.rejected.toLocaleString('en-US')} in quarantine` : ''}`,
  aliases: [file.key],
})

const tableNode = (table: TableVersion): LineageNode => ({
  id: tableId(table.relation),
  kind: table.layer === 'source' ? 'source' : 'table',
  name: table.relation,
  version: table.version,
  detail: [
    table.layer === 'source' ? 'source' : `${table.layer} ${table.materialized}`,
    ...(table.rows === null ? [] : [rows(table.rows)]),
  ].join(', '),
  aliases: [table.model],
})

const encoderNode = (encoder: EncoderVersion): LineageNode => ({
  ...{
    id: encoderId(encoder.version),
    kind: 'encoder',
    name: encoder.name,
    version: encoder.version,
  },
  detail: `text encoder, ${encoder.dimensions} dimensions`,
  aliases: ['encoder'],
})

const modelNode = (model: ModelVersion, champion: string | undefined): LineageNode => ({
  ...{ id: modelId(model.version), kind: 'model', name: 'model', version: model.version },
  detail: `${model.algorithm}, F1 macro ${model.metrics.test.f1_macro.toFixed(3)}${model.version === champion ? ', champion' : ''}`,
  aliases: model.version === champion ? ['champion'] : [],
})

const predictionsNode = (set: PredictionSet): LineageNode => ({
  ...{ id: `predictions:${set.run_id}`, kind: 'predictions', name: 'predictions' },
  version: set.run_id,
  detail: `${rows(set.rows)} of ${set.run_date}`,
  aliases: [],
})

const rows = (count: number): string =>
  `${count.toLocaleString('en-US')} row${count === 1 ? '' : 's'}`

/** An encoder is fitted on the feature table of the models that use it. */
function encoderEdges(
  encoder: EncoderVersion,
  models: readonly ModelVersion[],
  current: ReadonlyMap<string, TableVersion>,
): LineageEdge[] {
  if (encoder.fitted_on === null) return []
  const feature = models.find((model) => model.encoder?.version === encoder.version)?.feature_model
  if (feature === undefined) return []
  const version = unlessCurrent(current, feature, encoder.fitted_on.feature_version)
  return [edge(tableId(feature), encoderId(encoder.version), version)]
}

function modelEdges(
  model: ModelVersion,
  encoders: readonly EncoderVersion[],
  current: ReadonlyMap<string, TableVersion>,
): LineageEdge[] {
  const version = unlessCurrent(current, model.feature_model, model.feature_version)
  const encoder = encoders.find((one) => one.version === model.encoder?.version)
  return [
    edge(tableId(model.feature_model), modelId(model.version), version),
    ...(encoder === undefined ? [] : [edge(encoderId(encoder.version), modelId(model.version))]),
  ]
}

function predictionsEdges(
  set: PredictionSet,
  models: readonly ModelVersion[],
  current: ReadonlyMap<string, TableVersion>,
): LineageEdge[] {
  const id = `predictions:${set.run_id}`
  const feature = models.find((model) => model.version === set.model_version)?.feature_model
  if (feature === undefined) return []
  const version = unlessCurrent(current, feature, set.feature_version)
  return [edge(tableId(feature), id, version), edge(modelId(set.model_version), id)]
}
