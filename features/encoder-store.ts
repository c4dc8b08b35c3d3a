import { sha256 } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { encoderPrefix } from '../contracts/lake-layout.ts'
import type { ModelRuntime } from '../contracts/ports/model-runtime.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import type { EncoderVersion } from '../contracts/records/encoder.ts'
import { LsaEncoder } from './lsa/lsa-encoder.ts'
import { readModel } from './lsa/model-files.ts'
import { openOnnxFolder } from './onnx-encoder.ts'
import type { EncoderFile, ReadFile, SavedEncoder } from './saved-encoder.ts'

/** What the record of an encoder says besides the encoder itself. */
export interface EncoderFacts {
  readonly fitted_on: EncoderVersion['fitted_on']
  readonly created_at: string
}

/**
 * Puts an encoder's files into the lake and gives the record that vouches for them; the caller registers it. Saving the
 * same encoder again writes nothing.
 */
export async function saveEncoder(
  store: ObjectStore,
  encoder: SavedEncoder,
  facts: EncoderFacts,
): Promise<EncoderVersion> {
  const prefix = encoderPrefix(encoder.name, encoder.version)
  const files: EncoderVersion['files'] = []
  for (const file of await encoder.files()) files.push(await saveFile(store, prefix, file))
  return {
    kind: 'encoder_version',
    name: encoder.name,
    type: encoder.type,
    version: encoder.version,
    dimensions: encoder.dimensions,
    config: encoder.config,
    files,
    ...facts,
  }
}

async function saveFile(store: ObjectStore, prefix: string, { name, bytes }: EncoderFile) {
  const key = `${prefix}${name}`
  const digest = sha256(bytes)
  const result = await store.putIfAbsent(key, bytes)
  if (result.kind === 'refused') {
    const there = await store.get(key)
    if (there && sha256(there.body) !== digest) throw damaged(key, 'holds something else')
  }
  return { key, bytes: bytes.length, sha256: digest }
}

/** Opens an encoder from the lake; every file must be as its record says. Throws ENCODER_FILES_INVALID. */
export async function loadEncoder(
  store: ObjectStore,
  record: EncoderVersion,
  runtime: ModelRuntime,
  options: { readonly threads?: number } = {},
): Promise<SavedEncoder> {
  const prefix = encoderPrefix(record.name, record.version)
  const readFile = verified(store, record)
  const encoder = await open()
  if (encoder.version !== record.version || encoder.dimensions !== record.dimensions) {
    await encoder.close()
    throw damaged(prefix, `gives the encoder ${encoder.version}, not ${record.version}`)
  }
  return encoder

  async function open(): Promise<SavedEncoder> {
    if (record.type === 'lsa') return new LsaEncoder(await readModel(readFile))
    const files = record.files.map(({ key }) => key.slice(prefix.length))
    const graph = typeof record.config['graph'] === 'string' ? record.config['graph'] : undefined
    return openOnnxFolder({ readFile, files, graph }, runtime, { name: record.name, ...options })
  }
}

/** Reads files that the record lists, and only as it describes them. */
const verified =
  (store: ObjectStore, record: EncoderVersion): ReadFile =>
  async (name) => {
    const key = `${encoderPrefix(record.name, record.version)}${name}`
    const file = record.files.find((entry) => entry.key === key)
    if (file === undefined) return undefined
    const object = await store.get(key)
    if (object === undefined) throw damaged(key, 'is missing')
    if (sha256(object.body) !== file.sha256) throw damaged(key, 'was changed after it was saved')
    return object.body
  }

const damaged = (key: string, problem: string) =>
  new ProductError('ENCODER_FILES_INVALID', {
    message: `The text encoder's object ${key} ${problem}.`,
  })
