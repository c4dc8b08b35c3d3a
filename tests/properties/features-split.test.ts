import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assignSplits, type SplitRows, split } from '../../features/split.ts'

const row = fc.record({
  label: fc.integer({ min: -1, max: 2 }),
  time: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(Number.NaN)),
  group: fc.option(fc.integer({ min: 0, max: 20 }).map(String)),
  text: fc.integer({ min: 0, max: 40 }).map((n) => `digest-${n}`),
})
const rows = fc.array(row, { maxLength: 80 }).map(
  (list): SplitRows => ({
    keys: list.map((_, i) => `key-${i}`),
    labels: list.map(({ label }) => label),
    times: Float64Array.from(list, ({ time }) => time),
    groups: list.map(({ group }) => group),
    textDigests: list.map(({ text }) => text),
  }),
)
const shares = { validation: 0.2, test: 0.2 }
const ways = fc.constantFrom('hash' as const, 'time' as const, 'group' as const)

/** Sides that labelled rows of one name are on. */
function sidesByName(sides: Uint8Array, names: readonly (string | null)[]): Set<number>[] {
  const byName = new Map<string, Set<number>>()
  sides.forEach((side, i) => {
    const name = names[i]
    if (side === split.unlabelled || name === null) return
    byName.set(name, (byName.get(name) ?? new Set()).add(side))
  })
  return [...byName.values()]
}

test('equal texts are on one side, however rows are split', () => {
  fc.assert(
    fc.property(rows, ways, (given, by) => {
      const sides = assignSplits(given, { by, ...shares })
      expect(sidesByName(sides, given.textDigests ?? []).every(({ size }) => size === 1)).toBe(true)
    }),
  )
})

test('a group is on one side when rows are split by group', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const sides = assignSplits(given, { by: 'group', ...shares })
      expect(sidesByName(sides, given.groups ?? []).every(({ size }) => size === 1)).toBe(true)
    }),
  )
})

test('exactly the rows without a label are on no side', () => {
  fc.assert(
    fc.property(rows, ways, (given, by) => {
      const sides = assignSplits(given, { by, ...shares })
      sides.forEach((side, i) => {
        expect(side === split.unlabelled).toBe(given.labels[i] < 0)
      })
    }),
  )
})

test('no row that is learned from is newer than a row whose text is only in the test', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const alone = { ...given, textDigests: given.keys }
      const sides = assignSplits(alone, { by: 'time', ...shares })
      const times = (side: number) =>
        [...(given.times ?? [])]
          .filter((_, i) => sides[i] === side)
          .map((time) => (Number.isNaN(time) ? -1 : time))
      const newest = (side: number) => Math.max(-2, ...times(side))
      const oldest = (side: number) => Math.min(99, ...times(side))
      expect(newest(split.train)).toBeLessThan(oldest(split.test))
      expect(newest(split.train)).toBeLessThan(oldest(split.validation))
      expect(newest(split.validation)).toBeLessThan(oldest(split.test))
    }),
  )
})

test('equal texts do not bring a row from after the test began into training', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const sides = assignSplits(given, { by: 'time', ...shares })
      const times = [...(given.times ?? [])].map((time) => (Number.isNaN(time) ? -1 : time))
      const learned = times.filter((_, i) => sides[i] === split.train)
      const newestTest = times.filter((_, i) => sides[i] === split.test)
      if (newestTest.length > 0)
        expect(Math.max(-2, ...learned)).toBeLessThan(Math.max(...newestTest))
    }),
  )
})

test('a row stays on its side when others are added, moved or lose their label, split by hash', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 80 }), (given, cut) => {
      const whole = assignSplits(given, { by: 'hash', ...shares })
      const part: SplitRows = {
        keys: given.keys.slice(cut).reverse(),
        labels: [...Array.from(given.labels)].slice(cut).reverse(),
        textDigests: given.textDigests?.slice(cut).reverse(),
      }
      expect([...assignSplits(part, { by: 'hash', ...shares })]).toEqual(
        [...whole.slice(cut)].reverse(),
      )
    }),
  )
})
