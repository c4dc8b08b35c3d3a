import type { SparseRows } from '../../contracts/dataset.ts'
import { lsa } from './config.ts'
import { GramReader } from './gram-reader.ts'
import { grown, type HashIndex } from './hash-index.ts'
import { SparseBuilder } from './sparse.ts'
import { indexTerms } from './terms.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * TF-IDF weights of texts: (1 + ln count) × (ln((1 + texts) / (1 + frequency)) + 1), scaled to unit length a text.
 * Character n-grams are read from words that the vocabulary lacks or rarely saw, and weigh less.
 */
export class TermWeigher {
  readonly width: number
  readonly #reader = new GramReader()
  readonly #index: HashIndex
  readonly #weights: Float64Array
  /** 1 for a word that is not read by its characters. */
  readonly #frequent: Uint8Array
  /** Count of each term in the text being read; zero between texts. */
  readonly #counts: Int32Array
  /** Terms met in the text being read. */
  #met = new Int32Array(1024)
  #metCount = 0

  constructor(vocabulary: Vocabulary) {
    this.width = vocabulary.terms.length
    this.#index = indexTerms(vocabulary.terms, vocabulary.words)
    this.#weights = weightsOf(vocabulary)
    this.#frequent = Uint8Array.from(vocabulary.frequency, (texts) =>
      Number(texts >= lsa.rareBelow),
    )
    this.#counts = new Int32Array(this.width)
  }

  weigh(texts: readonly string[]): SparseRows {
    const rows = new SparseBuilder(texts.length, this.width)
    for (const text of texts) {
      this.#count(text)
      this.#emit(rows)
    }
    return rows.finish()
  }

  #count(text: string): void {
    const reader = this.#reader
    reader.read(text)
    const grams = reader.count
    const tokens = reader.tokens.count
    for (let gram = 0; gram < grams; gram++) {
      const term = this.#index.find(reader.a[gram], reader.b[gram])
      if (term >= 0) this.#meet(term)
      if (gram < tokens && (term < 0 || this.#frequent[term] === 0)) reader.addCharacters(gram)
    }
    for (let gram = grams; gram < reader.count; gram++) {
      const term = this.#index.find(reader.a[gram], reader.b[gram])
      if (term >= 0) this.#meet(term)
    }
  }

  #meet(term: number): void {
    if (this.#counts[term]++ > 0) return
    if (this.#metCount === this.#met.length) this.#met = grown(this.#met)
    this.#met[this.#metCount++] = term
  }

  #emit(rows: SparseBuilder): void {
    const met = this.#met.subarray(0, this.#metCount).sort()
    let squares = 0
    for (const term of met) squares += this.#weight(term) ** 2
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (const term of met) rows.add(term, this.#weight(term) * scale)
    for (const term of met) this.#counts[term] = 0
    this.#metCount = 0
    rows.endRow()
  }

  #weight(term: number): number {
    const count = this.#counts[term]
    return this.#weights[term] * (count === 1 ? 1 : 1 + Math.log(count))
  }
}

const weightsOf = ({ frequency, texts, words }: Vocabulary): Float64Array =>
  Float64Array.from(frequency, (count, term) => {
    const rarity = Math.log((1 + texts) / (1 + count)) + 1
    return term < words ? rarity : rarity * lsa.characterWeight
  })
