import type { TextEncoder } from '../../contracts/ports/text-encoder.ts'

/** Vectors that tell the length of a text, and a list of every text that was ever encoded. */
export class LengthEncoder implements TextEncoder {
  readonly name = 'length'
  readonly version: string
  readonly dimensions = 3
  readonly encoded: string[] = []
  /** Encoding fails once so many texts have been encoded. */
  readonly #failAfter: number

  constructor(version = 'v1', failAfter = Number.POSITIVE_INFINITY) {
    this.version = version
    this.#failAfter = failAfter
  }

  async encode(
    texts: readonly string[],
    onProgress?: (done: number) => void,
  ): Promise<Float32Array> {
    if (this.encoded.length + texts.length > this.#failAfter) throw new Error('stopped')
    this.encoded.push(...texts)
    onProgress?.(texts.length)
    return Float32Array.from(texts.flatMap((text) => [text.length, 1, 0]))
  }

  async close(): Promise<void> {}
}
