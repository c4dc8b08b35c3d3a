import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node'
import type { LoadedModel, Tensor, TensorSpec } from '../../contracts/ports/model-runtime.ts'
import { onnx } from './onnx-library.ts'

type Feeds = Readonly<Record<string, Tensor>>

/** A loaded graph. Feeds must be exactly its inputs; anything else is a TypeError that names them. */
export class OnnxModel implements LoadedModel {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  private readonly session: InferenceSession
  private released: Promise<void> | undefined

  constructor(
    session: InferenceSession,
    inputs: readonly TensorSpec[],
    outputs: readonly TensorSpec[],
  ) {
    this.session = session
    this.inputs = inputs
    this.outputs = outputs
  }

  async run(feeds: Feeds): Promise<Feeds> {
    if (this.released) throw new TypeError('The model is closed.')
    checkFeeds(this.inputs, feeds)
    const given: Record<string, OnnxTensor> = {}
    for (const { name } of this.inputs) given[name] = toOnnx(feeds[name]!)
    const results = await this.session.run(given)
    return Object.fromEntries(
      this.outputs.map((spec) => [spec.name, fromOnnx(spec, results[spec.name]!)]),
    )
  }

  close(): Promise<void> {
    this.released ??= this.session.release()
    return this.released
  }
}

function toOnnx(tensor: Tensor): OnnxTensor {
  const { Tensor: Make } = onnx()
  if (tensor.type === 'string') return new Make('string', [...tensor.data], tensor.dims)
  if (tensor.type === 'int64') return new Make('int64', tensor.data, tensor.dims)
  return new Make('float32', tensor.data, tensor.dims)
}

function checkFeeds(inputs: readonly TensorSpec[], feeds: Feeds): void {
  const extra = Object.keys(feeds).find((name) => !inputs.some((input) => input.name === name))
  if (extra !== undefined)
    throw new TypeError(
      `The model has no input "${extra}"; it takes ${inputs.map(({ name }) => `"${name}"`).join(', ')}.`,
    )
  for (const { name, type } of inputs) {
    const tensor = feeds[name]
    if (tensor === undefined) throw new TypeError(`The model's input "${name}" was not given.`)
    if (tensor.type !== type)
      throw new TypeError(`The model's input "${name}" takes ${type}, not ${tensor.type}.`)
    const size = tensor.dims.reduce((product, dim) => product * dim, 1)
    if (size !== tensor.data.length)
      throw new TypeError(
        `The model's input "${name}" has ${tensor.data.length} values for the shape ${tensor.dims.join(' × ')}.`,
      )
  }
}

function fromOnnx({ name, type }: TensorSpec, tensor: OnnxTensor): Tensor {
  if (tensor.type !== type)
    throw new TypeError(`The model's output "${name}" is ${tensor.type}, not ${type}.`)
  // The metadata of the graph said which of the three it is.
  return { type, dims: [...tensor.dims], data: tensor.data } as Tensor
}
