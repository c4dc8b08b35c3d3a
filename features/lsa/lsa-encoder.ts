import type { SparseRows } from '../../contracts/dataset.ts'
import type { EncoderFile, SavedEncoder } from '../saved-encoder.ts'
import { unitRows } from '../unit-rows.ts'
import { type LsaModel, modelFiles } from './model-files.ts'
import { multiply } from './sparse.ts'
import { TermWeigher } from './term-weigher.ts'

/** Texts that are weighed and projected at a time. */
const batchTexts = 1000

/** Latent semantic analysis: TF-IDF of word and character n-grams, projected on the first singular vectors. */
export class LsaEncoder implements SavedEncoder {
  readonly type = 'lsa'
  readonly name = 'lsa'
  readonly version: string
  readonly dimensions: number
  readonly config: Readonly<Record<string, unknown>>
  /** The n-grams as text, by their ids: "not good" of words, " goo" of characters (a space is a boundary). */
  readonly terms: readonly string[]
  readonly #model: LsaModel
  readonly #weigher: TermWeigher

  constructor(model: LsaModel) {
    this.version = model.version
    this.dimensions = model.config.dimensions
    this.config = { ...model.config, seed: model.seed }
    this.terms = model.vocabulary.terms
    this.#model = model
    this.#weigher = new TermWeigher(model.vocabulary)
  }

  async encode(
    texts: readonly string[],
    onProgress?: (done: number) => void,
  ): Promise<Float32Array> {
    const vectors = new Float32Array(texts.length * this.dimensions)
    for (let from = 0; from < texts.length; from += batchTexts) {
      const batch = texts.slice(from, from + batchTexts)
      const projected = multiply(this.ngrams(batch), this.#model.vectors, this.dimensions)
      vectors.set(unitRows(projected, this.dimensions), from * this.dimensions)
      onProgress?.(from + batch.length)
    }
    return vectors
  }

  ngrams(texts: readonly string[]): SparseRows {
    return this.#weigher.weigh(texts)
  }

  async files(): Promise<readonly EncoderFile[]> {
    return modelFiles(this.#model)
  }

  async close(): Promise<void> {}
}
