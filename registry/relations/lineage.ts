import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { listEncoders } from '../encoders.ts'
import { listModelVersions } from '../models.ts'
import { listTableVersions } from '../table-versions.ts'
import { defineRelation } from './define.ts'

/** Something with a version that was made from others. */
interface Made {
  readonly project: string
  /** model, encoder, or the layer of a table. */
  readonly kind: string
  readonly name: string
  readonly version: string
  readonly inputs: readonly string[]
}

interface Ancestor {
  readonly made: Made
  readonly of: Made
  readonly steps: number
}

const tableId = (project: string, model: string, version: string) =>
  `table ${project}/${model}/${version}`
const encoderId = (name: string, version: string) => `encoder ${name}/${version}`

/** Every version that another was made from, directly or through others, with the fewest steps between. */
async function listAncestors(store: ObjectStore, project?: string): Promise<Ancestor[]> {
  const all = await listMade(store, project)
  return [...all.values()].flatMap((of) =>
    [...distances(all, of)].map(([made, steps]) => ({ made, of, steps })),
  )
}

async function listMade(store: ObjectStore, project?: string): Promise<Map<string, Made>> {
  const [tables, models, encoders] = await Promise.all([
    listTableVersions(store, project),
    listModelVersions(store, project),
    listEncoders(store),
  ])
  const all = new Map<string, Made>()
  for (const table of tables) {
    const { project, layer: kind, relation: name, version } = table
    const inputs = table.inputs.map((input) => tableId(project, input.model, input.version))
    all.set(tableId(project, table.model, version), { project, kind, name, version, inputs })
  }
  const features = new Map(
    tables.filter(({ layer }) => layer === 'feature').map((table) => [table.version, table.model]),
  )
  for (const { name, version, fitted_on } of encoders) {
    if (fitted_on === null || (project ?? fitted_on.project) !== fitted_on.project) continue
    const { feature_version, project: of } = fitted_on
    const inputs = [tableId(of, features.get(feature_version) ?? '', feature_version)]
    all.set(encoderId(name, version), { project: of, kind: 'encoder', name, version, inputs })
  }
  for (const { project, version, feature_model, feature_version, encoder, algorithm } of models) {
    const inputs = [
      tableId(project, feature_model, feature_version),
      ...(encoder === null ? [] : [encoderId(encoder.name, encoder.version)]),
    ]
    all.set(`model ${project}/${version}`, {
      ...{ project, kind: 'model', name: algorithm, version, inputs },
    })
  }
  return all
}

/** Breadth first, so that the first way found is the shortest. What the registry does not know is left out. */
function distances(all: ReadonlyMap<string, Made>, of: Made): Map<Made, number> {
  const found = new Map<Made, number>()
  let edge: readonly Made[] = [of]
  for (let steps = 1; edge.length > 0; steps += 1) {
    const next = edge
      .flatMap(({ inputs }) => inputs.map((id) => all.get(id)))
      .filter((made): made is Made => made !== undefined && !found.has(made))
    for (const made of next) found.set(made, steps)
    edge = [...new Set(next)]
  }
  return found
}

export const lineageRelation = defineRelation<Ancestor>(
  'lineage',
  'One row per version and version that it was made from, directly (1 step) or through others.',
  listAncestors,
  ({ text, count }) => [
    text('project', 'Project it belongs to.', ({ of }) => of.project),
    text('kind', 'model, encoder, or the layer of a table.', ({ of }) => of.kind),
    text('name', 'Algorithm, encoder, or relation.', ({ of }) => of.name),
    text('version', 'Its identity.', ({ of }) => of.version),
    text(
      'from_kind',
      'encoder, or the layer of a table; source is where it began.',
      (ancestor) => ancestor.made.kind,
    ),
    text('from_name', 'Encoder, or relation.', (ancestor) => ancestor.made.name),
    text('from_version', 'Version that it was made from.', (ancestor) => ancestor.made.version),
    count('steps', 'Steps between the two.', (ancestor) => ancestor.steps),
  ],
)
