import { boundary, characterSeed, mixA, mixB, wordSeed } from './hash.ts'
import { grown } from './hash-index.ts'
import { TokenReader } from './token-reader.ts'

/** Lengths of character n-grams, the boundaries of the word counted. */
export const shortest = 3
export const longest = 5

/**
 * Hashes of a text's n-grams, over reused arrays. Of a text with T tokens the word n-grams are: 0 … T - 1 the tokens,
 * T … 2T - 2 each token with the one after it. Character n-grams are asked for word by word and follow.
 */
export class GramReader {
  readonly tokens = new TokenReader()
  a = new Int32Array(1024)
  b = new Int32Array(1024)
  count = 0

  /** Reads a text and hashes its word n-grams. */
  read(text: string): void {
    this.tokens.read(text)
    const tokens = this.tokens.count
    this.#reserve(2 * tokens)
    for (let token = 0; token < tokens; token++) this.#hashToken(token)
    for (let token = 0; token + 1 < tokens; token++) {
      this.a[tokens + token] = mixA(mixA(this.a[token], boundary), this.a[token + 1])
      this.b[tokens + token] = mixB(mixB(this.b[token], boundary), this.b[token + 1])
    }
    this.count = Math.max(0, 2 * tokens - 1)
  }

  /** Adds the character n-grams of a token; none when it is no word. Those as long as the word itself are left out. */
  addCharacters(token: number): void {
    if (this.tokens.words[token] === 0) return
    const { points } = this.tokens
    const start = this.tokens.starts[token] - 1
    const end = this.tokens.ends[token] + 1
    this.#reserve(this.count + (longest - shortest + 1) * (end - start))
    for (let from = start; from + shortest <= end; from++) {
      let a = characterSeed.a
      let b = characterSeed.b
      const stop = Math.min(from + longest, end)
      for (let at = from; at < stop; at++) {
        const point = at === start || at === end - 1 ? boundary : points[at]
        a = mixA(a, point)
        b = mixB(b, point)
        const length = at - from + 1
        if (length < shortest || length === end - start) continue
        this.a[this.count] = a
        this.b[this.count++] = b
      }
    }
  }

  #hashToken(token: number): void {
    const { points, starts, ends } = this.tokens
    let a = wordSeed.a
    let b = wordSeed.b
    for (let at = starts[token]; at < ends[token]; at++) {
      a = mixA(a, points[at])
      b = mixB(b, points[at])
    }
    this.a[token] = a
    this.b[token] = b
  }

  #reserve(length: number): void {
    while (this.a.length < length) {
      this.a = grown(this.a)
      this.b = grown(this.b)
    }
  }
}
