import { describe, expect, test } from 'vitest'
import { namesExternalData } from '../../../../platform/local/onnx-external-data.ts'

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
const field = (number: number, body: readonly number[]): number[] => [
  ...varint(number * 8 + 2),
  ...varint(body.length),
  ...body,
]
/** TensorProto with `data_location = EXTERNAL`. */
const tensor = [14 * 8, 1]
const bytes = (body: readonly number[]) => Uint8Array.from(body)

describe('tensors in other files', () => {
  test.each([
    ['an initializer', field(7, field(5, tensor))],
    ['an initializer with external_data alone', field(7, field(5, field(13, [])))],
    ['an attribute of a node', field(7, field(1, field(5, field(5, tensor))))],
    ['a list in an attribute', field(7, field(1, field(5, field(10, tensor))))],
    ['a graph in an attribute', field(7, field(1, field(5, field(6, field(5, tensor)))))],
    ['graphs in an attribute', field(7, field(1, field(5, field(11, field(5, tensor)))))],
    ['a sparse initializer', field(7, field(15, field(1, tensor)))],
  ])('are found in %s', (_, model) => {
    expect(namesExternalData(bytes(model))).toBe(true)
  })

  test('are not seen where there are none', () => {
    const inside = [1 * 8, 2, 14 * 8, 0]
    expect(namesExternalData(bytes(field(7, field(5, inside))))).toBe(false)
    expect(namesExternalData(bytes(field(8, tensor)))).toBe(false)
  })

  test('bytes that are no protocol buffer are a RangeError', () => {
    for (const model of [[7 * 8 + 2, 200], [7 * 8 + 2, 5, 1], [0xff], [7 * 8 + 3]])
      expect(() => namesExternalData(bytes(model))).toThrow(RangeError)
  })

  test('graphs nested deeper than any real one are a RangeError', () => {
    const nested = (levels: number): number[] =>
      levels === 0 ? [] : field(1, field(5, field(6, nested(levels - 1))))
    expect(namesExternalData(bytes(field(7, nested(20))))).toBe(false)
    expect(() => namesExternalData(bytes(field(7, nested(30))))).toThrow(RangeError)
  })
})
