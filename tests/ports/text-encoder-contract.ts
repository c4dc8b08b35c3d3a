import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TextEncoder } from '../../contracts/ports/text-encoder.ts'

export interface EncoderExpectations {
  /** Largest difference between two encodings of one text; 0 where they are equal bit for bit. */
  readonly tolerance: number
  /** Whether a text without a single known term has a vector of zeros. */
  readonly zeroForUnknown: boolean
}

const awkward = {
  empty: '',
  blank: ' \n\t ',
  long: 'the soup was cold and bland, sadly. '.repeat(20_000),
  oneWord: 'x'.repeat(200_000),
  emoji: '😀😀 best tacos 🌮 👩‍👩‍👧‍👦 🇫🇷',
  arabic: 'الطعام كان رائعا والخدمة سريعة',
  thai: 'อาหารอร่อยมากและบริการดี',
  chinese: '这家餐厅的菜很好吃',
  surrogate: 'half \ud83d a \udc00 pair',
  control: 'nul \u0000 and bell \u0007',
  specialTokens: '[CLS] [SEP] <s> </s> <pad> [MASK]',
}
const plain = [
  'the soup was cold',
  'the staff was friendly!',
  'our waiter was slow, sadly.',
  'the soup was cold',
]
const all = [...plain, ...Object.values(awkward)]

/** What every text encoder must show. `open` gives one that knows something of English restaurant talk. */
export function textEncoderContract(
  name: string,
  open: () => Promise<TextEncoder>,
  expected: EncoderExpectations,
): void {
  describe(`${name} as a text encoder`, () => {
    let encoder: TextEncoder
    let vectors: Float32Array

    beforeAll(async () => {
      encoder = await open()
      vectors = await encoder.encode(all)
    })
    afterAll(() => encoder.close())

    const row = (from: Float32Array, i: number) =>
      from.slice(i * encoder.dimensions, (i + 1) * encoder.dimensions)
    const difference = (a: Float32Array, b: Float32Array) =>
      a.reduce((largest, value, j) => Math.max(largest, Math.abs(value - b[j])), 0)

    test('gives as many numbers as it says, all finite', () => {
      expect(vectors.length).toBe(all.length * encoder.dimensions)
      expect(vectors.every(Number.isFinite)).toBe(true)
    })

    test('gives vectors of unit length, of zeros at most for a text that says nothing', () => {
      all.forEach((text, i) => {
        const length = Math.hypot(...row(vectors, i))
        if (length === 0)
          expect([expected.zeroForUnknown, plain.includes(text)]).toEqual([true, false])
        else expect(length).toBeCloseTo(1, 5)
      })
    })

    test('gives equal texts equal vectors, alone, in a batch, and in another order', async () => {
      expect(difference(row(vectors, 0), row(vectors, 3))).toBeLessThanOrEqual(expected.tolerance)
      const backwards = await encoder.encode([...all].reverse())
      for (let i = 0; i < all.length; i++) {
        const mirrored = row(backwards, all.length - 1 - i)
        expect(difference(row(vectors, i), mirrored)).toBeLessThanOrEqual(expected.tolerance)
      }
      for (const i of [1, 2, 4, 8]) {
        const alone = await encoder.encode([all[i]])
        expect(difference(row(vectors, i), alone)).toBeLessThanOrEqual(expected.tolerance)
      }
    })

    test('tells different texts apart', () => {
      expect(difference(row(vectors, 0), row(vectors, 1))).toBeGreaterThan(0.01)
    })

    test('takes a lone surrogate for U+FFFD, as UTF-8 does', async () => {
      const well = await encoder.encode([awkward.surrogate.toWellFormed()])
      const given = await encoder.encode([awkward.surrogate])
      expect(difference(well, given)).toBeLessThanOrEqual(expected.tolerance)
    })

    test('encodes nothing to nothing', async () => {
      expect((await encoder.encode([])).length).toBe(0)
    })

    test('tells how far it is, rising to the number of texts', async () => {
      const told: number[] = []
      await encoder.encode([...plain, ...plain], (done) => told.push(done))
      expect(told.at(-1)).toBe(8)
      expect(told).toEqual([...told].sort((a, b) => a - b))
    })

    test('has the same name, version and vectors when it is opened again', async () => {
      const again = await open()
      expect([again.name, again.version, again.dimensions]).toEqual([
        encoder.name,
        encoder.version,
        encoder.dimensions,
      ])
      const same = await again.encode(plain)
      expect(difference(same, vectors.slice(0, same.length))).toBeLessThanOrEqual(
        expected.tolerance,
      )
      await again.close()
    })

    test('gives n-grams, if it has them, as rows of their own with rising ids below the width', () => {
      if (encoder.ngrams === undefined) return
      const { offsets, ids, weights, width } = encoder.ngrams(all)
      expect(offsets.length).toBe(all.length + 1)
      expect([offsets[0], offsets[all.length]]).toEqual([0, ids.length])
      expect(weights.length).toBe(ids.length)
      for (let i = 0; i < all.length; i++) {
        const own = [...ids.slice(offsets[i], offsets[i + 1])]
        expect(own).toEqual([...new Set(own)].sort((a, b) => a - b))
        expect(own.every((id) => id >= 0 && id < width)).toBe(true)
      }
    })
  })
}
