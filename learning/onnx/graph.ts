import {
  type Attribute,
  type Dimension,
  type Domain,
  type ElementType,
  type GraphParts,
  nodeProto,
  tensorProto,
  valueInfoProto,
} from './model-proto.ts'
import type { Message } from './protobuf.ts'

/** Name of a value in the graph. */
export type Value = string

interface Extra {
  readonly domain?: Domain
  readonly attributes?: Readonly<Record<string, Attribute>>
}

/** Collects a graph node by node. Values inside it are named `<stage>/<number>_<operator>`, so equal steps give equal bytes. */
export class Graph {
  readonly #nodes: Message[] = []
  readonly #constants: Message[] = []
  readonly #inputs: Message[] = []
  readonly #outputs: Message[] = []

  input(name: Value, type: ElementType, dimensions: readonly Dimension[]): Value {
    this.#inputs.push(valueInfoProto(name, type, dimensions))
    return name
  }

  /** Adds an operator with one result and returns the result. */
  apply(stage: string, operator: string, inputs: readonly Value[], extra: Extra = {}): Value {
    const result = `${stage}/${this.#nodes.length}_${operator}`
    this.#add(operator, inputs, result, extra)
    return result
  }

  /** Adds an operator whose result is an output of the graph. */
  output(
    name: Value,
    type: ElementType,
    dimensions: readonly Dimension[],
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
  ): Value {
    this.#add(operator, inputs, name, { attributes })
    this.#outputs.push(valueInfoProto(name, type, dimensions))
    return name
  }

  floats(stage: string, dimensions: readonly number[], values: ArrayLike<number>): Value {
    const content = new DataView(new ArrayBuffer(values.length * 4))
    for (let i = 0; i < values.length; i++) content.setFloat32(i * 4, values[i], true)
    return this.#constant(stage, 'float', dimensions, content)
  }

  integers(stage: string, values: readonly number[]): Value {
    const content = new DataView(new ArrayBuffer(values.length * 8))
    values.forEach((value, i) => {
      content.setBigInt64(i * 8, BigInt(value), true)
    })
    return this.#constant(stage, 'int64', [values.length], content)
  }

  booleans(stage: string, dimensions: readonly number[], values: readonly boolean[]): Value {
    const content = new DataView(Uint8Array.from(values, (value) => (value ? 1 : 0)).buffer)
    return this.#constant(stage, 'bool', dimensions, content)
  }

  parts(name: string): GraphParts {
    return {
      name,
      nodes: this.#nodes,
      constants: this.#constants,
      inputs: this.#inputs,
      outputs: this.#outputs,
    }
  }

  #add(operator: string, inputs: readonly Value[], result: Value, extra: Extra): void {
    const { domain = '', attributes = {} } = extra
    const node = { operator, domain, inputs, outputs: [result], attributes }
    this.#nodes.push(nodeProto(node, `${operator}_${this.#nodes.length}`))
  }

  #constant(
    stage: string,
    type: ElementType,
    dimensions: readonly number[],
    content: DataView,
  ): Value {
    const name = `${stage}/constant_${this.#constants.length}`
    const raw = new Uint8Array(content.buffer)
    this.#constants.push(tensorProto(name, type, dimensions, raw))
    return name
  }
}

export const int = (value: number): Attribute => ({ kind: 'int', value })
export const strings = (value: readonly string[]): Attribute => ({ kind: 'strings', value })
