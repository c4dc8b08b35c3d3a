import {
  complement,
  foldAscii,
  printClass,
  printPoint,
  type Range,
  unicodeClass,
  union,
} from './code-points.ts'

/** A regular expression of DuckDB (RE2) in the syntax of Trino's (Joni), with the same meaning. */
export interface Regex {
  readonly pattern: string
  readonly groups: number
  /** It may match the empty text, where the engines step on in different ways. */
  readonly matchesEmpty: boolean
}

/** Why a pattern cannot be carried over. */
export class RegexRefusal extends Error {}

const digit: readonly Range[] = [[0x30, 0x39]]
const space: readonly Range[] = [
  [9, 10],
  [12, 13],
  [32, 32],
]
const word: readonly Range[] = [...digit, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]]
const newline: readonly Range[] = [[10, 10]]
const escapes: Readonly<Record<string, readonly Range[]>> = {
  d: digit,
  s: space,
  w: word,
  D: complement(digit),
  S: complement(space),
  W: complement(word),
}
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, f: 12, r: 13, v: 11, a: 7 }
const isWord = printClass(union(word))
// RE2 counts only ASCII as parts of a word.
const edge = `(?:(?<=${isWord})(?!${isWord})|(?<!${isWord})(?=${isWord}))`

/**
 * Translates a constant pattern. Classes are written out as code points, for the two libraries know different editions of
 * Unicode; what is not understood here throws RegexRefusal.
 */
export function translateRegex(pattern: string): Regex {
  return new Parser(pattern).whole()
}

interface Piece {
  readonly text: string
  readonly empty: boolean
}

class Parser {
  private readonly signs: readonly string[]
  private at = 0
  private groups = 0
  private readonly fold: boolean

  constructor(pattern: string) {
    this.fold = pattern.startsWith('(?i)')
    this.signs = [...(this.fold ? pattern.slice(4) : pattern)]
  }

  whole(): Regex {
    const { text, empty } = this.alternatives()
    if (this.at < this.signs.length)
      throw new RegexRefusal('a bracket is closed that was not opened')
    return { pattern: text, groups: this.groups, matchesEmpty: empty }
  }

  private alternatives(): Piece {
    const parts = [this.sequence()]
    while (this.take('|')) parts.push(this.sequence())
    return {
      text: parts.map(({ text }) => text).join('|'),
      empty: parts.some(({ empty }) => empty),
    }
  }

  private sequence(): Piece {
    let text = ''
    let empty = true
    while (this.at < this.signs.length && this.peek() !== '|' && this.peek() !== ')') {
      const piece = this.quantified(this.atom())
      text += piece.text
      empty &&= piece.empty
    }
    return { text, empty }
  }

  private quantified(piece: Piece): Piece {
    const sign = this.peek()
    let mark = ''
    if (sign === '*' || sign === '+' || sign === '?') {
      this.at++
      mark = sign
    } else if (sign === '{') mark = this.count()
    if (mark === '') return piece
    if (/[*+{]/.test(this.peek() ?? '')) throw new RegexRefusal('a repetition of a repetition')
    const lazy = this.take('?') ? '?' : ''
    if (piece.empty && mark !== '?') throw new RegexRefusal('a repetition of what may be empty')
    const optional = mark === '*' || mark === '?' || mark.startsWith('{0')
    return { text: `${piece.text}${mark}${lazy}`, empty: piece.empty || optional }
  }

  private count(): string {
    const found = /^\{\d+(?:,\d*)?\}/.exec(this.signs.slice(this.at, this.at + 12).join(''))
    if (!found) throw new RegexRefusal('a brace that is no repetition')
    this.at += found[0].length
    return found[0]
  }

  private atom(): Piece {
    const sign = this.signs[this.at++]!
    if (sign === '(') return this.group()
    if (sign === '[') return printed(this.klass())
    if (sign === '.') return this.of(complement(newline))
    // Joni's own signs look past a line end that closes the text.
    if (sign === '^') return { text: '\\A', empty: true }
    if (sign === '$') return { text: '\\z', empty: true }
    if (sign === '\\') return this.escaped()
    if (sign === '*' || sign === '+' || sign === '?')
      throw new RegexRefusal('a repetition of nothing')
    return this.of([pointRange(sign)])
  }

  private group(): Piece {
    let open = '('
    if (this.peek() === '?') {
      if (this.signs[this.at + 1] !== ':') throw new RegexRefusal('a group with options or a name')
      this.at += 2
      open = '(?:'
    } else this.groups++
    const inner = this.alternatives()
    if (!this.take(')')) throw new RegexRefusal('a bracket is not closed')
    return { text: `${open}${inner.text})`, empty: inner.empty }
  }

  private escaped(): Piece {
    const sign = this.peek() ?? ''
    if (sign === 'b') {
      this.at++
      return { text: edge, empty: true }
    }
    return this.of(this.escapedRanges())
  }

  /** After a backslash: the code points that it stands for. */
  private escapedRanges(): readonly Range[] {
    const sign = this.signs[this.at++] ?? ''
    const known = escapes[sign]
    if (known) return known
    if (sign === 'p' || sign === 'P') {
      const name = this.name()
      const found = unicodeClass(name)
      if (!found) throw new RegexRefusal(`the class \\${sign}{${name}}`)
      return sign === 'p' ? found : complement(found)
    }
    if (sign === 'x') return [this.hexadecimal()]
    const control = controls[sign]
    if (control !== undefined) return [[control, control]]
    if (/[A-Za-z0-9]/.test(sign) || sign === '') throw new RegexRefusal(`\\${sign}`)
    return [pointRange(sign)]
  }

  private name(): string {
    if (!this.take('{')) return this.signs[this.at++] ?? ''
    const end = this.signs.indexOf('}', this.at)
    const name = this.signs.slice(this.at, end).join('')
    this.at = end + 1
    return name
  }

  private hexadecimal(): Range {
    const braced = this.peek() === '{'
    const hex = braced ? this.name() : this.signs.slice(this.at, this.at + 2).join('')
    if (!braced) this.at += 2
    if (!/^[0-9A-Fa-f]{2,6}$/.test(hex))
      throw new RegexRefusal('a character by a number that is none')
    const point = Number.parseInt(hex, 16)
    return [point, point]
  }

  private klass(): readonly Range[] {
    const negated = this.take('^')
    const ranges: Range[] = []
    let first = true
    while (first || this.peek() !== ']') {
      if (this.at >= this.signs.length) throw new RegexRefusal('a class is not closed')
      first = false
      ranges.push(...this.item())
    }
    this.at++
    const folded = this.fold ? this.folded(ranges) : union(ranges)
    return negated ? complement(folded) : folded
  }

  private item(): readonly Range[] {
    const from = this.member()
    if (this.peek() !== '-' || this.signs[this.at + 1] === ']') return from
    this.at++
    const to = this.member()
    const [[low, lowEnd] = [0, 1], [high, highEnd] = [0, 1]] = [from[0], to[0]]
    if (from.length !== 1 || to.length !== 1 || low !== lowEnd || high !== highEnd || low > high)
      throw new RegexRefusal('a range between what are not two characters')
    return [[low, high]]
  }

  private member(): readonly Range[] {
    const sign = this.signs[this.at++]!
    if (sign === '[' && this.peek() === ':')
      throw new RegexRefusal('a class of POSIX, such as [:alpha:]')
    return sign === '\\' ? this.escapedRanges() : [pointRange(sign)]
  }

  private of(ranges: readonly Range[]): Piece {
    return printed(this.fold ? this.folded(ranges) : union(ranges))
  }

  /** Only a single character or an ASCII class is folded; a large class holds both cases or is not touched by letters. */
  private folded(ranges: readonly Range[]): readonly Range[] {
    const small = ranges.every(([, to]) => to < 0x80)
    if (small) return foldAscii(ranges)
    const beyond = ranges.some(([from, to]) => from === to && from >= 0x80 && hasCase(from))
    if (beyond) throw new RegexRefusal('(?i) with letters beyond ASCII')
    const letters = ranges.length === 1 && ranges[0]![0] === ranges[0]![1]
    if (letters) return ranges
    throw new RegexRefusal('(?i) with a class beyond ASCII')
  }

  private peek(): string | undefined {
    return this.signs[this.at]
  }

  private take(sign: string): boolean {
    if (this.peek() !== sign) return false
    this.at++
    return true
  }
}

function printed(set: readonly Range[]): Piece {
  const [only] = set
  const single = set.length === 1 && only && only[0] === only[1]
  return { text: single ? printPoint(only[0]) : printClass(set), empty: false }
}

const pointRange = (sign: string): Range => [sign.codePointAt(0)!, sign.codePointAt(0)!]
const hasCase = (point: number): boolean => {
  const sign = String.fromCodePoint(point)
  return sign.toLowerCase() !== sign || sign.toUpperCase() !== sign
}

/** A replacement of DuckDB (`\1`) in Trino's syntax (`$1`), with group numbers raised by `shift`. */
export function translateReplacement(replacement: string, groups: number, shift = 0): string {
  return replacement.replace(/\\(.)|\$|\\$/gs, (whole, after: string | undefined) => {
    if (whole === '$') return '\\$'
    if (after !== undefined && /\d/.test(after)) {
      const group = Number(after)
      if (group > groups)
        throw new RegexRefusal(`\\${after}, a group that the pattern does not have`)
      // A bracket keeps a digit that follows out of the number.
      return shift === 0 ? `$${group}` : `$${group + shift}`
    }
    if (after === '\\') return '\\\\'
    throw new RegexRefusal(`${whole} in the replacement`)
  })
}
