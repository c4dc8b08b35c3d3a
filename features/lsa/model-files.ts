import { z } from 'zod'
import { identify } from '../../contracts/digest.ts'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { EncoderFile, ReadFile } from '../saved-encoder.ts'
import { type LsaConfig, lsa } from './config.ts'
import { duplicateTerm } from './terms.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Everything an lsa encoder is made of. */
export interface LsaModel {
  readonly version: string
  readonly config: LsaConfig
  readonly seed: number
  /** Identity of the texts it was fitted on. */
  readonly textsDigest: string
  readonly vocabulary: Vocabulary
  /** Right singular vectors: a row of `dimensions` numbers a term. */
  readonly vectors: Float32Array
}

const names = {
  header: 'lsa.json',
  terms: 'terms.json',
  frequency: 'frequency.i32',
  vectors: 'vectors.f32',
}

const header = z.strictObject({
  format: z.literal(lsa.format),
  version: z.string(),
  config: z.strictObject({
    dimensions: z.number().int().min(1).max(4096),
    max_terms: z.number().int().min(1).max(5_000_000),
    min_count: z.number().int().min(1),
  }),
  seed: z.number().int(),
  texts_digest: z.string(),
  texts: z.number().int().min(1),
  words: z.number().int().min(0),
})

/** Identity of an encoder: what it was told to be, what it was fitted on, and how fitting is done. */
export const lsaVersion = (config: LsaConfig, seed: number, textsDigest: string): string =>
  identify({ type: 'lsa', fixed: lsa, config, seed, texts: textsDigest })

export function modelFiles(model: LsaModel): readonly EncoderFile[] {
  const { vocabulary } = model
  const head: z.infer<typeof header> = {
    format: lsa.format,
    version: model.version,
    config: model.config,
    seed: model.seed,
    texts_digest: model.textsDigest,
    texts: vocabulary.texts,
    words: vocabulary.words,
  }
  return [
    { name: names.header, bytes: utf8(`${JSON.stringify(head, null, 2)}\n`) },
    { name: names.terms, bytes: utf8(`${JSON.stringify(vocabulary.terms, null, 0)}\n`) },
    { name: names.frequency, bytes: bytesOf(vocabulary.frequency) },
    { name: names.vectors, bytes: bytesOf(model.vectors) },
  ]
}

/** Reads the files again and checks that they belong together. Throws ENCODER_FILES_INVALID. */
export async function readModel(readFile: ReadFile): Promise<LsaModel> {
  const head = json(header, names.header, await wanted(readFile, names.header))
  const terms = json(z.array(z.string()), names.terms, await wanted(readFile, names.terms))
  const frequency = new Int32Array(
    words32(await wanted(readFile, names.frequency), names.frequency),
  )
  const vectors = new Float32Array(words32(await wanted(readFile, names.vectors), names.vectors))
  const vocabulary = { terms, words: head.words, frequency, texts: head.texts }
  const { config, seed, version, texts_digest: textsDigest } = head
  check(
    version === lsaVersion(config, seed, textsDigest),
    names.header,
    'its version is not that of its settings',
  )
  checkVocabulary(vocabulary)
  check(
    vectors.length === terms.length * config.dimensions,
    names.vectors,
    `it holds ${vectors.length} numbers where ${terms.length} terms of ${config.dimensions} dimensions are expected`,
  )
  check(vectors.every(Number.isFinite), names.vectors, 'not all of its numbers are finite')
  return { version, config, seed, textsDigest, vocabulary, vectors }
}

function checkVocabulary({ terms, words, frequency, texts }: Vocabulary): void {
  check(
    words <= terms.length,
    names.header,
    `it tells of ${words} word n-grams among ${terms.length} terms`,
  )
  check(
    frequency.length === terms.length,
    names.frequency,
    `it holds ${frequency.length} numbers where ${terms.length} terms are expected`,
  )
  check(
    frequency.every((count) => count >= 1 && count <= texts),
    names.frequency,
    `a frequency is not between 1 and ${texts}`,
  )
  const twice = duplicateTerm(terms, words)
  check(twice === undefined, names.terms, `the term "${twice}" stands there twice`)
}

async function wanted(readFile: ReadFile, name: string): Promise<Uint8Array> {
  const bytes = await readFile(name)
  if (bytes === undefined) throw invalid(name, 'it is missing')
  return bytes
}

function json<T>(schema: z.ZodType<T>, name: string, bytes: Uint8Array): T {
  try {
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch (cause) {
    throw invalid(name, 'it does not have the expected form', cause)
  }
}

/** The bytes as 32-bit words (little-endian, like every machine that Node runs on today but s390x). */
function words32(bytes: Uint8Array, name: string): ArrayBuffer {
  check(bytes.length % 4 === 0, name, `its ${bytes.length} bytes are no whole number of entries`)
  return Uint8Array.from(bytes).buffer
}

function check(holds: boolean, name: string, problem: string): void {
  if (!holds) throw invalid(name, problem)
}

const invalid = (name: string, problem: string, cause?: unknown) =>
  new ProductError('ENCODER_FILES_INVALID', {
    message: `The text encoder's file ${name} cannot be used: ${problem}.`,
    cause,
  })

const utf8 = (text: string): Uint8Array => new globalThis.TextEncoder().encode(text)
const bytesOf = (array: Int32Array | Float32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
