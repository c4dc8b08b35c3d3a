import { limits } from './limits.ts'

/** `cut` asks for more bytes and a new scan from the start of the value. */
export type JsonScan = 'value' | 'cut' | 'bad'

/** Scans JSON values strictly by RFC 8259 (the encoding is checked elsewhere). What it found stands in its fields until the next scan. */
export class JsonScanner {
  /** Where the value ends; after `bad`, where it is wrong. */
  next = 0
  /** Line feeds within the value. */
  newlines = 0
  /** There are line ends or tabs within the value. */
  odd = false
  /** After `bad`: what would have been right, e.g. `a value`. */
  expected = ''
  readonly #closers = new Uint8Array(limits.jsonDepth)

  /** Scans the value that starts at `from`, which is no white space. `ended`: nothing follows `end`. */
  scan(bytes: Uint8Array, from: number, end: number, ended: boolean): JsonScan {
    const closers = this.#closers
    let depth = 0
    let at = from
    /** 0: a value; 1: a value or the end of the array; 2: a key; 3: a key or the end of the object; 4: what follows a value. */
    let state = 0
    this.newlines = 0
    this.odd = false
    while (true) {
      at = this.#blanks(bytes, at, end)
      if (at >= end) return ended ? this.#bad(at, 'more: the text ends') : 'cut'
      const byte = bytes[at]
      if (state === 4) {
        const closer = closers[depth - 1]
        if (byte === comma) {
          state = closer === closeBrace ? 2 : 0
          at++
          continue
        }
        if (byte !== closer) return this.#bad(at, `"," or "${String.fromCharCode(closer)}"`)
        depth--
        at++
      } else if (state >= 2) {
        if (byte === quote) {
          at = this.#key(bytes, at, end)
          if (at < 0) return this.#failed(at, ended)
          state = 0
          continue
        }
        if (state === 2 || byte !== closeBrace) return this.#bad(at, 'a key in double quotes')
        depth--
        at++
      } else if (byte === openBrace || byte === openBracket) {
        if (depth === limits.jsonDepth) return this.#bad(at, `at most ${limits.jsonDepth} levels`)
        closers[depth++] = byte === openBrace ? closeBrace : closeBracket
        state = byte === openBrace ? 3 : 1
        at++
        continue
      } else if (state === 1 && byte === closeBracket) {
        depth--
        at++
      } else {
        at = this.#scalar(bytes, at, end, ended)
        if (at < 0) return this.#failed(at, ended)
      }
      if (depth === 0) {
        this.next = at
        return 'value'
      }
      state = 4
    }
  }

  /** Passes over white space. */
  #blanks(bytes: Uint8Array, from: number, end: number): number {
    let at = from
    for (; at < end; at++) {
      const byte = bytes[at]
      if (byte === blank) continue
      if (byte !== lf && byte !== cr && byte !== tab) break
      this.odd = true
      if (byte === lf) this.newlines++
    }
    return at
  }

  #key(bytes: Uint8Array, from: number, end: number): number {
    const after = this.#string(bytes, from, end)
    if (after < 0) return after
    const at = this.#blanks(bytes, after, end)
    if (at >= end) return cutShort
    if (bytes[at] === colon) return at + 1
    return this.#wrong(at, '":" after the key')
  }

  #scalar(bytes: Uint8Array, at: number, end: number, ended: boolean): number {
    const byte = bytes[at]
    if (byte === quote) return this.#string(bytes, at, end)
    if (byte === minus || isDigit(byte)) return this.#numeral(bytes, at, end, ended)
    if (byte === 0x74) return this.#word(bytes, at, end, 'true')
    if (byte === 0x66) return this.#word(bytes, at, end, 'false')
    if (byte === 0x6e) return this.#word(bytes, at, end, 'null')
    return this.#wrong(at, 'a value')
  }

  #string(bytes: Uint8Array, from: number, end: number): number {
    let at = from + 1
    while (true) {
      while (at < end && stringStop[bytes[at]] === 0) at++
      if (at >= end) return cutShort
      if (bytes[at] === quote) return at + 1
      if (bytes[at] !== backslash) return this.#wrong(at, 'no control character in a text')
      if (at + 1 >= end) return cutShort
      if (bytes[at + 1] === 0x75) {
        for (let i = at + 2; i < at + 6; i++) {
          if (i >= end) return cutShort
          if (!isHex(bytes[i])) return this.#wrong(i, 'four hexadecimal digits')
        }
        at += 6
      } else if (escapes[bytes[at + 1]] === 1) at += 2
      else return this.#wrong(at, 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u')
    }
  }

  #numeral(bytes: Uint8Array, from: number, end: number, ended: boolean): number {
    let at = bytes[from] === minus ? from + 1 : from
    const whole = digits(bytes, at, end)
    if (whole === at) return at >= end && !ended ? cutShort : this.#wrong(at, 'a digit')
    if (bytes[at] === 0x30 && whole > at + 1)
      return this.#wrong(at, 'a number without leading zeros')
    at = whole
    if (at < end && bytes[at] === 0x2e) {
      const fraction = digits(bytes, at + 1, end)
      if (fraction === at + 1)
        return fraction >= end && !ended ? cutShort : this.#wrong(fraction, 'a digit')
      at = fraction
    }
    if (at < end && (bytes[at] | 0x20) === 0x65) {
      let power = at + 1
      if (power < end && (bytes[power] === 0x2b || bytes[power] === minus)) power++
      at = digits(bytes, power, end)
      if (at === power) return at >= end && !ended ? cutShort : this.#wrong(at, 'a digit')
    }
    return at >= end && !ended ? cutShort : at
  }

  #word(bytes: Uint8Array, from: number, end: number, word: string): number {
    for (let i = 0; i < word.length; i++) {
      if (from + i >= end) return cutShort
      if (bytes[from + i] !== word.charCodeAt(i)) return this.#wrong(from, 'a value')
    }
    return from + word.length
  }

  #wrong(at: number, expected: string): number {
    this.next = at
    this.expected = expected
    return wrong
  }

  #bad(at: number, expected: string): JsonScan {
    this.#wrong(at, expected)
    return 'bad'
  }

  #failed(code: number, ended: boolean): JsonScan {
    if (code === wrong) return 'bad'
    if (!ended) return 'cut'
    this.expected = 'more: the text ends'
    this.next = -1
    return 'bad'
  }
}

const lf = 0x0a
const cr = 0x0d
const tab = 0x09
const blank = 0x20
const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const minus = 0x2d
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const cutShort = -1
const wrong = -2

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39
const isHex = (byte: number) => isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)

function digits(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && isDigit(bytes[at])) at++
  return at
}

const stringStop = new Uint8Array(256).fill(1, 0, 0x20)
stringStop[quote] = 1
stringStop[backslash] = 1
const escapes = new Uint8Array(256)
for (const character of '"\\/bfnrt') escapes[character.charCodeAt(0)] = 1
