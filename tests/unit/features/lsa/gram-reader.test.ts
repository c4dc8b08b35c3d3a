import { describe, expect, test } from 'vitest'
import { GramReader } from '../../../../features/lsa/gram-reader.ts'
import {
  characterTerms,
  duplicateTerm,
  hashCharacterTerm,
  hashWordTerm,
  wordTerm,
} from '../../../../features/lsa/terms.ts'

const text = "It's NOT good, not good at all… ร้านนี้อร่อย 很好吃 😀"

describe('hashes of n-grams', () => {
  test('of words are those of the terms they are shown as', () => {
    const reader = new GramReader()
    reader.read(text)
    const terms = Array.from({ length: reader.count }, (_, gram) => wordTerm(reader, gram))
    expect(terms).toContain("it's")
    expect(terms).toContain('not good')
    terms.forEach((term, gram) => {
      expect({ a: reader.a[gram], b: reader.b[gram] }).toEqual(hashWordTerm(term))
    })
  })

  test('of characters are those of the terms they are shown as', () => {
    const reader = new GramReader()
    reader.read(text)
    for (let token = 0; token < reader.tokens.count; token++) {
      const from = reader.count
      reader.addCharacters(token)
      const terms =
        reader.tokens.words[token] === 1 ? characterTerms(reader.tokens.text(token)) : []
      expect(reader.count - from).toBe(terms.length)
      terms.forEach((term, gram) => {
        const hash = { a: reader.a[from + gram], b: reader.b[from + gram] }
        expect(hash).toEqual(hashCharacterTerm(term))
      })
    }
  })

  test('differ for a hundred thousand different terms', () => {
    const terms = Array.from({ length: 100_000 }, (_, i) => (i % 2 ? `w${i}` : `w${i} w${i >> 3}`))
    expect(duplicateTerm(terms, terms.length)).toBeUndefined()
    expect(duplicateTerm([...terms, 'w77'], terms.length + 1)).toBe('w77')
  })
})

test('character n-grams are three to five long, keep to the word and leave out the word itself', () => {
  expect(characterTerms('the')).toEqual([' th', ' the', 'the', 'the ', 'he '])
  expect(characterTerms('a')).toEqual([])
})
