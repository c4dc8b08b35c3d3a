import { seededOrder } from './seeded-order.ts'

export interface FoldRequest {
  /** Rows to part, as indices into the arrays below. */
  readonly rows: Int32Array
  /** Class of every row of the dataset. */
  readonly labels: Int32Array
  /** Key of every row of the dataset. */
  readonly keys: readonly string[]
  /** Rows with equal numbers stay in one fold. @default every row on its own */
  readonly groups: Int32Array | undefined
  readonly classes: number
  readonly folds: number
  readonly seed: number
}

interface Group {
  readonly rows: number[]
  readonly counts: Float64Array
}

/**
 * Fold of each of the given rows, so that every fold has about the same share of every class.
 * Groups are dealt out, the largest first, each to the fold that has least of its classes so far.
 */
export function stratifiedFolds(request: FoldRequest): Uint8Array {
  const { classes, folds } = request
  const groups = gather(request)
  const totals = new Float64Array(classes)
  for (const group of groups) addInto(totals, group.counts)
  const filled = Array.from({ length: folds }, () => new Float64Array(classes))
  const sizes = new Float64Array(folds)
  const result = new Uint8Array(request.rows.length)
  for (const group of groups) {
    const fold = emptiest(group, filled, sizes, totals)
    addInto(filled[fold], group.counts)
    sizes[fold] += group.rows.length
    for (const position of group.rows) result[position] = fold
  }
  return result
}

function addInto(target: Float64Array, counts: Float64Array): void {
  for (let k = 0; k < target.length; k++) target[k] += counts[k]
}

/** Groups by size, the largest first, equal sizes in seeded order. */
function gather(request: FoldRequest): readonly Group[] {
  const { rows, labels, keys, groups, classes } = request
  const order = seededOrder(
    Array.from(rows, (row) => keys[row]),
    request.seed,
  )
  const gathered = new Map<number | string, Group>()
  for (const position of order) {
    const row = rows[position]
    const id = groups === undefined ? `row ${position}` : groups[row]
    const group = gathered.get(id) ?? { rows: [], counts: new Float64Array(classes) }
    gathered.set(id, group)
    group.rows.push(position)
    group.counts[labels[row]]++
  }
  return [...gathered.values()].sort((a, b) => b.rows.length - a.rows.length)
}

function emptiest(
  group: Group,
  filled: readonly Float64Array[],
  sizes: Float64Array,
  totals: Float64Array,
): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  filled.forEach((counts, fold) => {
    let fill = 0
    group.counts.forEach((count, k) => {
      if (count > 0) fill += (count * counts[k]) / totals[k]
    })
    if (fill < least || (fill === least && sizes[fold] < sizes[best])) {
      best = fold
      least = fill
    }
  })
  return best
}
