import { identify, sha256 } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import type { ModelRuntime } from '../contracts/ports/model-runtime.ts'
import { batchesOf } from './onnx/batches.ts'
import { poolingFile, readSettings, settingsFiles } from './onnx/folder-settings.ts'
import { graphName } from './onnx/graph-name.ts'
import { SentenceGraph } from './onnx/sentence-graph.ts'
import { readTokenizer, type TextTokenizer } from './onnx/text-tokenizer.ts'
import type { EncoderFile, ReadFile, SavedEncoder } from './saved-encoder.ts'
import { unitRows } from './unit-rows.ts'

/** Raise it when the same files come to give other vectors. */
const format = 1

export interface OnnxFolder {
  readonly readFile: ReadFile
  /** Names of the folder's files, relative to it. */
  readonly files: readonly string[]
  /** @default model.onnx, else the only .onnx file in the folder or in onnx/ */
  readonly graph?: string
}

export interface OnnxEncoderOptions {
  /** @default onnx */
  readonly name?: string
  /** Threads within one operator. @default 1 */
  readonly threads?: number
}

interface Parts {
  readonly name: string
  readonly graph: SentenceGraph
  readonly tokenizer: TextTokenizer
  readonly dimensions: number
  readonly graphFile: string
  /** SHA-256 of every file that is used, by name. */
  readonly digests: Readonly<Record<string, string>>
  readonly readFile: ReadFile
}

/** Opens a sentence-transformers folder. Throws ENCODER_GRAPH_MISSING, ENCODER_FILES_INVALID, ENCODER_MODEL_UNSUPPORTED, SCORE_MODEL_UNREADABLE. */
export async function openOnnxFolder(
  folder: OnnxFolder,
  runtime: ModelRuntime,
  options: OnnxEncoderOptions = {},
): Promise<OnnxEncoder> {
  const { readFile } = folder
  const graphFile = graphName(folder.files, folder.graph)
  const settings = await readSettings(readFile)
  const tokenizer = await readTokenizer(readFile, settings)
  const files = await filesUsed(readFile, graphFile)
  const model = await runtime.load(files[0].bytes, { threads: options.threads ?? 1 })
  try {
    const graph = new SentenceGraph(model, settings.pooling)
    const dimensions = (await graph.run([tokenizer.ids('a')])).length
    const digests = Object.fromEntries(files.map(({ name, bytes }) => [name, sha256(bytes)]))
    const name = options.name ?? 'onnx'
    return new OnnxEncoder({ name, graph, tokenizer, dimensions, graphFile, digests, readFile })
  } catch (error) {
    await model.close()
    throw error
  }
}

/** The graph first, then the files that say how to use it. */
async function filesUsed(readFile: ReadFile, graph: string): Promise<readonly EncoderFile[]> {
  const pooling = await poolingFile(readFile)
  const files: EncoderFile[] = []
  for (const name of [graph, ...Object.values(settingsFiles), ...(pooling ? [pooling] : [])]) {
    const bytes = await readFile(name)
    if (bytes) files.push({ name, bytes })
  }
  if (files[0]?.name !== graph)
    throw new ProductError('ENCODER_GRAPH_MISSING', {
      message: `The text encoder's graph ${graph} cannot be read.`,
    })
  return files
}

/** A sentence encoder as an ONNX graph with its tokenizer. Vectors are of unit length whatever the graph does. */
export class OnnxEncoder implements SavedEncoder {
  readonly type = 'onnx'
  readonly name: string
  readonly version: string
  readonly dimensions: number
  readonly config: Readonly<Record<string, unknown>>
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.name = parts.name
    this.version = identify({ type: 'onnx', format, files: parts.digests })
    this.dimensions = parts.dimensions
    this.config = { graph: parts.graphFile }
    this.#parts = parts
  }

  async encode(
    texts: readonly string[],
    onProgress?: (done: number) => void,
  ): Promise<Float32Array> {
    const { graph, tokenizer } = this.#parts
    const ids = texts.map((text) => tokenizer.ids(text))
    const vectors = new Float32Array(texts.length * this.dimensions)
    let done = 0
    for (const places of batchesOf(ids.map(({ length }) => length))) {
      const rows = unitRows(await graph.run(places.map((place) => ids[place])), this.dimensions)
      places.forEach((place, row) => {
        const start = row * this.dimensions
        vectors.set(rows.subarray(start, start + this.dimensions), place * this.dimensions)
      })
      done += places.length
      onProgress?.(done)
    }
    return vectors
  }

  async files(): Promise<readonly EncoderFile[]> {
    const { digests, readFile } = this.#parts
    const files: EncoderFile[] = []
    for (const name of Object.keys(digests)) {
      const bytes = await readFile(name)
      if (bytes) files.push({ name, bytes })
    }
    return files
  }

  close(): Promise<void> {
    return this.#parts.graph.close()
  }
}
