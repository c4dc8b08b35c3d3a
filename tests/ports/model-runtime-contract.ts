import { describe, expect, test } from 'vitest'
import type { ModelRuntime, Tensor } from '../../contracts/ports/model-runtime.ts'
import { constant, externalConstant, node, tinyModel, value } from './tiny-onnx.ts'

/** scaled = x × (2, -0.5); ids and words pass through. */
const model = tinyModel({
  inputs: [value('x', 'float32'), value('ids', 'int64'), value('words', 'string')],
  outputs: [value('scaled', 'float32'), value('same_ids', 'int64'), value('same_words', 'string')],
  nodes: [
    node('Mul', ['x', 'weights'], 'scaled'),
    node('Identity', ['ids'], 'same_ids'),
    node('Identity', ['words'], 'same_words'),
  ],
  constants: [constant('weights', [2, -0.5])],
})

const feedsOf = (rows: number) => {
  const dims = [rows, 2]
  return {
    x: { type: 'float32', dims, data: Float32Array.from({ length: rows * 2 }, (_, i) => i / 3) },
    ids: {
      type: 'int64',
      dims,
      data: BigInt64Array.from({ length: rows * 2 }, (_, i) => 2n ** 62n + BigInt(i)),
    },
    words: { type: 'string', dims, data: Array.from({ length: rows * 2 }, (_, i) => `é漢🦆 ${i}`) },
  } satisfies Record<string, Tensor>
}

/** What every runtime does that Millrace scores with. */
export function modelRuntimeContract(name: string, runtime: ModelRuntime): void {
  describe(`model runtime ${name}`, () => {
    test('has a version', () => {
      expect(runtime.version).toMatch(/^\d+\.\d+/)
    })

    test('names inputs and outputs with their types, in order', async () => {
      const loaded = await runtime.load(model)
      expect(loaded.inputs).toEqual([
        { name: 'x', type: 'float32' },
        { name: 'ids', type: 'int64' },
        { name: 'words', type: 'string' },
      ])
      expect(loaded.outputs).toEqual([
        { name: 'scaled', type: 'float32' },
        { name: 'same_ids', type: 'int64' },
        { name: 'same_words', type: 'string' },
      ])
      await loaded.close()
    })

    test.each([1, 7, 1000])('computes %i rows of every type', async (rows) => {
      const loaded = await runtime.load(model, { threads: 1 })
      const feeds = feedsOf(rows)
      const results = await loaded.run(feeds)
      expect(results['scaled']).toEqual({
        type: 'float32',
        dims: [rows, 2],
        data: feeds.x.data.map((x, i) => Math.fround(x * (i % 2 ? -0.5 : 2))),
      })
      expect(results['same_ids']).toEqual(feeds.ids)
      expect(results['same_words']).toEqual(feeds.words)
      await loaded.close()
    })

    test('gives the same for the same, also at the same time', async () => {
      const loaded = await runtime.load(model)
      const once = await loaded.run(feedsOf(100))
      const again = await Promise.all(Array.from({ length: 5 }, () => loaded.run(feedsOf(100))))
      for (const results of again) expect(results).toEqual(once)
      await loaded.close()
    })

    describe('feeds that do not fit', () => {
      const { x, ids, words } = feedsOf(1)
      test.each<[string, Record<string, Tensor>, RegExp]>([
        ['a missing input', { x, ids }, /"words"/],
        ['an unknown input', { x, ids, words, other: x }, /"other"/],
        ['another type', { x, ids: x, words }, /"ids" takes int64, not float32/],
        [
          'fewer values than the shape',
          { x: { ...x, dims: [2, 2] }, ids, words },
          /"x".*2 values.*2 × 2/,
        ],
      ])('%s is named', async (_, feeds, message) => {
        const loaded = await runtime.load(model)
        await expect(loaded.run(feeds)).rejects.toThrow(message)
        expect(Object.keys(await loaded.run({ x, ids, words }))).toHaveLength(3)
        await loaded.close()
      })
    })

    test('a closed model refuses to run, and closing twice is no error', async () => {
      const loaded = await runtime.load(model)
      await loaded.close()
      await loaded.close()
      await expect(loaded.run(feedsOf(1))).rejects.toThrow(/closed/)
    })

    describe('bytes that are no usable graph', () => {
      const external = tinyModel({
        inputs: [value('x', 'float32')],
        outputs: [value('y', 'float32')],
        nodes: [node('Mul', ['x', 'weights'], 'y')],
        constants: [externalConstant('weights', 'weights.bin')],
      })
      const double = tinyModel({
        inputs: [value('x', 'double')],
        outputs: [value('y', 'double')],
        nodes: [node('Identity', ['x'], 'y')],
      })
      const unknown = tinyModel({
        inputs: [value('x', 'float32')],
        outputs: [value('y', 'float32')],
        nodes: [node('NoSuchOperator', ['x'], 'y')],
      })
      test.each<[string, Uint8Array, RegExp]>([
        ['nothing', new Uint8Array(), /empty/],
        ['zeros', new Uint8Array(1000), /./],
        ['text', Buffer.from('{"not": "a model"}'), /./],
        ['a pickle', Buffer.from('\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00.', 'latin1'), /./],
        [
          "the runtime's own format",
          Buffer.from('\x1c\x00\x00\x00ORTM and more', 'latin1'),
          /ORT|format/i,
        ],
        ['half a model', model.subarray(0, model.length >> 1), /./],
        ['a graph with tensors in another file', external, /other files/],
        ['a graph of doubles', double, /"x" is (double|float64)/],
        ['an operator that does not exist', unknown, /NoSuchOperator/],
      ])('%s', async (_, bytes, message) => {
        await expect(runtime.load(bytes)).rejects.toMatchObject({
          code: 'SCORE_MODEL_UNREADABLE',
          message: expect.stringMatching(message),
        })
      })

      test('a model damaged anywhere is refused or loaded, never a crash', async () => {
        for (let at = 0; at < model.length; at += 7) {
          const bytes = Uint8Array.from(model)
          bytes[at] = bytes[at]! ^ 0x55
          for (const candidate of [bytes, model.subarray(0, at)]) {
            const outcome = await runtime.load(candidate).then(
              async (loaded) => loaded.close(),
              (error: unknown) => error,
            )
            if (outcome !== undefined)
              expect(outcome).toMatchObject({ code: 'SCORE_MODEL_UNREADABLE' })
          }
        }
      })
    })
  })
}
