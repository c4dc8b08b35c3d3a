import { describe, expect, test } from 'vitest'
import { assignSplits, type SplitRows, split } from '../../../features/split.ts'
import { textDigest } from '../../../features/text-digest.ts'

const settings = { by: 'hash', validation: 0.15, test: 0.15 } as const
const keys = (count: number) => Array.from({ length: count }, (_, i) => `key-${i}`)
const labels = (count: number) => new Int32Array(count)

const rowsOf = (count: number, more: Partial<SplitRows> = {}): SplitRows => ({
  keys: keys(count),
  labels: labels(count),
  ...more,
})
const shareOf = (sides: Uint8Array, side: number) =>
  sides.filter((value) => value === side).length / sides.length

describe('a split by hash', () => {
  test('has about the shares asked for', () => {
    const sides = assignSplits(rowsOf(20_000), { by: 'hash', validation: 0.2, test: 0.1 })
    expect(shareOf(sides, split.validation)).toBeCloseTo(0.2, 1.5)
    expect(shareOf(sides, split.test)).toBeCloseTo(0.1, 1.5)
  })

  // Python: int(hashlib.sha256(b'split:key:key-0').hexdigest()[:13], 16) / 2**52, below 0.15 test, below 0.3 validation
  test('never changes from release to release', () => {
    expect([...assignSplits(rowsOf(16), settings)].join('')).toBe('0100000022000001')
  })

  test('does not put all rows without text on one side', () => {
    const sides = assignSplits(
      rowsOf(400, { textDigests: Array(400).fill(textDigest('')) }),
      settings,
    )
    expect(new Set(sides).size).toBe(3)
  })

  test('leaves rows without a label out', () => {
    const sides = assignSplits(rowsOf(4, { labels: Int32Array.of(0, -1, 2, -1) }), settings)
    expect([sides[1], sides[3]]).toEqual([split.unlabelled, split.unlabelled])
    expect([sides[0], sides[2]]).not.toContain(split.unlabelled)
  })
})

describe('a split by group', () => {
  test('joins groups that share a text', () => {
    const groups = Array.from({ length: 300 }, (_, i) => `g${i}`)
    const textDigests = groups.map((_, i) => textDigest(`text ${i >> 1}`))
    const sides = assignSplits(rowsOf(300, { groups, textDigests }), { ...settings, by: 'group' })
    for (let i = 0; i < 300; i += 2) expect(sides[i]).toBe(sides[i + 1])
    expect(new Set(sides).size).toBe(3)
  })

  test('is not held together by texts of rows without a label', () => {
    const groups = Array.from({ length: 300 }, (_, i) => `g${i}`)
    const textDigests = Array(300).fill(textDigest('the same'))
    const rows = rowsOf(300, { groups, textDigests, labels: new Int32Array(300).fill(-1) })
    expect(new Set(assignSplits(rows, { ...settings, by: 'group' }))).toEqual(
      new Set([split.unlabelled]),
    )
  })

  test('takes a row without a group for itself', () => {
    const sides = assignSplits(rowsOf(400, { groups: Array(400).fill(null) }), {
      ...settings,
      by: 'group',
    })
    expect(new Set(sides).size).toBe(3)
  })

  test('says so when no group is declared', () => {
    const run = () => assignSplits(rowsOf(3), { ...settings, by: 'group' })
    expect(run).toThrow(expect.objectContaining({ code: 'FEATURE_SPLIT_UNDECLARED' }))
  })
})

describe('a split by time', () => {
  const byTime = { by: 'time', validation: 0.2, test: 0.3 } as const

  test('takes the newest rows for the test and those before them for the validation', () => {
    const times = Float64Array.of(5, 1, 9, 3, 7, 2, 10, 4, 8, 6)
    expect([...assignSplits(rowsOf(10, { times }), byTime)]).toEqual([0, 0, 2, 0, 1, 0, 2, 0, 2, 1])
  })

  test('keeps rows of one moment together, on the nearer side', () => {
    const times = Float64Array.of(1, 1, 1, 1, 1, 2, 2, 3, 3, 3)
    expect([...assignSplits(rowsOf(10, { times }), byTime)]).toEqual([0, 0, 0, 0, 0, 1, 1, 2, 2, 2])
    const lumps = Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 2, 2)
    expect([...assignSplits(rowsOf(10, { times: lumps }), byTime)]).toEqual([
      0, 0, 0, 0, 0, 0, 0, 0, 2, 2,
    ])
  })

  test('puts an old copy of a text with its newest', () => {
    const times = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    const textDigests = keys(10)
    textDigests[0] = textDigests[9]
    expect(assignSplits(rowsOf(10, { times, textDigests }), byTime)[0]).toBe(split.test)
  })

  test('takes an unknown time for old', () => {
    const times = Float64Array.of(Number.NaN, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    expect(assignSplits(rowsOf(10, { times }), byTime)[0]).toBe(split.train)
  })

  test('leaves all rows in training when they are of one moment', () => {
    const sides = assignSplits(rowsOf(10, { times: new Float64Array(10).fill(3) }), byTime)
    expect(new Set(sides)).toEqual(new Set([split.train]))
  })

  test('says so when no time is declared', () => {
    const run = () => assignSplits(rowsOf(3), byTime)
    expect(run).toThrow(expect.objectContaining({ code: 'FEATURE_SPLIT_UNDECLARED' }))
  })
})
