import { ProductError } from '../../contracts/errors/product-error.ts'
import type { LoadedModel, Tensor } from '../../contracts/ports/model-runtime.ts'
import type { Pooling } from './folder-settings.ts'
import { pool } from './pool.ts'

/** Outputs in the order they are preferred; of graphs that have none of these the first output is taken. */
const preferredOutputs = [
  'sentence_embedding',
  'sentence_embeddings',
  'embedding',
  'embeddings',
  'last_hidden_state',
  'token_embeddings',
]

/** What the graph may ask for, given ids of `length` tokens. */
const feeds: Readonly<Record<string, (ids: BigInt64Array) => BigInt64Array>> = {
  input_ids: (ids) => ids,
  attention_mask: (ids) => new BigInt64Array(ids.length).fill(1n),
  token_type_ids: (ids) => new BigInt64Array(ids.length),
}

/** A graph that gives a vector a text, or a vector a token, which are then pooled. */
export class SentenceGraph {
  readonly #model: LoadedModel
  readonly #output: string
  readonly #pooling: Pooling

  constructor(model: LoadedModel, pooling: Pooling) {
    const strange = model.inputs.find(({ name, type }) => !(name in feeds) || type !== 'int64')
    if (strange) throw unsupported(`it asks for an input "${strange.name}" (${strange.type})`)
    const names = model.outputs.filter(({ type }) => type === 'float32').map(({ name }) => name)
    const output = preferredOutputs.find((name) => names.includes(name)) ?? names[0]
    if (output === undefined) throw unsupported('it has no output of float32')
    this.#model = model
    this.#output = output
    this.#pooling = pooling
  }

  /** Vectors of texts with equally many tokens, row after row. */
  async run(batch: readonly (readonly number[])[]): Promise<Float32Array> {
    const dims = [batch.length, batch[0].length]
    const ids = BigInt64Array.from(batch.flat(), BigInt)
    const given = this.#model.inputs.map(({ name }): [string, Tensor] => [
      name,
      { type: 'int64', dims, data: feeds[name](ids) },
    ])
    const results = await this.#model.run(Object.fromEntries(given))
    return this.#vectors(results[this.#output], batch.length)
  }

  close(): Promise<void> {
    return this.#model.close()
  }

  #vectors(tensor: Tensor, texts: number): Float32Array {
    const { dims } = tensor
    if (tensor.type !== 'float32' || dims[0] !== texts || dims.length < 2 || dims.length > 3)
      throw unsupported(`its output "${this.#output}" has the shape ${dims.join(' × ')}`)
    if (dims.length === 2) return tensor.data
    return pool(tensor.data, [texts, dims[1], dims[2]], this.#pooling)
  }
}

const unsupported = (what: string) =>
  new ProductError('ENCODER_MODEL_UNSUPPORTED', {
    message: `The text encoder's graph cannot be used: ${what}.`,
  })
