/** Bytes that one side pushes and the other reads as a stream. The pusher is told to wait when it is far ahead. */
export class BytePipe implements AsyncIterable<Uint8Array> {
  #waiting: Uint8Array[] = []
  #size = 0
  #ended = false
  #wakeReader: (() => void) | undefined
  #wakeWriter: (() => void) | undefined
  readonly #high: number

  constructor(highBytes: number) {
    this.#high = highBytes
  }

  push(bytes: Uint8Array): Promise<void> | undefined {
    this.#waiting.push(bytes)
    this.#size += bytes.length
    this.#wakeReader?.()
    if (this.#size < this.#high || this.#ended) return undefined
    return new Promise((resolve) => {
      this.#wakeWriter = resolve
    })
  }

  /** Nothing will be pushed, or nothing will be read, any more. */
  end(): void {
    this.#ended = true
    this.#wakeReader?.()
    this.#wakeWriter?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (true) {
      if (this.#waiting.length > 0) {
        const pieces = Buffer.concat(this.#waiting)
        this.#waiting = []
        this.#size = 0
        yield pieces
        this.#wakeWriter?.()
      } else if (this.#ended) return
      else
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve
        })
    }
  }
}
