/** Numbers that look random and are a function of their seed alone (sfc32 over a hash of the parts). */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number in [0, below). */
  int(below: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Standard normal. */
  normal(): number
}

/** The stream of numbers that belongs to these parts, e.g. `randomFor(7, 'user', 12)`. */
export function randomFor(...parts: readonly (string | number)[]): Random {
  const next = sfc32(...seedsOf(parts.join('|')))
  const int = (below: number) => Math.floor(next() * below)
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (items) => items[int(items.length)],
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A 22-character id that belongs to these parts. */
export function idFor(...parts: readonly (string | number)[]): string {
  const random = randomFor('id', ...parts)
  let id = ''
  for (let i = 0; i < 22; i++) id += alphabet[random.int(64)]
  return id
}

/** Four 32-bit seeds from a text (MurmurHash3's mixing, four constants). */
function seedsOf(text: string): [number, number, number, number] {
  const seeds: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x5bd1e995]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    for (let k = 0; k < 4; k++) {
      const mixed = Math.imul(seeds[k] ^ code, 0xcc9e2d51 + k * 0x1b873593)
      seeds[k] = (mixed << 13) | (mixed >>> 19)
    }
  }
  return seeds
}

/** Chris Doty-Humphrey's small fast counting generator, with its first numbers thrown away. */
function sfc32(a: number, b: number, c: number, d: number): () => number {
  const step = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) step()
  return step
}
