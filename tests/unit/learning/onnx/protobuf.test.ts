import { expect, test } from 'vitest'
import {
  bytes,
  float,
  integer,
  integers,
  message,
  text,
} from '../../../../learning/onnx/protobuf.ts'

const hex = (content: Uint8Array) => Buffer.from(content).toString('hex')

// The examples of protobuf.dev/programming-guides/encoding.
test.each([
  ['a whole number', integer(1, 150), '089601'],
  ['a text', text(2, 'testing'), '120774657374696e67'],
  ['a message in a message', bytes(3, integer(1, 150)), '1a03089601'],
  ['packed whole numbers', integers(6, [3, 270, 86942]), '3206038e029ea705'],
  ['a negative number in ten bytes', integer(1, -2), '08feffffffffffffffff01'],
])('writes %s as the specification does', (_, written, expected) => {
  expect(hex(written)).toBe(expected)
})

test('writes a single-precision number with its lowest byte first', () => {
  expect(hex(float(2, 1))).toBe('150000803f')
})

test('joins fields in their order', () => {
  expect(hex(message(integer(1, 0), text(2, 'é')))).toBe('08001202c3a9')
})
