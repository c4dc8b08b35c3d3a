import type { Files } from '../../contracts/ports/files.ts'
import { limits } from './limits.ts'
import { rawText } from './raw-text.ts'

/** Reads records back from a scratch file by their offsets, which have to rise: one pass, constant memory. */
export class RecordTexts {
  readonly #pieces: AsyncIterator<Uint8Array>
  /** Index of the record's end in bytes that start with it. */
  readonly #end: (bytes: Buffer) => number
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0

  constructor(files: Files, path: string, end: (bytes: Buffer) => number) {
    this.#pieces = files.read(path)[Symbol.asyncIterator]()
    this.#end = end
  }

  async textAt(offset: number): Promise<string> {
    while (this.#at + this.#bytes.length < offset + limits.rawBytes) {
      const next = await this.#pieces.next()
      if (next.done) break
      const passed = Math.min(Math.max(0, offset - this.#at), this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes.subarray(passed), next.value])
      this.#at += passed
    }
    const start = offset - this.#at
    const bytes = this.#bytes.subarray(start, start + limits.rawBytes)
    return rawText(bytes, 0, this.#end(bytes))
  }

  async close(): Promise<void> {
    await this.#pieces.return?.()
  }
}
