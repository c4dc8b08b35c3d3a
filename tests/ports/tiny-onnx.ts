/** Just enough of the ONNX file format to write small graphs by hand; field numbers are those of onnx.proto. */

type Bytes = readonly number[]

const varint = (value: number): Bytes =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
const integer = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)]
const body = (field: number, bytes: Bytes): Bytes => [
  ...varint(field * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
]
const text = (field: number, value: string): Bytes => body(field, [...Buffer.from(value)])

/** Numbers of `TensorProto.DataType`. */
const elementTypes = { float32: 1, int64: 7, string: 8, double: 11 } as const
export type ElementType = keyof typeof elementTypes

/** A column of unknown length, `n × 2`. */
export const value = (name: string, type: ElementType): Bytes => {
  const shape = [...body(1, text(2, 'n')), ...body(1, integer(1, 2))]
  const tensor = [...integer(1, elementTypes[type]), ...body(2, shape)]
  return [...text(1, name), ...body(2, body(1, tensor))]
}

export const node = (type: string, inputs: readonly string[], output: string): Bytes => [
  ...inputs.flatMap((input) => text(1, input)),
  ...text(2, output),
  ...text(4, type),
]

/** A constant of two numbers. */
export const constant = (name: string, numbers: readonly [number, number]): Bytes => [
  ...integer(1, 2),
  ...integer(2, elementTypes.float32),
  ...text(8, name),
  ...body(9, [...Buffer.from(Float32Array.from(numbers).buffer)]),
]

/** A constant whose numbers are in another file. */
export const externalConstant = (name: string, file: string): Bytes => [
  ...integer(1, 2),
  ...integer(2, elementTypes.float32),
  ...text(8, name),
  ...body(13, [...text(1, 'location'), ...text(2, file)]),
  ...integer(14, 1),
]

export interface TinyGraph {
  readonly inputs: readonly Bytes[]
  readonly outputs: readonly Bytes[]
  readonly nodes: readonly Bytes[]
  readonly constants?: readonly Bytes[]
}

export function tinyModel({ inputs, outputs, nodes, constants = [] }: TinyGraph): Uint8Array {
  const graph = [
    ...nodes.flatMap((bytes) => body(1, bytes)),
    ...text(2, 'tiny'),
    ...constants.flatMap((bytes) => body(5, bytes)),
    ...inputs.flatMap((bytes) => body(11, bytes)),
    ...outputs.flatMap((bytes) => body(12, bytes)),
  ]
  return Uint8Array.from([...integer(1, 8), ...body(7, graph), ...body(8, integer(2, 17))])
}
