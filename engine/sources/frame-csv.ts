import { isUtf8 } from 'node:buffer'
import { ByteWindow } from './byte-window.ts'
import type { CsvDialect } from './csv-dialect.ts'
import { csvFields, writeCsvRecord } from './csv-fields.ts'
import { FramedBlocks } from './framed-blocks.ts'
import { limits } from './limits.ts'
import { rawText } from './raw-text.ts'
import type { Reject, RejectCode } from './reject.ts'
import { type CsvScan, CsvScanner } from './scan-csv-record.ts'

/** What framing tells beside the records: rejected ones as they come, the rest when all is read. */
export interface Framing {
  reject(reject: Reject): Promise<void> | undefined
}

/** What was seen, complete once the frames have been read to their end. */
export interface FrameCounts {
  /** Records handed on. */
  records: number
  rejected: number
  /** Lines without anything, and rows of nothing but delimiters. */
  blank: number
  /** Bytes of the longest line of the scratch file. */
  longest: number
  /** Physical lines, the header included. */
  lines: number
  /** Records that go over several lines, or may. */
  spread: number
  /** Sum of the lines that the records handed on start on. */
  lineSum: number
  /** Rows that had empty fields after the last column; these were left out. */
  padded: number
}

export const noCounts = (): FrameCounts => ({
  records: 0,
  rejected: 0,
  blank: 0,
  longest: 0,
  lines: 0,
  spread: 0,
  lineSum: 0,
  padded: 0,
})

export interface CsvFraming extends Framing {
  readonly dialect: CsvDialect
  /** Fields a record has to have. */
  readonly width: number
  readonly counts: FrameCounts
}

/**
 * Parts a CSV text (UTF-8, without a byte order mark) into records, gives each the physical line it starts on, and hands the
 * good ones on in blocks for the scratch file; see FramedBlocks for its form. The header is not handed on.
 */
export async function* frameCsv(
  text: AsyncIterable<Uint8Array>,
  framing: CsvFraming,
): AsyncGenerator<Uint8Array> {
  const window = new ByteWindow(text)
  const framer = new CsvFramer(window, framing)
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

/** Rejected records between two reads; more make a pause, so that they can be written. */
const mostRejects = 1000

class CsvFramer {
  readonly blocks: FramedBlocks
  finished = false
  readonly #window: ByteWindow
  readonly #framing: CsvFraming
  readonly #scanner: CsvScanner
  readonly #delimiter: number
  #line = 1
  #linesToPass: number
  #header: boolean
  #rejects: Reject[] = []

  constructor(window: ByteWindow, framing: CsvFraming) {
    this.#window = window
    this.#framing = framing
    this.#scanner = new CsvScanner(framing.dialect)
    this.#delimiter = framing.dialect.delimiter.charCodeAt(0)
    this.blocks = new FramedBlocks(this.#delimiter)
    this.#linesToPass = framing.dialect.skip
    this.#header = framing.dialect.header
  }

  taken(): readonly Reject[] {
    const rejects = this.#rejects
    this.#rejects = []
    return rejects
  }

  count(): void {
    const { counts } = this.#framing
    counts.records = this.blocks.records
    counts.longest = this.blocks.longest
    counts.lineSum = this.blocks.lineSum
    counts.lines = this.#line - 1
  }

  /** Works off what the window holds. */
  run(): void {
    const window = this.#window
    const scanner = this.#scanner
    while (this.#rejects.length < mostRejects) {
      if (window.start >= window.end) {
        this.finished = window.ended
        return
      }
      if (this.#linesToPass > 0) {
        this.#passLine()
        continue
      }
      const found = scanner.scan(window.bytes, window.start, window.end, window.ended)
      if (found === 'record') this.#record()
      else if (!this.#broken(found)) return
    }
  }

  #record(): void {
    const { start, bytes, suspectEnd } = this.#window
    const scanner = this.#scanner
    const { to, next, fields } = scanner
    const { width, counts } = this.#framing
    if (to - start === fields - 1 && this.#isEmpty(start, to)) counts.blank++
    else if (this.#header) this.#header = false
    else if (to - start > limits.recordBytes) this.#rejectRecord('ROW_TOO_LONG', tooLong)
    else if (start < suspectEnd && !this.#isText(start, to)) {
      // Already rejected.
    } else if (fields === width && !scanner.odd) this.blocks.add(this.#line, bytes, start, to)
    else this.#unusual()
    if (scanner.newlines > 0 || scanner.odd) counts.spread++
    this.#line += scanner.newlines + 1
    this.#window.start = next
  }

  #isEmpty(from: number, to: number): boolean {
    const { bytes } = this.#window
    for (let i = from; i < to; i++) if (bytes[i] !== this.#delimiter) return false
    return true
  }

  #isText(from: number, to: number): boolean {
    const record = this.#window.bytes.subarray(from, to)
    if (record.indexOf(0) !== -1) {
      this.#rejectRecord('ROW_NUL_BYTE', 'The row holds a NUL byte.')
      return false
    }
    if (isUtf8(record)) return true
    this.#rejectRecord('ROW_ENCODING_INVALID', notUtf8)
    return false
  }

  /** A record with another number of fields than the header's, or one that has to be written anew. */
  #unusual(): void {
    const { dialect, width, counts } = this.#framing
    const { start, bytes } = this.#window
    const fields = csvFields(bytes.toString('utf8', start, this.#scanner.to), dialect)
    if (width > 1 && fields.length === 1 && fields[0].text.trim() === '') {
      counts.blank++
    } else if (fields.length < width) {
      this.#rejectRecord('ROW_FIELDS_MISSING', `The row has ${fields.length} of ${width} fields.`)
    } else if (fields.slice(width).some(({ text, quoted }) => quoted || text.trim() !== '')) {
      this.#rejectRecord(
        'ROW_FIELDS_EXTRA',
        `The row has ${fields.length} fields instead of ${width}.`,
      )
    } else {
      if (fields.length > width) counts.padded++
      const record = Buffer.from(writeCsvRecord(fields.slice(0, width), dialect))
      this.blocks.add(this.#line, record, 0, record.length)
    }
  }

  /** False when more bytes are needed first. */
  #broken(found: Exclude<CsvScan, 'record'>): boolean {
    const window = this.#window
    const field = `Field ${this.#scanner.fields}`
    if (found === 'stray') {
      this.#rejectLine('ROW_QUOTE_STRAY', `${field} goes on after its closing quote.`)
    } else if (found === 'unclosed') {
      this.#rejectLine('ROW_QUOTE_UNCLOSED', `${field} opens a quote that is never closed.`)
    } else if (window.end - window.start <= limits.recordBytes) {
      return false
    } else if (this.#lineEnd() === -1) {
      this.#rejectLine('ROW_TOO_LONG', tooLong)
    } else {
      this.#rejectLine(
        'ROW_QUOTE_UNCLOSED',
        `${field} opens a quote that is not closed within ${mebibytes}.`,
      )
    }
    return true
  }

  #rejectRecord(code: RejectCode, reason: string): void {
    this.#reject(code, reason, this.#scanner.to)
  }

  /** Gives up the line on which the record starts; the next line is taken for the start of a record. */
  #rejectLine(code: RejectCode, reason: string): void {
    const lineEnd = this.#lineEnd()
    this.#reject(code, reason, lineEnd === -1 ? this.#window.end : lineEnd)
    this.#linesToPass = 1
  }

  #reject(code: RejectCode, reason: string, to: number): void {
    this.#header = false
    const raw = rawText(this.#window.bytes, this.#window.start, to)
    this.#rejects.push({ line: this.#line, column: undefined, code, reason, raw })
    this.#framing.counts.rejected++
  }

  /** Where the line that the record starts on ends, or -1 when that is not in sight. */
  #lineEnd(): number {
    const { bytes, start, end } = this.#window
    const lineFeed = this.#framing.dialect.newline === 'cr' ? 0x0d : 0x0a
    const at = bytes.subarray(start, end).indexOf(lineFeed)
    return at === -1 ? -1 : start + at
  }

  /** Drops the rest of the line, or as much of it as is in sight. */
  #passLine(): void {
    const window = this.#window
    const at = this.#lineEnd()
    window.start = at === -1 ? window.end : at + 1
    if (at === -1 && !window.ended) return
    this.#line++
    this.#linesToPass--
  }
}

const mebibytes = `${limits.recordBytes / 2 ** 20} MiB`
const tooLong = `The row is longer than ${mebibytes}.`
const notUtf8 =
  'The row is not valid UTF-8. If the file is in another encoding, declare it: `csv: {encoding: latin-1}` or `utf-16`.'
