import type { TextEncoder } from '../contracts/ports/text-encoder.ts'

export interface EncoderFile {
  /** Name within the encoder's folder; may hold "/". */
  readonly name: string
  readonly bytes: Uint8Array
}

/** An encoder that can be kept in the lake and opened again from its files. */
export interface SavedEncoder extends TextEncoder {
  readonly type: 'lsa' | 'onnx'
  readonly config: Readonly<Record<string, unknown>>
  files(): Promise<readonly EncoderFile[]>
}

/** Reads one file of an encoder's folder; undefined when there is none. */
export type ReadFile = (name: string) => Promise<Uint8Array | undefined>
