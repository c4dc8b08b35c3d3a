import type { LineageEdge, LineageGraph, LineageNode } from './lineage-graph.ts'

/** Neighbours of one kind that are drawn one by one; the rest is counted. */
const mostOfAKind = 5

export interface LineageDepth {
  /** Steps upstream. @default all */
  readonly up?: number
  /** Steps downstream. @default all */
  readonly down?: number
}

/** Two trees: what a node was made from, and what was made from it. A node that comes again is not drawn out again. */
export function renderLineage(
  graph: LineageGraph,
  node: LineageNode,
  { up = Number.POSITIVE_INFINITY, down = Number.POSITIVE_INFINITY }: LineageDepth = {},
): string {
  const draw = (title: string, neighbours: Neighbours, depth: number): string[] => {
    const lines = [...branches(neighbours, node, depth, new Set([node.id]), '')]
    return ['', title, ...(lines.length === 0 ? ['└─ nothing'] : lines)]
  }
  return [
    titleOf(node, null),
    ...(up > 0 ? draw('made from', neighboursOf(graph, 'from'), up) : []),
    ...(down > 0 ? draw('used by', neighboursOf(graph, 'to'), down) : []),
    '',
  ].join('\n')
}

type Neighbour = { readonly node: LineageNode; readonly version: string | null }
type Neighbours = (node: LineageNode) => readonly Neighbour[]

function neighboursOf({ nodes, edges }: LineageGraph, end: 'from' | 'to'): Neighbours {
  const start = end === 'from' ? 'to' : 'from'
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const byStart = Map.groupBy(edges, (edge: LineageEdge) => edge[start])
  return ({ id }) =>
    (byStart.get(id) ?? []).flatMap((edge) => {
      const node = byId.get(edge[end])
      return node === undefined ? [] : [{ node, version: end === 'from' ? edge.version : null }]
    })
}

function* branches(
  neighbours: Neighbours,
  node: LineageNode,
  depth: number,
  drawn: Set<string>,
  margin: string,
): Iterable<string> {
  if (depth <= 0) return
  const all = neighbours(node)
  const shown = all.filter(
    (one, i) =>
      all.slice(0, i).filter(({ node: { kind } }) => kind === one.node.kind).length < mostOfAKind,
  )
  const hidden = all.length - shown.length
  for (const [i, one] of shown.entries()) {
    const last = i === shown.length - 1 && hidden === 0
    const again = drawn.has(one.node.id) && neighbours(one.node).length > 0
    yield `${margin}${last ? '└─' : '├─'} ${titleOf(one.node, one.version)}${again ? ' (drawn above)' : ''}`
    if (again) continue
    drawn.add(one.node.id)
    yield* branches(neighbours, one.node, depth - 1, drawn, `${margin}${last ? '   ' : '│  '}`)
  }
  if (hidden > 0) yield `${margin}└─ … ${hidden.toLocaleString('en-US')} more`
}

function titleOf({ kind, name, version, detail }: LineageNode, used: string | null): string {
  const shownVersion = kind === 'predictions' ? version : version.slice(0, 10)
  const then = used === null ? '' : `, then version ${used.slice(0, 10)}`
  return `${name} ${shownVersion} · ${detail}${then}`
}
