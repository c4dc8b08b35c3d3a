import { unicodeClasses } from './unicode-classes.ts'

/** Code points from `from` to `to`, both in it. */
export type Range = readonly [from: number, to: number]

const last = 0x10ffff

/** In order, without overlaps. */
export function union(ranges: readonly Range[]): readonly Range[] {
  const joined: [number, number][] = []
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const open = joined.at(-1)
    if (open && from <= open[1] + 1) open[1] = Math.max(open[1], to)
    else joined.push([from, to])
  }
  return joined
}

export function complement(ranges: readonly Range[]): readonly Range[] {
  const holes: Range[] = []
  let next = 0
  for (const [from, to] of union(ranges)) {
    if (from > next) holes.push([next, from - 1])
    next = to + 1
  }
  if (next <= last) holes.push([next, last])
  return holes
}

/** The members of a Unicode class as DuckDB's regular expressions know it; undefined for an unknown name. */
export function unicodeClass(name: string): readonly Range[] | undefined {
  const encoded = unicodeClasses[name]
  if (encoded === undefined) return undefined
  let end = 0
  return encoded.split(' ').map((pair): Range => {
    const [gap = '', length = ''] = pair.split('.')
    const from = end + Number.parseInt(gap, 36)
    end = from + Number.parseInt(length, 36)
    return [from, end]
  })
}

/** With what matches without regard to case: ASCII letters, and the two signs beyond ASCII that fold to one. */
export function foldAscii(ranges: readonly Range[]): readonly Range[] {
  const more: Range[] = []
  for (const [from, to] of ranges) {
    for (const [low, high, shift] of [
      [0x41, 0x5a, 32],
      [0x61, 0x7a, -32],
    ] as const) {
      const start = Math.max(from, low)
      const end = Math.min(to, high)
      if (start <= end) more.push([start + shift, end + shift])
    }
  }
  const all = union([...ranges, ...more])
  const holds = (point: number) => all.some(([from, to]) => from <= point && point <= to)
  return union([
    ...all,
    ...(holds(0x6b) ? [[0x212a, 0x212a] as const] : []),
    ...(holds(0x73) ? [[0x17f, 0x17f] as const] : []),
  ])
}

/** A character class in the syntax of Trino's regular expressions. */
export const printClass = (ranges: readonly Range[]): string =>
  `[${ranges.map(([from, to]) => (from === to ? printPoint(from) : `${printPoint(from)}-${printPoint(to)}`)).join('')}]`

const plain = /^[A-Za-z0-9 !#%'",:;<=>@_`~/]$/

/** One character, inside a class or outside. */
export function printPoint(point: number): string {
  const sign = String.fromCodePoint(point)
  return plain.test(sign) ? sign : `\\x{${point.toString(16).toUpperCase()}}`
}
