import { sourceRelation } from '../contracts/project/names.ts'
import type { ModelLayer } from './project/project.ts'
import type { CompiledProject } from './stages.ts'

export interface LineageNode {
  /** The relation: `source_<name>`, or the model's name. */
  readonly id: string
  readonly kind: 'source' | 'model'
  readonly name: string
  readonly layer: ModelLayer | 'source'
}

export interface Lineage {
  /** From left to right: sources, then models in the order in which they are built. */
  readonly nodes: readonly LineageNode[]
  /** `from` is read by `to`; both are ids. */
  readonly edges: readonly { readonly from: string; readonly to: string }[]
}

/** Who reads whom in a project. */
export function lineageOf({ project, models }: CompiledProject): Lineage {
  const sources = project.sources.map(({ name }) => ({
    id: sourceRelation(name),
    kind: 'source' as const,
    name,
    layer: 'source' as const,
  }))
  const nodes = models.map(({ name, file }) => ({
    id: name,
    kind: 'model' as const,
    name,
    layer: file.layer,
  }))
  const edges = models.flatMap(({ name, inputs }) =>
    inputs.map(({ relation }) => ({ from: relation, to: name })),
  )
  return { nodes: [...sources, ...nodes], edges }
}
