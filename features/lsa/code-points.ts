/** What a code point is to the tokeniser. */
export const pointClass = Object.freeze({
  unknown: 0,
  /** White space, control and format characters: parts tokens. */
  gap: 1,
  /** Letter, mark, digit or half of a flag: words are runs of these. */
  word: 2,
  /** A character of a script written without spaces that carries meaning alone (Han, kana): a token of its own. */
  ideograph: 3,
  /** Punctuation, symbol, emoji: a run of the same one is a token. */
  symbol: 4,
  /** Joins two parts of a word when it stands between them. */
  apostrophe: 5,
})

/** Classes looked up so far, by code point. Filled as text is met, since asking Unicode is slow. */
const known = new Uint8Array(0x110000)

const ideograph = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u
const word = /^[\p{L}\p{M}\p{N}\p{Regional_Indicator}]$/u
const symbol = /^[\p{P}\p{S}]$/u

export function classOf(point: number): number {
  const found = known[point]
  return found === pointClass.unknown ? learn(point) : found
}

function learn(point: number): number {
  const found = classify(String.fromCodePoint(point))
  known[point] = found
  return found
}

function classify(character: string): number {
  if (character === "'" || character === '\u2019') return pointClass.apostrophe
  if (ideograph.test(character)) return pointClass.ideograph
  if (word.test(character)) return pointClass.word
  return symbol.test(character) ? pointClass.symbol : pointClass.gap
}
