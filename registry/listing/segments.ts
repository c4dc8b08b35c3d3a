import { sha256 } from '../../contracts/digest.ts'
import { registryIndexKeys } from '../../contracts/lake-layout.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { foldRuns } from './fold-runs.ts'
import { type DocumentKind, shelfOf } from './kinds.ts'
import type { Packed, Segment } from './manifest.ts'
import { type Line, packLines, unpackLines } from './segment.ts'

/** Bytes (before compression) above which segments are left as they are instead of being joined. */
const largestJoined = 64 * 2 ** 20

/** A part of an index that is gone, or is not what was written. */
export class SegmentLost extends Error {
  override readonly name = 'SegmentLost'
}

/** The lines of a segment, of which the names begin with the prefix. Throws SegmentLost. */
export async function readPacked(store: ObjectStore, packed: Packed, prefix = ''): Promise<Line[]> {
  const object = await store.get(packed.key)
  if (object === undefined || sha256(object.body) !== packed.sha256)
    throw new SegmentLost(`${packed.key} is gone or damaged`)
  return unpackLines(object.body, prefix)
}

/**
 * Segments with these lines added, which count before what the segments say of the same names. Each new segment takes in the
 * ones before it that are not much larger, so that there are few: each line is written again about log2(all / new) times.
 */
export async function withLines(
  store: ObjectStore,
  kind: DocumentKind,
  segments: readonly Segment[],
  lines: readonly Line[],
): Promise<Segment[]> {
  let result = [...segments]
  for (const [shelf, added] of byShelf(kind, lines)) {
    const joined = smallOnes(result, shelf, added)
    const old = await Promise.all(joined.map((segment) => readPacked(store, segment.lines)))
    const segment = await writeSegment(store, kind, shelf, newestOf([...old, added]))
    result = [...result.filter((one) => !joined.includes(one)), segment]
  }
  return result
}

function byShelf(kind: DocumentKind, lines: readonly Line[]): Map<string, Line[]> {
  const shelves = new Map<string, Line[]>()
  for (const line of lines) {
    const shelf = shelfOf(kind, line.name)
    const found = shelves.get(shelf)
    if (found === undefined) shelves.set(shelf, [line])
    else found.push(line)
  }
  return shelves
}

const sizeOf = ({ name, json }: Line) => name.length + json.length + 2

/** The newest segments of a shelf that new lines are joined with. */
function smallOnes(segments: readonly Segment[], shelf: string, added: readonly Line[]): Segment[] {
  const joined: Segment[] = []
  let documents = added.length
  let size = added.reduce((sum, line) => sum + sizeOf(line), 0)
  for (const segment of segments.filter((one) => one.shelf === shelf).reverse()) {
    if (segment.documents > 2 * documents || size + segment.size > largestJoined) break
    joined.unshift(segment)
    documents += segment.documents
    size += segment.size
  }
  return joined
}

/** One line a name, in the order of the names; later lists count before earlier ones. */
export function newestOf(lists: readonly (readonly Line[])[]): Line[] {
  const byName = new Map<string, Line>()
  for (const lines of lists) for (const line of lines) byName.set(line.name, line)
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function writeSegment(
  store: ObjectStore,
  kind: DocumentKind,
  shelf: string,
  lines: readonly Line[],
): Promise<Segment> {
  const documents = await writePacked(store, kind, 'lines', lines)
  return {
    shelf,
    documents: lines.length,
    size: lines.reduce((sum, line) => sum + sizeOf(line), 0),
    lines: documents,
    ...(kind === 'runs' && { folded: await writePacked(store, kind, 'folded', foldRuns(lines)) }),
  }
}

async function writePacked(
  store: ObjectStore,
  kind: DocumentKind,
  form: 'lines' | 'folded',
  lines: readonly Line[],
): Promise<Packed> {
  const body = await packLines(lines)
  const digest = sha256(body)
  const key = registryIndexKeys.segment(kind, digest, form)
  await store.putIfAbsent(key, body)
  return { key, bytes: body.length, sha256: digest }
}
