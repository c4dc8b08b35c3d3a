import { ProductError } from '../contracts/errors/product-error.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import { readEnvironment } from '../registry/index.ts'
import { type LineageGraph, type LineageNode, lineageGraph } from './lineage-graph.ts'
import { renderLineage } from './render-lineage.ts'

export type { LineageGraph, LineageNode } from './lineage-graph.ts'
export { lineageGraph } from './lineage-graph.ts'
export { renderLineage } from './render-lineage.ts'

export interface LineageRequest {
  /** Name of a source, SQL model, landed file, encoder, model version (its beginning will do), run that scored, or "champion". */
  readonly node: string
  /** @default the only project of the environment that has the node */
  readonly project?: string
  /** Steps upstream and downstream. @default all of them */
  readonly up?: number
  readonly down?: number
}

export interface LineageView {
  readonly node: LineageNode
  /** The whole graph of the project. */
  readonly graph: LineageGraph
  /** Trees upstream and downstream of the node, for people. */
  readonly text: string
}

/** What a node was made from and what was made from it. Throws REGISTRY_NODE_UNKNOWN, REGISTRY_NODE_AMBIGUOUS. */
export async function showLineage(
  platform: Pick<Platform, 'store' | 'env'>,
  { node: name, project, up, down }: LineageRequest,
): Promise<LineageView> {
  const { store, env } = platform
  const projects =
    project === undefined
      ? Object.keys((await readEnvironment(store, env))?.projects ?? {})
      : [project]
  const graphs = await Promise.all(
    projects.map((one) => lineageGraph({ store }, { project: one, env })),
  )
  const found = graphs.filter((graph) => matching(graph, name).length > 0)
  if (found.length === 0) throw unknown(name, env, graphs)
  if (found.length > 1) throw inProjects(name, found)
  const node = findNode(found[0], name)
  return { node, graph: found[0], text: renderLineage(found[0], node, { up, down }) }
}

/** The node of a name. Throws REGISTRY_NODE_UNKNOWN with the nearest name, REGISTRY_NODE_AMBIGUOUS with those it could be. */
export function findNode(graph: LineageGraph, name: string): LineageNode {
  const found = matching(graph, name)
  if (found.length === 0) throw unknown(name, graph.env, [graph])
  if (found.length === 1) return found[0]
  const names = found.slice(0, 5).map(({ id }) => id)
  throw new ProductError('REGISTRY_NODE_AMBIGUOUS', {
    message: `"${name}" could be ${names.join(', ')}${found.length > 5 ? ` and ${found.length - 5} more` : ''} in project "${graph.project}".`,
    hint: 'Give its version, or one of these names in full.',
  })
}

/** Fewest digits by which a version is known. */
const versionDigits = 6

/** The closest match counts: the id, the version, a name, the beginning of a version. */
function matching({ nodes }: LineageGraph, name: string): LineageNode[] {
  const ways: ((node: LineageNode) => boolean)[] = [
    ({ id, version }) => id === name || version === name,
    (node) => node.name === name,
    ({ aliases }) => aliases.includes(name),
    ({ version }) => name.length >= versionDigits && version.startsWith(name),
  ]
  for (const way of ways) {
    const found = nodes.filter(way)
    if (found.length > 0) return found
  }
  return []
}

function unknown(name: string, env: string, graphs: readonly LineageGraph[]): ProductError {
  const names = graphs.flatMap(({ nodes }) => nodes.flatMap((node) => [node.name, ...node.aliases]))
  return new ProductError('REGISTRY_NODE_UNKNOWN', {
    message: `Nothing in environment "${env}" is called "${name}".${didYouMean(name, new Set(names))}`,
  })
}

const inProjects = (name: string, graphs: readonly LineageGraph[]) =>
  new ProductError('REGISTRY_NODE_AMBIGUOUS', {
    message: `"${name}" is in the projects ${graphs.map(({ project }) => project).join(', ')}.`,
    hint: 'Name the project with --project.',
  })
