import { classOf, pointClass } from './code-points.ts'

/** A run of the same symbol counts as at most this many, so that "!!!!!!" and "!!!" are one token. */
const longestSymbolRun = 3
const apostrophe = 0x27

/**
 * Splits texts into tokens, whatever the language: words (runs of letters, marks and digits, joined by inner apostrophes),
 * single ideographs, and runs of one symbol. The arrays are reused: they hold the text read last.
 */
export class TokenReader {
  /** Code points of the text in normal form (NFKC) and lower case. */
  points = new Uint32Array(1024)
  /** Token i is made of the points from starts[i] up to ends[i]. */
  starts = new Int32Array(256)
  ends = new Int32Array(256)
  /** 1 where the token is a word, which has character n-grams. */
  words = new Uint8Array(256)
  /** Tokens of the text read last. */
  count = 0

  /** Reads a text. Lone surrogates count as U+FFFD, as they do in UTF-8. */
  read(text: string): void {
    const length = this.#fill(text.toWellFormed().normalize('NFKC').toLowerCase())
    this.count = 0
    for (let at = 0; at < length; ) at = this.#token(at, length)
  }

  /** The token as text. */
  text(token: number): string {
    let text = ''
    for (let at = this.starts[token]; at < this.ends[token]; at++)
      text += String.fromCodePoint(this.points[at])
    return text
  }

  #fill(text: string): number {
    if (this.points.length < text.length) this.points = new Uint32Array(text.length * 2)
    const points = this.points
    let length = 0
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      const point = unit < 0xd800 || unit > 0xdfff ? unit : (text.codePointAt(at++) as number)
      points[length++] = point === 0x2019 ? apostrophe : point
    }
    return length
  }

  /** Takes the token that begins at `at`, or skips a gap; gives where to go on. */
  #token(at: number, length: number): number {
    const points = this.points
    const kind = classOf(points[at])
    if (kind === pointClass.gap) return at + 1
    let end = at + 1
    if (kind === pointClass.word) {
      end = this.#wordEnd(end, length)
      this.#add(at, end, 1)
      return end
    }
    if (kind === pointClass.ideograph) {
      this.#add(at, end, 0)
      return end
    }
    while (end < length && points[end] === points[at]) end++
    this.#add(at, Math.min(end, at + longestSymbolRun), 0)
    return end
  }

  #wordEnd(from: number, length: number): number {
    const points = this.points
    let end = from
    while (end < length) {
      const kind = classOf(points[end])
      if (kind === pointClass.word) end++
      else if (kind === pointClass.apostrophe && end + 1 < length && isWord(points[end + 1]))
        end += 2
      else break
    }
    return end
  }

  #add(start: number, end: number, word: 0 | 1): void {
    if (this.count === this.starts.length) this.#grow()
    this.starts[this.count] = start
    this.ends[this.count] = end
    this.words[this.count++] = word
  }

  #grow(): void {
    this.starts = doubled(this.starts, new Int32Array(this.count * 2))
    this.ends = doubled(this.ends, new Int32Array(this.count * 2))
    this.words = doubled(this.words, new Uint8Array(this.count * 2))
  }
}

const isWord = (point: number): boolean => classOf(point) === pointClass.word

function doubled<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from)
  return to
}
