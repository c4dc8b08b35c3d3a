import { describe, expect, test } from 'vitest'
import { TokenReader } from '../../../../features/lsa/token-reader.ts'

function tokens(text: string): string[] {
  const reader = new TokenReader()
  reader.read(text)
  return Array.from({ length: reader.count }, (_, token) => reader.text(token))
}

describe('tokens of a text', () => {
  test.each([
    ['words in lower case', 'Good FOOD', ['good', 'food']],
    [
      'inner apostrophes, whichever is typed',
      "don’t 'quote' rock'n'roll",
      ["don't", "'", 'quote', "'", "rock'n'roll"],
    ],
    ['a run of one symbol, three at most', 'no!!!!! ok?!', ['no', '!!!', 'ok', '?', '!']],
    ['compatibility forms as usual ones', 'ﬁne Ｗide №1', ['fine', 'wide', 'no1']],
    ['accents, composed or not', 'cafe\u0301 café', ['café', 'café']],
    ['Arabic with its marks', 'كَانَ رائعا', ['كَانَ', 'رائعا']],
    ['a Thai phrase as one run', 'อาหารอร่อย', ['อาหารอร\u0e48อย']],
    ['Han and kana one by one', '很好吃です', ['很', '好', '吃', 'で', 'す']],
    ['Korean words', '맛있는 음식', ['맛있는', '음식']],
    ['emoji, one a token', '😀😀🌮', ['😀😀', '🌮']],
    ['a flag as one word', 'in 🇫🇷!', ['in', '🇫🇷', '!']],
    ['a lone surrogate as U+FFFD', 'a\ud83db', ['a', '\ufffd', 'b']],
    ['nothing in white space and control characters', ' \t\n\u0000\u200b ', []],
  ])('are %s', (_, text, expected) => {
    expect(tokens(text)).toEqual(expected)
  })

  test('are found again after a longer text was read by the same reader', () => {
    const reader = new TokenReader()
    reader.read('many words '.repeat(5000))
    expect(reader.count).toBe(10_000)
    reader.read('one two')
    expect([reader.count, reader.text(0), reader.text(1)]).toEqual([2, 'one', 'two'])
  })
})
