/**
 * Two independent 32-bit hashes of an n-gram stand for it. Of ten million n-grams two are confused with a chance of 3 in a
 * million, and then share one term.
 */
export interface GramHash {
  readonly a: number
  readonly b: number
}

export const wordSeed: GramHash = Object.freeze({ a: 0x2545f491, b: 0x1b873593 })
export const characterSeed: GramHash = Object.freeze({ a: 0x61c88647, b: 0x7ed55d16 })

/** Stands at both ends of a word, and between the words of a word n-gram. */
export const boundary = 0x20

/** Takes one more value into the first hash. One-to-one in each argument. */
export function mixA(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

/** Takes one more value into the second hash. One-to-one in each argument. */
export function mixB(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x85ebca6b)
  return mixed ^ (mixed >>> 13)
}
