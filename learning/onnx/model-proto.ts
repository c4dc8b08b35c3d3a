import { bytes, float, integer, integers, type Message, message, text } from './protobuf.ts'

/**
 * The messages of onnx.proto3 that a graph of standard operators needs; field numbers are those of that file.
 * Source: github.com/onnx/onnx, onnx/onnx.proto3.
 */

/** Element types, by TensorProto.DataType. */
const elementTypes = { float: 1, int64: 7, string: 8, bool: 9 } as const
export type ElementType = keyof typeof elementTypes

/** A length, or the name of a length known when the graph runs. */
export type Dimension = number | string

export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }

export type Domain = '' | 'ai.onnx.ml'

export interface Node {
  readonly operator: string
  readonly domain: Domain
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

export const nodeProto = (node: Node, name: string): Message =>
  message(
    ...node.inputs.map((input) => text(1, input)),
    ...node.outputs.map((output) => text(2, output)),
    text(3, name),
    text(4, node.operator),
    ...Object.entries(node.attributes).map(([key, value]) => bytes(5, attributeProto(key, value))),
    ...(node.domain === '' ? [] : [text(7, node.domain)]),
  )

function attributeProto(name: string, attribute: Attribute): Message {
  const named = text(1, name)
  switch (attribute.kind) {
    case 'float':
      return message(named, float(2, attribute.value), integer(20, 1))
    case 'int':
      return message(named, integer(3, attribute.value), integer(20, 2))
    case 'ints':
      return message(named, integers(8, attribute.value), integer(20, 7))
    case 'strings':
      return message(named, ...attribute.value.map((value) => text(9, value)), integer(20, 8))
  }
}

/** A constant of the graph: its content as little-endian bytes. */
export const tensorProto = (
  name: string,
  type: ElementType,
  dimensions: readonly number[],
  content: Uint8Array,
): Message =>
  message(integers(1, dimensions), integer(2, elementTypes[type]), text(8, name), bytes(9, content))

export function valueInfoProto(
  name: string,
  type: ElementType,
  dimensions: readonly Dimension[],
): Message {
  const shape = dimensions.map((dimension) =>
    bytes(1, typeof dimension === 'number' ? integer(1, dimension) : text(2, dimension)),
  )
  const tensor = message(integer(1, elementTypes[type]), bytes(2, message(...shape)))
  return message(text(1, name), bytes(2, bytes(1, tensor)))
}

export interface GraphParts {
  readonly name: string
  readonly nodes: readonly Message[]
  readonly constants: readonly Message[]
  readonly inputs: readonly Message[]
  readonly outputs: readonly Message[]
}

/** Versions that ONNX Runtime has read since 1.14 (2023). */
const IR_VERSION = 8
const OPERATOR_SETS: readonly (readonly [Domain, number])[] = [
  ['', 17],
  ['ai.onnx.ml', 3],
]

export const modelProto = (
  graph: GraphParts,
  metadata: Readonly<Record<string, string>>,
): Message =>
  message(
    integer(1, IR_VERSION),
    text(2, 'millrace'),
    bytes(
      7,
      message(
        ...graph.nodes.map((node) => bytes(1, node)),
        text(2, graph.name),
        ...graph.constants.map((constant) => bytes(5, constant)),
        ...graph.inputs.map((input) => bytes(11, input)),
        ...graph.outputs.map((output) => bytes(12, output)),
      ),
    ),
    ...OPERATOR_SETS.map(([domain, version]) =>
      bytes(8, message(text(1, domain), integer(2, version))),
    ),
    ...Object.entries(metadata).map(([key, value]) =>
      bytes(14, message(text(1, key), text(2, value))),
    ),
  )
