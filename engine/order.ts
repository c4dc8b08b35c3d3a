import { ProductError } from '../contracts/errors/product-error.ts'
import { layerIndex } from './layers.ts'
import type { PassContext, ResolvedModel, ResolvedTest, Stage } from './stages.ts'

/** Sorts the models so that each follows its inputs: by layer, then by depth, then by name. Cycles are errors. */
export function order(
  resolved: Stage<ResolvedModel, ResolvedTest>,
  { report }: PassContext,
): Stage<ResolvedModel, ResolvedTest> {
  const byName = new Map(resolved.models.map((model) => [model.file.name, model]))
  const depths = new Map<string, number>()
  const circular = new Set<string>()
  for (const model of resolved.models) depth(model, [])
  const models = resolved.models
    .filter(({ file }) => !circular.has(file.name))
    .sort((a, b) => compare(a, b, depths))
  return { ...resolved, models, broken: new Set([...resolved.broken, ...circular]) }

  /** Longest way from the model to one that reads no other; `path` leads to it. */
  function depth(model: ResolvedModel, path: readonly ResolvedModel[]): number {
    const known = depths.get(model.file.name)
    if (known !== undefined) return known
    const start = path.indexOf(model)
    if (start >= 0) return cycle(path.slice(start))
    const inputs = model.inputs.flatMap(({ relation }) => byName.get(relation) ?? [])
    const found = inputs.map((input) => depth(input, [...path, model]) + 1)
    const deepest = Math.max(0, ...found)
    depths.set(model.file.name, deepest)
    return deepest
  }

  function cycle(members: readonly ResolvedModel[]): number {
    if (members.every(({ file }) => !circular.has(file.name))) report(cycleError(members))
    for (const { file } of members) circular.add(file.name)
    return 0
  }
}

function compare(a: ResolvedModel, b: ResolvedModel, depths: ReadonlyMap<string, number>): number {
  const layer = layerIndex(a.file.layer) - layerIndex(b.file.layer)
  if (layer !== 0) return layer
  const depth = (depths.get(a.file.name) ?? 0) - (depths.get(b.file.name) ?? 0)
  return depth !== 0 ? depth : a.file.name < b.file.name ? -1 : 1
}

/** Told from the member whose name comes first, so that the same cycle always reads the same. */
function cycleError(members: readonly ResolvedModel[]): ProductError {
  const names = members.map(({ file }) => file.name)
  const first = names.indexOf(names.toSorted()[0])
  const circle = [...members.slice(first), ...members.slice(0, first)]
  const [start, next = start] = circle
  const chain = [...circle, start].map(({ file }) => file.name).join(' → ')
  const files = circle.map(({ file }) => file.file).join(', ')
  const at = start.references.find(({ name }) => name === next.file.name)?.at
  return new ProductError('MODEL_CYCLE', {
    message: `Models refer to each other in a circle: ${chain}. They stand in ${files}.`,
    ...(at === undefined ? {} : { at }),
    data: { cycle: circle.map(({ file }) => file.name) },
  })
}
