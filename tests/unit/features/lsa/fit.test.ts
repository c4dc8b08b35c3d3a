import { describe, expect, test } from 'vitest'
import { fitLsa } from '../../../../features/lsa/fit.ts'
import { LsaEncoder } from '../../../../features/lsa/lsa-encoder.ts'
import { readModel } from '../../../../features/lsa/model-files.ts'
import { trainingTexts } from '../../../../features/lsa/training-texts.ts'
import { sampleTexts } from '../../../fakes/sample-texts.ts'

const config = { dimensions: 16, max_terms: 500, min_count: 2 }
const texts = sampleTexts(300)
const fitted = fitLsa(trainingTexts(texts), config, 7)

async function filesOf(encoder: LsaEncoder): Promise<Map<string, Uint8Array>> {
  return new Map((await encoder.files()).map(({ name, bytes }) => [name, bytes]))
}
const reopen = async (files: ReadonlyMap<string, Uint8Array>) =>
  new LsaEncoder(await readModel(async (name) => files.get(name)))

function similarity(vectors: Float32Array, a: number, b: number): number {
  let sum = 0
  for (let j = 0; j < 16; j++) sum += vectors[a * 16 + j] * vectors[b * 16 + j]
  return sum
}

describe('fitting an lsa encoder', () => {
  test('gives the same encoder whatever the order and the repetitions of the texts', async () => {
    const again = fitLsa(trainingTexts([...texts].reverse().concat(texts)), config, 7)
    expect(again.version).toBe(fitted.version)
    expect(await filesOf(again)).toEqual(await filesOf(fitted))
  })

  test('gives another version for other settings, another seed or other texts', () => {
    const others = [
      fitLsa(trainingTexts(texts), { ...config, dimensions: 8 }, 7),
      fitLsa(trainingTexts(texts), config, 8),
      fitLsa(trainingTexts(texts.slice(1)), config, 7),
    ]
    expect(new Set([fitted, ...others].map(({ version }) => version)).size).toBe(4)
  })

  test('places texts about the same thing nearer than others', async () => {
    const vectors = await fitted.encode([
      'the soup was cold and bland',
      'cold and bland soup',
      'friendly staff, quick service',
    ])
    expect(similarity(vectors, 0, 1)).toBeGreaterThan(similarity(vectors, 0, 2) + 0.3)
  })

  test('says so when no word is frequent enough', () => {
    const few = () => fitLsa(trainingTexts(['alpha', 'beta']), config, 7)
    expect(few).toThrow(expect.objectContaining({ code: 'ENCODER_TEXTS_TOO_FEW' }))
  })
})

describe('the files of an lsa encoder', () => {
  test('give the same encoder when read again', async () => {
    const read = await reopen(await filesOf(fitted))
    expect([read.version, read.dimensions, read.config]).toEqual([
      fitted.version,
      16,
      fitted.config,
    ])
    expect(await read.encode(texts)).toEqual(await fitted.encode(texts))
    expect(read.ngrams(texts)).toEqual(fitted.ngrams(texts))
  })

  const damages: readonly (readonly [
    string,
    string,
    (bytes: Uint8Array) => Uint8Array | undefined,
  ])[] = [
    ['a missing file', 'terms.json', () => undefined],
    ['a header that is no JSON', 'lsa.json', (bytes) => bytes.slice(0, 20)],
    ['a header of another form', 'lsa.json', () => Buffer.from('[]')],
    [
      'a header with other settings',
      'lsa.json',
      (bytes) => Buffer.from(Buffer.from(bytes).toString().replace('"seed": 7', '"seed": 9')),
    ],
    ['terms that are no texts', 'terms.json', () => Buffer.from('[1,2]')],
    [
      'terms that repeat',
      'terms.json',
      (bytes) => Buffer.from(JSON.stringify(JSON.parse(Buffer.from(bytes).toString()).fill('x'))),
    ],
    ['bytes that are no UTF-8', 'terms.json', () => Uint8Array.of(0x22, 0xff, 0x22)],
    ['frequencies cut short', 'frequency.i32', (bytes) => bytes.slice(0, -4)],
    ['frequencies beyond the texts', 'frequency.i32', (bytes) => bytes.slice().fill(0x7f)],
    ['vectors cut within a number', 'vectors.f32', (bytes) => bytes.slice(0, -3)],
    ['vectors cut short', 'vectors.f32', (bytes) => bytes.slice(0, -64)],
    ['vectors that are not finite', 'vectors.f32', (bytes) => bytes.slice().fill(0xff, 0, 4)],
  ]
  test.each(damages)('are refused by name when there is %s', async (_, name, damage) => {
    const files = await filesOf(fitted)
    const damaged = damage(files.get(name) as Uint8Array)
    if (damaged) files.set(name, damaged)
    else files.delete(name)
    const refused = expect.objectContaining({
      code: 'ENCODER_FILES_INVALID',
      message: expect.stringContaining('.'),
    })
    await expect(reopen(files)).rejects.toEqual(refused)
  })
})
