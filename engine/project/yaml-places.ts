import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from 'yaml'
import type { ErrorPlace } from '../../contracts/errors/product-error.ts'

/** Where in a YAML file the value at a path stands; for what is not there, where the nearest thing around it stands. */
export type Locate = (path: readonly PropertyKey[]) => ErrorPlace

export interface YamlPlaces {
  readonly value: Locate
  /** Where the last step of the path stands itself, as a key. */
  readonly key: Locate
}

/** Places of a parsed document whose text is `text`. */
export function yamlPlaces(
  document: Document.Parsed,
  lines: LineCounter,
  file: string,
  text: string,
): YamlPlaces {
  const place = (offset: number): ErrorPlace => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col, text }
  }
  return {
    value: (path) => place(find(document.contents, path).value),
    key: (path) => place(find(document.contents, path).key),
  }
}

/** Offsets of the value and of the key at a path. */
function find(
  root: Node | null,
  path: readonly PropertyKey[],
): { readonly key: number; readonly value: number } {
  let node: unknown = root
  let found = { key: start(root) ?? 0, value: start(root) ?? 0 }
  for (const step of path) {
    const next = childOf(node, step)
    if (next === undefined) break
    const key = start(next.key) ?? start(next.value) ?? found.key
    found = { key, value: start(next.value) ?? key }
    node = next.value
  }
  return found
}

function childOf(node: unknown, step: PropertyKey): { key?: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(step)]
    return value === undefined ? undefined : { value }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
  return pair && { key: pair.key, value: pair.value }
}

const start = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)
