import { isUtf8 } from 'node:buffer'

/**
 * The part of a byte stream that is being looked at: `bytes[start … end)` has been read and not consumed.
 * A reader that meets `end` within a record asks for `more` and scans the record again from its start.
 */
export class ByteWindow {
  bytes: Buffer = Buffer.alloc(0)
  start = 0
  end = 0
  /** Nothing follows `end`. */
  ended = false
  /** What starts at or after this is known to be UTF-8 without NUL; what starts before it has to be looked at. */
  suspectEnd = 0
  readonly #source: AsyncIterator<Uint8Array>
  #checked = 0

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /**
   * Reads on: at least doubles what is there, so that scanning a long record again stays linear.
   * False when the stream had nothing more.
   */
  async more(): Promise<boolean> {
    if (this.ended) return false
    const wanted = Math.max(this.end - this.start, minimum)
    const chunks: Uint8Array[] = []
    let size = 0
    while (size < wanted) {
      const next = await this.#source.next()
      if (next.done) {
        this.ended = true
        break
      }
      chunks.push(next.value)
      size += next.value.length
    }
    this.#append(chunks, size)
    return size > 0
  }

  /** Stops reading; the source may release what it holds. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }

  #append(chunks: readonly Uint8Array[], size: number): void {
    const kept = this.end - this.start
    const bytes = kept + size <= this.bytes.length ? this.bytes : Buffer.allocUnsafe(kept + size)
    this.bytes.copy(bytes, 0, this.start, this.end)
    this.suspectEnd = Math.max(0, this.suspectEnd - this.start)
    this.#checked = Math.max(0, this.#checked - this.start)
    this.bytes = bytes
    this.start = 0
    this.end = kept
    for (const chunk of chunks) {
      bytes.set(chunk, this.end)
      this.end += chunk.length
    }
    this.#check()
  }

  #check(): void {
    const until = this.ended ? this.end : lastWholeCharacter(this.bytes, this.#checked, this.end)
    const fresh = this.bytes.subarray(this.#checked, until)
    if (fresh.indexOf(0) !== -1 || !isUtf8(fresh)) this.suspectEnd = until
    this.#checked = until
  }
}

const minimum = 256 * 1024

/** Where the last character that is whole ends, so that a character cut by a chunk is not taken for damage. */
function lastWholeCharacter(bytes: Buffer, from: number, end: number): number {
  for (let back = 1; back <= 3 && end - back >= from; back++) {
    const byte = bytes[end - back]
    if (byte < 0x80) return end
    if (byte >= 0xc0) return back < sequenceLength(byte) ? end - back : end
  }
  return end
}

const sequenceLength = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2)
