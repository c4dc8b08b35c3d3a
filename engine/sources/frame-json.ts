import { isUtf8 } from 'node:buffer'
import { ByteWindow } from './byte-window.ts'
import type { FrameCounts, Framing } from './frame-csv.ts'
import { FramedBlocks } from './framed-blocks.ts'
import { limits } from './limits.ts'
import { rawText } from './raw-text.ts'
import type { Reject, RejectCode } from './reject.ts'
import { JsonScanner } from './scan-json.ts'
import { skipBroken } from './skip-broken-json.ts'

/** What parts a JSON object from the numbers before it in the scratch file. */
export const jsonDelimiter = '\t'

export interface JsonFraming extends Framing {
  readonly counts: FrameCounts
}

/**
 * Parts a JSON text (UTF-8, without a byte order mark) into its objects: one a line, one after the other, or the elements of
 * an array. Each is handed on as one line of the scratch file; see FramedBlocks for its form.
 */
export async function* frameJson(
  text: AsyncIterable<Uint8Array>,
  framing: JsonFraming,
): AsyncGenerator<Uint8Array> {
  const window = new ByteWindow(text)
  const framer = new JsonFramer(window, framing.counts)
  try {
    while (true) {
      framer.run()
      for (const reject of framer.taken()) await framing.reject(reject)
      yield* framer.blocks.full()
      if (framer.finished) break
      await window.more()
    }
    yield* framer.blocks.rest()
    framer.count()
  } finally {
    await window.close()
  }
}

const mostRejects = 1000

class JsonFramer {
  readonly blocks = new FramedBlocks(jsonDelimiter.charCodeAt(0))
  finished = false
  readonly #window: ByteWindow
  readonly #counts: FrameCounts
  readonly #scanner = new JsonScanner()
  #rejects: Reject[] = []
  #line = 1
  /** Line feeds since the last record; at the start as if one had been. */
  #sinceRecord = 1
  /** `[` is open; then what may come: a value or the end, a value, or what follows a value. */
  #array: 'none' | 'start' | 'value' | 'after' = 'none'
  /** Some object went over several lines. */
  #spread = false
  /** A broken value is being passed over: up to its matching bracket, the next line, or the next line that starts an object. */
  #passing: 'nothing' | 'value' | 'line' | 'spread' = 'nothing'

  constructor(window: ByteWindow, counts: FrameCounts) {
    this.#window = window
    this.#counts = counts
  }

  taken(): readonly Reject[] {
    const rejects = this.#rejects
    this.#rejects = []
    return rejects
  }

  count(): void {
    this.#counts.records = this.blocks.records
    this.#counts.longest = this.blocks.longest
    this.#counts.lines = this.#line - (this.#sinceRecord > 0 ? 1 : 0)
  }

  /** Works off what the window holds. */
  run(): void {
    const window = this.#window
    while (this.#rejects.length < mostRejects) {
      if (this.#passing !== 'nothing') {
        if (!this.#pass()) return
        continue
      }
      this.#blanks()
      if (window.start >= window.end) {
        if (!window.ended) return
        this.#finish()
        return
      }
      if (!this.#punctuation(window.bytes[window.start]) && !this.#value()) return
    }
  }

  #finish(): void {
    if (this.#array !== 'none') {
      this.#reject(
        'ROW_JSON_INVALID',
        'The array is never closed; the file may have been cut short.',
        0,
      )
    }
    this.#array = 'none'
    this.finished = true
  }

  #blanks(): void {
    const window = this.#window
    const { bytes, end } = window
    let at = window.start
    for (; at < end; at++) {
      const byte = bytes[at]
      if (byte === lf) {
        this.#line++
        if (this.#sinceRecord++ > 0) this.#counts.blank++
      } else if (byte !== blank && byte !== cr && byte !== tab) break
    }
    window.start = at
  }

  /** Takes the brackets and commas of an array; false when a value is next. */
  #punctuation(byte: number): boolean {
    if (this.#array === 'none') {
      if (byte !== openBracket) return false
      this.#array = 'start'
    } else if (byte === closeBracket) {
      if (this.#array === 'value')
        this.#reject('ROW_JSON_INVALID', 'A value should follow the last ",".', 1)
      this.#array = 'none'
    } else if (byte === comma) {
      if (this.#array !== 'after')
        this.#reject('ROW_JSON_INVALID', 'A value should stand before ",".', 1)
      this.#array = 'value'
    } else if (this.#array === 'after') {
      this.#reject('ROW_JSON_INVALID', 'A "," should part this value from the one before.', 1)
      this.#array = 'value'
      return false
    } else return false
    this.#window.start++
    this.#sinceRecord = 0
    return true
  }

  /** False when more bytes are needed first. */
  #value(): boolean {
    const { bytes, start, end, ended } = this.#window
    const scanner = this.#scanner
    const found = scanner.scan(bytes, start, end, ended)
    if (found === 'value') {
      this.#take()
      return true
    }
    if (found === 'bad') {
      this.#reject('ROW_JSON_INVALID', this.#reason(), end - start)
      this.#passBroken()
      return true
    }
    if (end - start <= limits.recordBytes) return false
    this.#reject('ROW_TOO_LONG', tooLong, end - start)
    this.#passBroken()
    return true
  }

  #take(): void {
    const window = this.#window
    const { bytes, start, suspectEnd } = window
    const { next, newlines, odd } = this.#scanner
    if (bytes[start] !== openBrace) {
      this.#reject('ROW_NOT_OBJECT', 'The JSON value is not an object.', next - start)
    } else if (next - start > limits.recordBytes) {
      this.#reject('ROW_TOO_LONG', tooLong, next - start)
    } else if (start < suspectEnd && !isUtf8(bytes.subarray(start, next))) {
      this.#reject('ROW_ENCODING_INVALID', 'The object is not valid UTF-8.', next - start)
    } else if (odd) {
      const line = onOneLine(bytes.subarray(start, next))
      this.blocks.add(this.#line, line, 0, line.length)
    } else this.blocks.add(this.#line, bytes, start, next)
    this.#line += newlines
    if (newlines > 0) this.#spread = true
    this.#sinceRecord = 0
    window.start = next
    if (this.#array !== 'none') this.#array = 'after'
  }

  #reason(): string {
    const { start, bytes } = this.#window
    const { next, expected } = this.#scanner
    if (next < 0) return `The JSON is not valid: expected ${expected}.`
    const byte = bytes[next]
    const found = byte > 0x20 && byte < 0x7f ? `, found "${String.fromCharCode(byte)}"` : ''
    return `The JSON is not valid at byte ${next - start + 1}: expected ${expected}${found}.`
  }

  #reject(code: RejectCode, reason: string, length: number): void {
    const { bytes, start, end } = this.#window
    let to = Math.min(end, start + length)
    const lineEnd = bytes.subarray(start, to).indexOf(lf)
    // A broken object's own line says enough.
    if (code === 'ROW_JSON_INVALID' && lineEnd > 0 && !this.#startsSpread(start + lineEnd))
      to = start + lineEnd
    this.#rejects.push({
      line: this.#line,
      column: undefined,
      code,
      reason,
      raw: rawText(bytes, start, to),
    })
    this.#counts.rejected++
  }

  /** The object at hand has a first line of nothing but its brace, or others went over several lines. */
  #startsSpread(lineEnd: number): boolean {
    const { bytes, start } = this.#window
    if (this.#spread) return true
    return bytes[start] === openBrace && bytes.toString('latin1', start + 1, lineEnd).trim() === ''
  }

  #passBroken(): void {
    const { bytes, start, end } = this.#window
    if (this.#array !== 'none') {
      this.#passing = 'value'
      return
    }
    const lineEnd = bytes.subarray(start, end).indexOf(lf)
    this.#passing = lineEnd !== -1 && this.#startsSpread(start + lineEnd) ? 'spread' : 'line'
  }

  /** Passes over a broken value; false when more bytes are needed first. */
  #pass(): boolean {
    const window = this.#window
    if (this.#passing === 'value') {
      const after = skipBroken(window.bytes, window.start, window.end)
      if (after === 'cut' && !window.ended && window.end - window.start <= limits.recordBytes)
        return false
      if (typeof after === 'number') this.#passTo(after)
      else this.#passing = 'spread'
      if (this.#array !== 'none') this.#array = 'after'
      return true
    }
    const lineEnd = window.bytes.subarray(window.start, window.end).indexOf(lf)
    if (lineEnd === -1) {
      window.start = window.end
      if (window.ended) this.#passing = 'nothing'
      return window.ended
    }
    const next = window.start + lineEnd + 1
    const first = this.#firstOf(next)
    if (first === undefined && !window.ended) return false
    this.#line++
    window.start = next
    this.#sinceRecord = 1
    if (
      this.#passing === 'line' ||
      first === undefined ||
      first === openBrace ||
      first === closeBracket
    ) {
      this.#passing = 'nothing'
      if (this.#array !== 'none') this.#array = 'value'
    }
    return true
  }

  #passTo(at: number): void {
    const window = this.#window
    for (let i = window.start; i < at; i++) if (window.bytes[i] === lf) this.#line++
    window.start = at
    this.#sinceRecord = 0
    this.#passing = 'nothing'
  }

  /** First byte of a line; within an array, first byte that is no blank. */
  #firstOf(from: number): number | undefined {
    const { bytes, end } = this.#window
    let at = from
    if (this.#array !== 'none') while (at < end && (bytes[at] === blank || bytes[at] === tab)) at++
    return at < end ? bytes[at] : undefined
  }
}

function onOneLine(bytes: Buffer): Buffer {
  const line = Buffer.from(bytes)
  for (let i = 0; i < line.length; i++) if (line[i] < blank) line[i] = blank
  return line
}

const tooLong = `The object is longer than ${limits.recordBytes / 2 ** 20} MiB.`
const lf = 0x0a
const cr = 0x0d
const tab = 0x09
const blank = 0x20
const comma = 0x2c
const openBrace = 0x7b
const openBracket = 0x5b
const closeBracket = 0x5d
