import { identify } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { didYouMean } from '../contracts/nearest.ts'
import { sourceRelation } from '../contracts/project/names.ts'
import { attemptAsync } from './attempt.ts'
import { checkFunctions } from './check-functions.ts'
import { inspectSelect, type Select } from './inspect-select.ts'
import { layerMayRead, readableLayers } from './layers.ts'
import type { ModelLayer, Project } from './project/project.ts'
import { mapLimited } from './slots.ts'
import type {
  Input,
  PassContext,
  RenderedModel,
  RenderedTest,
  ResolvedModel,
  ResolvedTest,
  Stage,
} from './stages.ts'
import type { Reference } from './template/helpers.ts'

/** Finds what every model and test reads: references exist, layers look left, and the SQL is one SELECT that reads nothing else. */
export async function resolve(
  rendered: Stage<RenderedModel, RenderedTest>,
  { session, report, volatile }: PassContext,
): Promise<Stage<ResolvedModel, ResolvedTest>> {
  const { project } = rendered
  const models = await all(rendered.models)
  const tests = await all(rendered.tests)
  const done = new Set(models.map(({ file }) => file.name))
  const failed = rendered.models.map(({ file }) => file.name).filter((name) => !done.has(name))
  return { project, models, tests, broken: new Set([...rendered.broken, ...failed]) }

  async function all<T extends RenderedModel | RenderedTest>(items: readonly T[]) {
    const found = await mapLimited(items, (item) => attemptAsync(report, () => resolveOne(item)))
    return found.flatMap((item) => item ?? [])
  }

  async function resolveOne<T extends RenderedModel | RenderedTest>(item: T) {
    const inputs = uniqueInputs(
      item.references.map((reference) => inputOf(reference, item, project)),
    )
    const select = await inspectSelect(item, session)
    checkTables(select, item, inputs, project)
    checkFunctions(select, item, volatile)
    return { ...item, inputs, sqlDigest: identify(select.tree) }
  }
}

const uniqueInputs = (inputs: readonly Input[]): readonly Input[] => [
  ...new Map(inputs.map((input) => [input.relation, input])).values(),
]

function inputOf(
  reference: Reference,
  { file }: RenderedModel | RenderedTest,
  project: Project,
): Input {
  const { kind, name, at } = reference
  if (kind === 'source') {
    const names = project.sources.map((source) => source.name)
    if (!names.includes(name)) throw unknownSource(name, file.name, names, at)
    if (file.kind === 'model') checkLayer(file, name, 'source', at)
    return { kind, name, relation: sourceRelation(name) }
  }
  const model = project.models.find((other) => other.name === name)
  if (model === undefined) throw unknownModel(name, file.name, project, at)
  if (file.kind === 'model' && model.name !== file.name) checkLayer(file, name, model.layer, at)
  return { kind: 'model', name, relation: name }
}

type Place = Reference['at']

function unknownSource(name: string, owner: string, names: readonly string[], at: Place) {
  return new ProductError('MODEL_SOURCE_UNKNOWN', {
    message: `"${owner}" refers to the source "${name}", which sources.yml does not declare.${didYouMean(name, names)}`,
    ...(names.length === 0 ? {} : { hint: `Declared sources: ${names.join(', ')}.` }),
    at,
  })
}

function unknownModel(name: string, owner: string, project: Project, at: Place) {
  const names = project.models.map((model) => model.name)
  const isSource = project.sources.some((source) => source.name === name)
  return new ProductError('MODEL_REF_UNKNOWN', {
    message: `"${owner}" refers to the model "${name}", which is not in the project.${isSource ? '' : didYouMean(name, names)}`,
    ...(isSource ? { hint: `"${name}" is a source: write {{source "${name}"}}.` } : {}),
    at,
  })
}

function checkLayer(
  file: { readonly name: string; readonly layer: ModelLayer },
  input: string,
  layer: ModelLayer | 'source',
  at: Place,
): void {
  if (layerMayRead(file.layer, layer)) return
  const what = layer === 'source' ? `the source "${input}"` : `"${input}", which is in ${layer}`
  throw new ProductError('MODEL_LAYER_ORDER', {
    message: `"${file.name}" is in ${file.layer} and reads ${what}. Models in ${file.layer} read only ${readableLayers(file.layer)}.`,
    at,
  })
}

/** Every table that the SQL names comes from a `ref` or `source` in it. */
function checkTables(
  { tables }: Select,
  { file, map }: RenderedModel | RenderedTest,
  inputs: readonly Input[],
  project: Project,
): void {
  const declared = new Set(inputs.map(({ relation }) => relation))
  for (const { name, at } of tables) {
    if (name.toLowerCase() === file.name) throw readsItself(file.name, map(at))
    if (!declared.has(name.toLowerCase())) throw undeclared(name, file.name, project, map(at))
  }
}

const readsItself = (name: string, at: Place) =>
  new ProductError('MODEL_CYCLE', {
    message: `"${name}" reads itself: ${name} → ${name}.`,
    at,
  })

function undeclared(table: string, owner: string, project: Project, at: Place) {
  const name = table.toLowerCase()
  const source = project.sources.find((known) =>
    [known.name, sourceRelation(known.name)].includes(name),
  )
  const models = project.models.map((model) => model.name)
  const write = models.includes(name)
    ? `Write {{ref "${name}"}}.`
    : source !== undefined
      ? `Write {{source "${source.name}"}}.`
      : undefined
  const near =
    write === undefined ? didYouMean(name, [...models, ...project.sources.map((s) => s.name)]) : ''
  return new ProductError('MODEL_TABLE_UNDECLARED', {
    message: `"${owner}" reads the table "${table}" without ref or source.${near}`,
    ...(write === undefined ? {} : { hint: write }),
    at,
  })
}
