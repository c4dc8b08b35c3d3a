/**
 * The part of the Protocol Buffers wire format that ONNX needs. A message is the concatenation of its fields.
 * Source: protobuf.dev/programming-guides/encoding.
 */
export type Message = Uint8Array

const VARINT = 0
const LENGTH_DELIMITED = 2
const FIXED_32 = 5

const utf8 = new TextEncoder()

/** Joins fields into one message. */
export function message(...fields: readonly Message[]): Message {
  const whole = new Uint8Array(fields.reduce((sum, field) => sum + field.length, 0))
  let at = 0
  for (const field of fields) {
    whole.set(field, at)
    at += field.length
  }
  return whole
}

/** A field that is a whole number (int32, int64, enum). */
export const integer = (field: number, value: number): Message =>
  message(tag(field, VARINT), varint(value))

/** A field that is a message, or bytes. */
export const bytes = (field: number, content: Message): Message =>
  message(tag(field, LENGTH_DELIMITED), varint(content.length), content)

export const text = (field: number, content: string): Message => bytes(field, utf8.encode(content))

/** A field that is a single-precision number. */
export function float(field: number, value: number): Message {
  const content = new Uint8Array(4)
  new DataView(content.buffer).setFloat32(0, value, true)
  return message(tag(field, FIXED_32), content)
}

/** A repeated field of whole numbers, packed. */
export const integers = (field: number, values: readonly number[]): Message =>
  bytes(field, message(...values.map(varint)))

const tag = (field: number, wireType: number): Message => varint(field * 8 + wireType)

/** Base 128, least digit first; negative numbers as 64-bit two's complement. */
function varint(value: number): Message {
  let rest = BigInt.asUintN(64, BigInt(value))
  const digits: number[] = []
  while (rest > 0x7fn) {
    digits.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return Uint8Array.from([...digits, Number(rest)])
}
