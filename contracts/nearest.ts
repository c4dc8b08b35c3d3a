/** The name closest to `wanted` by edit distance, when it is close enough to be a likely slip. */
export function nearestName(wanted: string, names: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const name of names) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase())
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** Levenshtein distance with adjacent transpositions counted once (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        row[j - 1] + 1,
        last[j] + 1,
        last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
        swap ? beforeLast[j - 2] + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = row
  }
  return last[b.length]
}

/** " Did you mean "x"?" or nothing. */
export function didYouMean(wanted: string, names: Iterable<string>): string {
  const name = nearestName(wanted, names)
  return name === undefined ? '' : ` Did you mean "${name}"?`
}
