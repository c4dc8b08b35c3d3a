/** What the lsa encoder is told to be; the names are those of `pipeline.yml`. */
export interface LsaConfig {
  /** Length of the vectors. */
  readonly dimensions: number
  /** Word and character n-grams kept, the most frequent first. */
  readonly max_terms: number
  /** N-grams in fewer texts are left out. */
  readonly min_count: number
}

/** Fixed choices. A change of any of them changes what a text is encoded to, so `format` must change with it. */
export const lsa = Object.freeze({
  format: 1,
  /** Distinct texts that the vocabulary is taken from at most: those of the smallest digests. */
  vocabularyTexts: 30_000,
  /** Distinct texts that the decomposition is made from at most. */
  decomposedTexts: 10_000,
  /** Share of `max_terms` that word n-grams may take; character n-grams get the rest. */
  wordShare: 0.75,
  /** Words in fewer texts than this are also read by their characters: typing errors, rare forms, scripts without spaces. */
  rareBelow: 5,
  /** Weight of a character n-gram beside that of a word n-gram as frequent. */
  characterWeight: 0.35,
  /** Columns beyond `dimensions` that the random projection has. */
  oversample: 10,
  /** Power iterations of the decomposition. */
  powers: 2,
})
