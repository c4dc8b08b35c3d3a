import type { GramReader } from './gram-reader.ts'
import { longest, shortest } from './gram-reader.ts'
import { boundary, characterSeed, type GramHash, mixA, mixB, wordSeed } from './hash.ts'
import { HashIndex } from './hash-index.ts'

/** A word n-gram as text: "not good". */
export function wordTerm(reader: GramReader, gram: number): string {
  const { tokens } = reader
  if (gram < tokens.count) return tokens.text(gram)
  return `${tokens.text(gram - tokens.count)} ${tokens.text(gram - tokens.count + 1)}`
}

/** The character n-grams of a word as text, in the order `addCharacters` hashes them; a space marks a boundary: " goo". */
export function characterTerms(word: string): string[] {
  const points = [...` ${word} `]
  const terms: string[] = []
  for (let from = 0; from + shortest <= points.length; from++)
    for (let length = shortest; length <= longest && from + length <= points.length; length++)
      if (length < points.length) terms.push(points.slice(from, from + length).join(''))
  return terms
}

export function hashWordTerm(term: string): GramHash {
  const [first, second] = term.split(' ')
  const hash = hashPoints(first, wordSeed)
  if (second === undefined) return hash
  const next = hashPoints(second, wordSeed)
  return {
    a: mixA(mixA(hash.a, boundary), next.a),
    b: mixB(mixB(hash.b, boundary), next.b),
  }
}

export const hashCharacterTerm = (term: string): GramHash => hashPoints(term, characterSeed)

function hashPoints(text: string, seed: GramHash): GramHash {
  let { a, b } = seed
  for (const character of text) {
    const point = character.codePointAt(0) as number
    a = mixA(a, point)
    b = mixB(b, point)
  }
  return { a, b }
}

/** Hashes of the terms of a vocabulary whose first `words` are word n-grams, by their ids. */
export function indexTerms(terms: readonly string[], words: number): HashIndex {
  const index = new HashIndex()
  terms.forEach((term, id) => {
    const { a, b } = id < words ? hashWordTerm(term) : hashCharacterTerm(term)
    index.add(a, b)
  })
  return index
}

/** A term that stands twice in a vocabulary. */
export function duplicateTerm(terms: readonly string[], words: number): string | undefined {
  const index = new HashIndex()
  return terms.find((term, id) => {
    const { a, b } = id < words ? hashWordTerm(term) : hashCharacterTerm(term)
    return index.add(a, b) !== id
  })
}
