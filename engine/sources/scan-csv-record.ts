import type { CsvDialect } from './csv-dialect.ts'

/** What a scan met. `cut` asks for more bytes and a new scan from the start of the record. */
export type CsvScan = 'record' | 'cut' | 'unclosed' | 'stray'

/** Scans records of one dialect. What it found stands in its fields until the next scan. */
export class CsvScanner {
  /** Where the record's text ends, without its line end; after `stray`, where the stray text begins. */
  to = 0
  /** Where the next record starts. */
  next = 0
  /** Fields of the record; after `unclosed` and `stray`, the number of the field it happened in. */
  fields = 0
  /** Line ends within the record, its own excluded. */
  newlines = 0
  /** The text has to be written anew before SQL reads it: an escape, a quote in an unquoted field, a blank before a quote. */
  odd = false

  readonly #delimiter: number
  readonly #quote: number
  readonly #escape: number
  readonly #cr: boolean
  /** 1 for bytes that an unquoted field is not simply made of. */
  readonly #plainStop: Uint8Array
  readonly #quotedStop: Uint8Array
  readonly #blanks: boolean

  constructor(dialect: CsvDialect) {
    this.#delimiter = dialect.delimiter.charCodeAt(0)
    this.#quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0)
    this.#escape = dialect.quote === '' ? -1 : dialect.escape.charCodeAt(0)
    this.#cr = dialect.newline === 'cr'
    this.#blanks = dialect.delimiter !== ' '
    const outer = this.#quote === -1 ? writtenQuote : this.#quote
    this.#plainStop = stops([this.#delimiter, lf, cr, outer])
    this.#quotedStop = stops([this.#quote, this.#escape, lf, cr])
  }

  /** Finds the record that starts at `from`. `ended`: nothing follows `end`. */
  scan(bytes: Uint8Array, from: number, end: number, ended: boolean): CsvScan {
    const plainStop = this.#plainStop
    const delimiter = this.#delimiter
    const quote = this.#quote
    this.fields = 1
    this.newlines = 0
    this.odd = false
    let at = from
    let fieldStart = from
    while (true) {
      while (at < end && plainStop[bytes[at]] === 0) at++
      if (at >= end) return ended ? this.#end(end, end) : 'cut'
      const byte = bytes[at]
      if (byte === delimiter) {
        this.fields++
        fieldStart = ++at
      } else if (byte === lf) {
        if (!this.#cr) return this.#end(at, at + 1)
        this.odd = true
        at++
      } else if (byte === cr) {
        if (this.#cr) return this.#end(at, at + 1)
        if (at + 1 >= end && !ended) return 'cut'
        if (bytes[at + 1] === lf && at + 1 < end) return this.#end(at, at + 2)
        if (at + 1 >= end) return this.#end(at, at + 1)
        this.odd = true
        at++
      } else if (byte === quote && this.#opens(bytes, fieldStart, at)) {
        const after = this.#quoted(bytes, at + 1, end, ended)
        if (after < 0)
          return after === cutShort ? 'cut' : after === neverClosed ? 'unclosed' : 'stray'
        at = after
        fieldStart = -1
      } else {
        this.odd = true
        at++
      }
    }
  }

  #end(to: number, next: number): 'record' {
    this.to = to
    this.next = next
    return 'record'
  }

  /** A quote opens a field at its start, or after blanks at its start. */
  #opens(bytes: Uint8Array, fieldStart: number, at: number): boolean {
    if (at === fieldStart) return true
    if (fieldStart < 0 || !this.#blanks) return false
    for (let i = fieldStart; i < at; i++) if (bytes[i] !== blank) return false
    this.odd = true
    return true
  }

  /** Where the text after a quoted field goes on: at a delimiter, a line end or the end of the file. */
  #quoted(bytes: Uint8Array, from: number, end: number, ended: boolean): number {
    const stop = this.#quotedStop
    let at = from
    while (true) {
      while (at < end && stop[bytes[at]] === 0) at++
      if (at >= end) return ended ? neverClosed : cutShort
      const byte = bytes[at]
      if (byte === lf || byte === cr) {
        if ((byte === cr) === this.#cr) this.newlines++
        at++
      } else if (byte === this.#quote) {
        if (at + 1 >= end) {
          if (!ended) return cutShort
          return at + 1
        }
        if (bytes[at + 1] !== this.#quote) return this.#closed(bytes, at + 1, end, ended)
        at += 2
      } else {
        if (at + 1 >= end && !ended) return cutShort
        this.odd = true
        at += 1
        // A line end that is escaped is a line all the same.
        if (at < end && bytes[at] !== lf && bytes[at] !== cr) at++
      }
    }
  }

  #closed(bytes: Uint8Array, from: number, end: number, ended: boolean): number {
    let at = from
    while (this.#blanks && at < end && bytes[at] === blank) at++
    if (at >= end) return ended ? this.#tidy(from, at) : cutShort
    const byte = bytes[at]
    if (byte === this.#delimiter || byte === (this.#cr ? cr : lf)) return this.#tidy(from, at)
    if (byte === cr && !this.#cr) {
      if (at + 1 >= end) return ended ? this.#tidy(from, at) : cutShort
      if (bytes[at + 1] === lf) return this.#tidy(from, at)
    }
    this.to = at
    return strayText
  }

  #tidy(from: number, at: number): number {
    if (at !== from) this.odd = true
    return at
  }
}

const lf = 0x0a
const cr = 0x0d
const blank = 0x20
const cutShort = -1
const neverClosed = -2
const strayText = -3
/** What fields are quoted with on their way to SQL when the file quotes nothing. */
const writtenQuote = 0x22

function stops(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256)
  for (const byte of bytes) if (byte >= 0) table[byte] = 1
  return table
}
