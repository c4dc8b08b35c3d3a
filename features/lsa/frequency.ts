import { grown, HashIndex } from './hash-index.ts'

/** In how many texts each n-gram occurs. */
export class FrequencyCounter {
  readonly index = new HashIndex()
  /** Texts each n-gram occurs in. */
  texts = new Int32Array(1024)
  /** The first text it occurs in. */
  first = new Int32Array(1024)
  #last = new Int32Array(1024)

  /** Counts an n-gram of a text; any further one in the same text says nothing new. */
  count(a: number, b: number, text: number): void {
    const number = this.index.add(a, b)
    if (number === this.texts.length) this.#grow()
    if (this.texts[number] === 0) this.first[number] = text
    else if (this.#last[number] === text) return
    this.#last[number] = text
    this.texts[number]++
  }

  /** Numbers of the most frequent n-grams, the most frequent first; equally frequent ones stand in the order of their hashes. */
  mostFrequent(limit: number, minimum: number): Int32Array {
    const { a, b, size } = this.index
    const numbers = Int32Array.from({ length: size }, (_, number) => number)
    return numbers
      .filter((number) => this.texts[number] >= minimum)
      .sort((x, y) => this.texts[y] - this.texts[x] || a[x] - a[y] || b[x] - b[y])
      .slice(0, limit)
  }

  #grow(): void {
    this.texts = grown(this.texts)
    this.first = grown(this.first)
    this.#last = grown(this.#last)
  }
}
