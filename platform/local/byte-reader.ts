/** Reads a stream of bytes by length, whatever the pieces it comes in. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #piece: Uint8Array = new Uint8Array(0)

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#source = bytes[Symbol.asyncIterator]()
  }

  /** The next `length` bytes in pieces; fewer when the stream ends. */
  async *take(length: number): AsyncIterable<Uint8Array> {
    for (let left = length; left > 0 && (await this.#fill()); ) {
      const part = this.#piece.subarray(0, left)
      this.#piece = this.#piece.subarray(part.length)
      left -= part.length
      yield part
    }
  }

  /** The next `length` bytes in one; fewer when the stream ends. */
  async upTo(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    for await (const part of this.take(length)) parts.push(part)
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  }

  /** Whatever is left. */
  rest(): AsyncIterable<Uint8Array> {
    return this.take(Number.POSITIVE_INFINITY)
  }

  /** Puts bytes back in front of the next ones. */
  unread(bytes: Uint8Array): void {
    this.#piece = this.#piece.length === 0 ? bytes : Buffer.concat([bytes, this.#piece])
  }

  /** Ends the stream early. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }

  async #fill(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const next = await this.#source.next()
      if (next.done) return false
      this.#piece = next.value
    }
    return true
  }
}
