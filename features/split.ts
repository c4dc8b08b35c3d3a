import { sha256 } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { Components } from './components.ts'
import { emptyTextDigest } from './text-digest.ts'

/** Which rows learn, choose and judge. */
export const split = Object.freeze({ train: 0, validation: 1, test: 2, unlabelled: 3 })

/** What a split looks at; one entry of every array a row. */
export interface SplitRows {
  readonly keys: readonly string[]
  /** Class index; -1 where the label is not known. */
  readonly labels: ArrayLike<number>
  /** Event time as a number; NaN where it is not known. */
  readonly times?: Float64Array
  readonly groups?: readonly (string | null)[]
  /** Digests of the texts; equal texts stay on one side. */
  readonly textDigests?: readonly string[]
}

export interface SplitSettings {
  readonly by: 'hash' | 'time' | 'group'
  /** Shares of the labelled rows. */
  readonly validation: number
  readonly test: number
}

/**
 * Puts each row on a side: 0 train, 1 validation, 2 test, 3 unlabelled.
 * - hash: by a hash of the text, or of the key where there is no text, so that equal texts meet and a row never moves when others are added.
 * - group: by a hash of the group; groups that share a text stay together.
 * - time: the newest rows are the test, those before them the validation; rows of one time stay together, and so do equal texts, with the newest of them.
 */
export function assignSplits(rows: SplitRows, settings: SplitSettings): Uint8Array {
  const sides = settings.by === 'time' ? byTime(rows, settings) : byHash(rows, settings)
  return sides.map((side, row) => (rows.labels[row] < 0 ? split.unlabelled : side))
}

function byHash(rows: SplitRows, settings: SplitSettings): Uint8Array {
  const anchors =
    settings.by === 'group' ? groupAnchors(rows) : rows.keys.map((_, row) => textOrKey(rows, row))
  return Uint8Array.from(anchors, (anchor) => sideOf(hashShare(anchor), settings))
}

/** A name for what a row must stay together with when there are no groups. */
function textOrKey({ keys, textDigests }: SplitRows, row: number): string {
  const digest = textDigests?.[row]
  return digest === undefined || digest === emptyTextDigest ? `key:${keys[row]}` : `text:${digest}`
}

/** For each row the smallest name among the groups that are joined with its own by shared texts. */
function groupAnchors(rows: SplitRows): readonly string[] {
  const { groups } = rows
  if (groups === undefined) throw undeclared('group', 'split.group')
  const nameOf = (row: number) => {
    const group = groups[row]
    return group === null ? textOrKey(rows, row) : `group:${group}`
  }
  const components = new Components(rows.keys.length)
  joinLabelled(components, rows, nameOf)
  joinLabelled(components, rows, (row) => textOrKey(rows, row))
  const smallest = new Map<number, string>()
  rows.keys.forEach((_, row) => {
    const root = components.find(row)
    const best = smallest.get(root)
    const name = nameOf(row)
    if (best === undefined || name < best) smallest.set(root, name)
  })
  return rows.keys.map((_, row) => smallest.get(components.find(row)) as string)
}

/** Rows without a label are on no side, so they tie nothing together. */
function joinLabelled(
  components: Components,
  { keys, labels }: SplitRows,
  nameOf: (row: number) => string,
): void {
  const first = new Map<string, number>()
  for (let row = 0; row < keys.length; row++) {
    if (labels[row] < 0) continue
    const name = nameOf(row)
    const before = first.get(name)
    if (before === undefined) first.set(name, row)
    else components.join(before, row)
  }
}

function byTime(rows: SplitRows, settings: SplitSettings): Uint8Array {
  const moments = newestMoments(rows)
  const labelled = Float64Array.from(moments.filter((_, row) => rows.labels[row] >= 0)).sort()
  const test = firstMomentOf(labelled, settings.test)
  const validation = firstMomentOf(labelled, settings.test + settings.validation)
  return Uint8Array.from(moments, (moment) => {
    if (moment >= test) return split.test
    return moment >= validation ? split.validation : split.train
  })
}

/** The time of each row, or of the newest row with the same text. An unknown time is before all others. */
function newestMoments(rows: SplitRows): Float64Array {
  const { times } = rows
  if (times === undefined) throw undeclared('time', 'features.event_time')
  const known = times.map((time) => (Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time))
  const newest = new Map<string, number>()
  known.forEach((time, row) => {
    if (rows.labels[row] < 0) return
    const name = textOrKey(rows, row)
    newest.set(name, Math.max(time, newest.get(name) ?? time))
  })
  return known.map((time, row) => newest.get(textOrKey(rows, row)) ?? time)
}

/** The moment from which on about `share` of the rows lie; Infinity when taking the first whole moment would be further off. */
function firstMomentOf(sorted: Float64Array, share: number): number {
  const wanted = Math.round(share * sorted.length)
  if (wanted === 0) return Number.POSITIVE_INFINITY
  const moment = sorted[Math.max(0, sorted.length - wanted)]
  const from = sorted.indexOf(moment)
  const after = sorted.lastIndexOf(moment) + 1
  const surplus = sorted.length - from - wanted
  const shortage = wanted - (sorted.length - after)
  if (surplus <= shortage && from > 0) return moment
  return after < sorted.length ? sorted[after] : Number.POSITIVE_INFINITY
}

/** A number in [0, 1) that depends on the name alone. */
const hashShare = (name: string): number =>
  Number.parseInt(sha256(`split:${name}`).slice(0, 13), 16) / 2 ** 52

function sideOf(share: number, { validation, test }: SplitSettings): number {
  if (share < test) return split.test
  return share < test + validation ? split.validation : split.train
}

const undeclared = (by: string, setting: string) =>
  new ProductError('FEATURE_SPLIT_UNDECLARED', {
    message: `The rows cannot be split by ${by}: pipeline.yml does not declare ${setting}.`,
  })
