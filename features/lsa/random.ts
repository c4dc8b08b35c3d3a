/** Whole numbers of 32 random bits, the same for the same seed (mulberry32, T. Ettinger). */
function randomBits(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return mixed ^ (mixed >>> 14)
  }
}

/** Numbers that are 1 or -1 with equal chance. */
export function randomSigns(seed: number, length: number): Float32Array {
  const next = randomBits(seed)
  const signs = new Float32Array(length)
  let bits = 0
  for (let at = 0; at < length; at++) {
    bits = at % 32 === 0 ? next() : bits >>> 1
    signs[at] = (bits & 1) === 1 ? 1 : -1
  }
  return signs
}
