import { seededOrder } from './seeded-order.ts'

/**
 * At most about `most` of the rows, with the classes in their proportions and `least` rows of each class where there are
 * as many; in rising order.
 */
export function stratifiedSample(request: {
  readonly rows: Int32Array
  readonly labels: Int32Array
  readonly keys: readonly string[]
  readonly most: number
  readonly least: number
  readonly seed: number
}): Int32Array {
  const { rows, labels, keys, most, least } = request
  if (rows.length <= most) return rows
  const byClass = new Map<number, number[]>()
  const order = seededOrder(
    Array.from(rows, (row) => keys[row]),
    request.seed,
  )
  for (const position of order) {
    const row = rows[position]
    const own = byClass.get(labels[row])
    if (own === undefined) byClass.set(labels[row], [row])
    else own.push(row)
  }
  const kept = [...byClass.values()].flatMap((own) =>
    own.slice(0, Math.max(least, Math.round((own.length * most) / rows.length))),
  )
  return Int32Array.from(kept).sort()
}
