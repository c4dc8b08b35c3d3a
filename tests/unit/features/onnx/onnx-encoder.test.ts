import { describe, expect, test } from 'vitest'
import { type OnnxFolder, openOnnxFolder } from '../../../../features/onnx-encoder.ts'
import { OnnxModelRuntime } from '../../../../platform/local/onnx-model-runtime.ts'
import { miniLm, miniLmMissing } from '../../../fakes/mini-lm.ts'
import reference from './minilm-reference.json' with { type: 'json' }
import tiny from './tiny-graphs.json' with { type: 'json' }

type GraphName = keyof typeof tiny.graphs

/** Words are the ids of the tiny graphs' table; 1 opens a text and 2 closes it. */
const tokenizer = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [],
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [1], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [2], tokens: ['[SEP]'] },
    },
  },
  decoder: null,
  model: {
    type: 'WordLevel',
    vocab: { '[UNK]': 0, '[CLS]': 1, '[SEP]': 2, three: 3, four: 4, five: 5, a: 3 },
    unk_token: '[UNK]',
  },
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value))

function folder(files: Readonly<Record<string, Uint8Array>>): OnnxFolder {
  return { files: Object.keys(files), readFile: async (name) => files[name] }
}

const graph = (name: GraphName) => Buffer.from(tiny.graphs[name], 'base64')

function tinyFolder(name: GraphName, more: Readonly<Record<string, unknown>> = {}): OnnxFolder {
  const others = Object.entries(more).map(([file, value]) => [file, json(value)] as const)
  return folder({
    'model.onnx': graph(name),
    'tokenizer.json': json(tokenizer),
    ...Object.fromEntries(others),
  })
}

const pooled = (config: Readonly<Record<string, unknown>>) => ({
  'modules.json': [
    { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Transformer' },
    { idx: 1, name: '1', path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
  ],
  '1_Pooling/config.json': config,
})

const open = (given: OnnxFolder) => openOnnxFolder(given, new OnnxModelRuntime())

async function encoded(given: OnnxFolder, text: string): Promise<number[]> {
  const encoder = await open(given)
  const vector = [...(await encoder.encode([text]))]
  await encoder.close()
  return vector
}

function expectDirection(vector: readonly number[], direction: readonly number[]): void {
  const length = Math.hypot(...direction)
  expect(vector.length).toBe(direction.length)
  vector.forEach((value, j) => {
    expect(value).toBeCloseTo(direction[j] / length, 6)
  })
}

describe('pooling of token vectors', () => {
  // "three four" is the ids 1 3 4 2: (1,0,0) (3,0,4) (0,-2,1) (0,1,0)
  const text = 'three four'

  test.each([
    ['the mean without any module file', {}, [4, -1, 5]],
    [
      'the mean',
      pooled({ pooling_mode_mean_tokens: true, pooling_mode_cls_token: false }),
      [4, -1, 5],
    ],
    [
      'the mean over the root of the length, which points the same way',
      pooled({ pooling_mode_mean_sqrt_len_tokens: true }),
      [4, -1, 5],
    ],
    ['the first token', pooled({ pooling_mode_cls_token: true }), [1, 0, 0]],
    ['the largest', pooled({ pooling_mode_max_tokens: true }), [3, 1, 4]],
    ['the largest, in the newer form', pooled({ pooling_mode: 'max' }), [3, 1, 4]],
  ])('is %s', async (_, files, direction) => {
    expectDirection(await encoded(tinyFolder('tokens', files), text), direction)
  })

  test('gives token_type_ids of zero to a graph that asks for them', async () => {
    expectDirection(await encoded(tinyFolder('withTypes'), text), [4, -1, 5])
  })

  test('is left to a graph that pools by itself', async () => {
    const files = pooled({ pooling_mode_mean_tokens: true })
    expectDirection(await encoded(tinyFolder('pooled', files), text), [3, 1, 4])
  })

  test.each([
    ['a way of pooling it does not know', pooled({ pooling_mode_lasttoken: true }), 'lasttoken'],
    [
      'two ways at once',
      pooled({ pooling_mode_max_tokens: true, pooling_mode_cls_token: true }),
      'max_tokens and cls_token',
    ],
    [
      'a further module',
      { 'modules.json': [{ path: '2', type: 'sentence_transformers.models.Dense' }] },
      'Dense',
    ],
  ])('refuses %s', async (_, files, named) => {
    await expect(open(tinyFolder('tokens', files))).rejects.toMatchObject({
      code: 'ENCODER_MODEL_UNSUPPORTED',
      message: expect.stringContaining(named),
    })
  })
})

describe('a long text', () => {
  test('is cut to the tokens the model reads, and still closed', async () => {
    const files = { 'sentence_bert_config.json': { max_seq_length: 4 } }
    const cut = await encoded(tinyFolder('tokens', files), 'three four five five five')
    expectDirection(cut, [4, -1, 5])
  })

  test('is cut to the limit of the tokenizer where the model names none', async () => {
    const files = { 'tokenizer_config.json': { model_max_length: 4 } }
    const cut = await encoded(tinyFolder('tokens', files), 'three four five five five')
    expectDirection(cut, [4, -1, 5])
  })
})

describe('a folder', () => {
  test('may have its only graph in onnx/, or several of which one is named', async () => {
    const parts = { 'tokenizer.json': json(tokenizer) }
    const [mean, largest] = [graph('tokens'), graph('pooled')]
    const inside = folder({ ...parts, 'onnx/model_fp16.onnx': mean })
    expectDirection(await encoded(inside, 'three four'), [4, -1, 5])
    const several = folder({ ...parts, 'a.onnx': mean, 'b.onnx': largest })
    expectDirection(await encoded({ ...several, graph: 'b.onnx' }, 'three four'), [3, 1, 4])
    await expect(open(several)).rejects.toMatchObject({
      code: 'ENCODER_GRAPH_MISSING',
      message: expect.stringContaining('a.onnx, b.onnx'),
    })
  })

  test.each([
    ['has no graph', folder({ 'tokenizer.json': json(tokenizer) }), 'ENCODER_GRAPH_MISSING'],
    [
      'has not the graph asked for',
      { ...tinyFolder('tokens'), graph: 'other.onnx' },
      'ENCODER_GRAPH_MISSING',
    ],
    ['has no tokenizer', folder({ 'model.onnx': graph('tokens') }), 'ENCODER_FILES_INVALID'],
    [
      'has a tokenizer that is none',
      tinyFolder('tokens', { 'tokenizer.json': { model: 1 } }),
      'ENCODER_FILES_INVALID',
    ],
    [
      'has settings of another form',
      tinyFolder('tokens', { 'sentence_bert_config.json': [] }),
      'ENCODER_FILES_INVALID',
    ],
    ['has a graph that wants more than texts', tinyFolder('strange'), 'ENCODER_MODEL_UNSUPPORTED'],
    ['has a graph that gives no vector', tinyFolder('flat'), 'ENCODER_MODEL_UNSUPPORTED'],
    [
      'has a graph that is damaged',
      folder({ 'model.onnx': graph('tokens').subarray(0, 60), 'tokenizer.json': json(tokenizer) }),
      'SCORE_MODEL_UNREADABLE',
    ],
  ])('that %s is refused', async (_, given, code) => {
    await expect(open(given)).rejects.toMatchObject({ code })
  })

  test('has a version that changes with any of its files, and only then', async () => {
    const version = async (given: OnnxFolder) => (await open(given)).version
    const first = await version(tinyFolder('tokens'))
    expect(await version(tinyFolder('tokens', { 'README.json': 1 }))).toBe(first)
    expect(await version(tinyFolder('pooled'))).not.toBe(first)
    const shorter = tinyFolder('tokens', { 'sentence_bert_config.json': { max_seq_length: 9 } })
    expect(await version(shorter)).not.toBe(first)
  })
})

describe.skipIf(miniLmMissing)(
  'all-MiniLM-L6-v2 (skipped where MILLRACE_SHARED has no models)',
  () => {
    test(`gives the vectors of ${reference.made_with}`, async () => {
      const encoder = await open(miniLm())
      const texts = reference.texts.map(({ text, repeat }) => text ?? repeated(repeat))
      const vectors = await encoder.encode(texts)
      reference.texts.forEach(({ vector }, i) => {
        const own = vectors.subarray(i * 384, (i + 1) * 384)
        const cosine =
          vector.reduce((sum, value, j) => sum + value * own[j], 0) / Math.hypot(...vector)
        expect(cosine).toBeGreaterThanOrEqual(0.9999)
      })
      await encoder.close()
    })
  },
)

const repeated = (repeat: readonly (string | number)[] | undefined): string =>
  String(repeat?.[0]).repeat(Number(repeat?.[1]))
