/** Fields of ONNX messages that lead to tensors: field number → message. Numbers are those of onnx.proto. */
const messages = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
} as const satisfies Readonly<Record<string, Readonly<Record<number, string>>>>
type Message = keyof typeof messages

/** `TensorProto.external_data` and `TensorProto.data_location`. */
const externalData = 13
const dataLocation = 14

/** Graphs in graphs; a real model nests a few deep. */
const deepest = 64

/**
 * Whether an ONNX model keeps tensors in other files, which the runtime would look for in the current folder.
 * Throws RangeError when the bytes are no protocol buffer.
 */
export const namesExternalData = (model: Uint8Array): boolean => visit(model, 'model', 0)

function visit(bytes: Uint8Array, message: Message, depth: number): boolean {
  if (depth > deepest) throw new RangeError('The graph is nested too deeply.')
  const inner = messages[message] as Readonly<Record<number, Message>>
  for (const field of fields(bytes)) {
    if (message === 'tensor' && field.number === externalData) return true
    if (message === 'tensor' && field.number === dataLocation && field.value === 1) return true
    const next = inner[field.number]
    if (next !== undefined && field.body !== undefined && visit(field.body, next, depth + 1))
      return true
  }
  return false
}

interface Field {
  readonly number: number
  /** Of a variable-length integer. */
  readonly value?: number
  /** Of a message, text or bytes. */
  readonly body?: Uint8Array
}

function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0
  const take = (count: number): Uint8Array => {
    if (count > bytes.length - at) throw new RangeError('The bytes end too early.')
    at += count
    return bytes.subarray(at - count, at)
  }
  const integer = (): number => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = take(1)[0]!
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
    throw new RangeError('An integer is too long.')
  }
  while (at < bytes.length) {
    const tag = integer()
    const number = Math.floor(tag / 8)
    const wire = tag % 8
    if (wire === 0) yield { number, value: integer() }
    else if (wire === 1) take(8)
    else if (wire === 2) yield { number, body: take(integer()) }
    else if (wire === 5) take(4)
    else throw new RangeError('The bytes are no protocol buffer.')
  }
}
