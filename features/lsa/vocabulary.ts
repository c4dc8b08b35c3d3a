import type { LsaConfig } from './config.ts'
import { lsa } from './config.ts'
import { FrequencyCounter } from './frequency.ts'
import { GramReader } from './gram-reader.ts'
import { characterTerms, wordTerm } from './terms.ts'

/** The n-grams an encoder knows. Word n-grams come first, then character n-grams, each by falling frequency. */
export interface Vocabulary {
  readonly terms: readonly string[]
  /** How many of the terms are word n-grams. */
  readonly words: number
  /** Texts each term occurs in … */
  readonly frequency: Int32Array
  /** … of so many. */
  readonly texts: number
}

/** Chooses the n-grams that are in most texts. Character n-grams are counted in rare words only. */
export function chooseVocabulary(texts: readonly string[], config: LsaConfig): Vocabulary {
  const reader = new GramReader()
  const words = countWords(reader, texts)
  const chosenWords = words.mostFrequent(
    Math.floor(config.max_terms * lsa.wordShare),
    config.min_count,
  )
  const frequent = frequentWords(words, chosenWords)
  const characters = countCharacters(reader, texts, frequent)
  const chosenCharacters = characters.mostFrequent(
    config.max_terms - chosenWords.length,
    config.min_count,
  )
  return {
    terms: [
      ...nameWords(reader, texts, words, chosenWords),
      ...nameCharacters(reader, texts, characters, chosenCharacters, frequent),
    ],
    words: chosenWords.length,
    frequency: Int32Array.from([
      ...chosenWords.map((number) => words.texts[number]),
      ...chosenCharacters.map((number) => characters.texts[number]),
    ]),
    texts: texts.length,
  }
}

type IsFrequent = (reader: GramReader, token: number) => boolean

function countWords(reader: GramReader, texts: readonly string[]): FrequencyCounter {
  const counter = new FrequencyCounter()
  texts.forEach((text, number) => {
    reader.read(text)
    for (let gram = 0; gram < reader.count; gram++)
      counter.count(reader.a[gram], reader.b[gram], number)
  })
  return counter
}

function frequentWords(words: FrequencyCounter, chosen: Int32Array): IsFrequent {
  const frequent = new Uint8Array(words.index.size)
  for (const number of chosen) frequent[number] = words.texts[number] >= lsa.rareBelow ? 1 : 0
  return (reader, token) => frequent[words.index.find(reader.a[token], reader.b[token])] === 1
}

function countCharacters(
  reader: GramReader,
  texts: readonly string[],
  isFrequent: IsFrequent,
): FrequencyCounter {
  const counter = new FrequencyCounter()
  texts.forEach((text, number) => {
    reader.read(text)
    const from = reader.count
    for (let token = 0; token < reader.tokens.count; token++)
      if (!isFrequent(reader, token)) reader.addCharacters(token)
    for (let gram = from; gram < reader.count; gram++)
      counter.count(reader.a[gram], reader.b[gram], number)
  })
  return counter
}

function nameWords(
  reader: GramReader,
  texts: readonly string[],
  counter: FrequencyCounter,
  chosen: Int32Array,
): string[] {
  const naming = new Naming(counter, chosen)
  for (const text of naming.textsNeeded()) {
    reader.read(texts[text])
    for (let gram = 0; gram < reader.count; gram++)
      naming.offer(reader.a[gram], reader.b[gram], () => wordTerm(reader, gram))
  }
  return naming.names
}

function nameCharacters(
  reader: GramReader,
  texts: readonly string[],
  counter: FrequencyCounter,
  chosen: Int32Array,
  isFrequent: IsFrequent,
): string[] {
  const naming = new Naming(counter, chosen)
  for (const text of naming.textsNeeded()) {
    reader.read(texts[text])
    for (let token = 0; token < reader.tokens.count; token++) {
      if (reader.tokens.words[token] === 0 || isFrequent(reader, token)) continue
      const from = reader.count
      reader.addCharacters(token)
      characterTerms(reader.tokens.text(token)).forEach((term, gram) => {
        naming.offer(reader.a[from + gram], reader.b[from + gram], () => term)
      })
    }
  }
  return naming.names
}

/** Finds the text of chosen n-grams again, of which only hashes were kept, in the texts they were first seen in. */
class Naming {
  readonly names: string[]
  readonly #counter: FrequencyCounter
  readonly #chosen: Int32Array
  /** Place in `names` of each n-gram; -1 where it is not chosen. */
  readonly #place: Int32Array

  constructor(counter: FrequencyCounter, chosen: Int32Array) {
    this.names = new Array<string>(chosen.length)
    this.#counter = counter
    this.#chosen = chosen
    this.#place = new Int32Array(counter.index.size).fill(-1)
    chosen.forEach((number, place) => {
      this.#place[number] = place
    })
  }

  textsNeeded(): Iterable<number> {
    return new Set(this.#chosen.map((number) => this.#counter.first[number]).sort())
  }

  offer(a: number, b: number, name: () => string): void {
    const place = this.#place[this.#counter.index.find(a, b)]
    if (place >= 0 && this.names[place] === undefined) this.names[place] = name()
  }
}
