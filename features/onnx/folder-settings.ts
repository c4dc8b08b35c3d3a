import { z } from 'zod'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { ReadFile } from '../saved-encoder.ts'
import { optionalJson } from './json-file.ts'

/** How token vectors become one vector. */
export type Pooling = 'mean' | 'cls' | 'max'

/** What the files beside the graph say about a sentence-transformers model. */
export interface FolderSettings {
  /** Tokens of a text that are read, special ones included. */
  readonly maxTokens: number
  readonly lowerCase: boolean
  readonly pooling: Pooling
}

/** Files that say how texts are encoded; all but the tokenizer may be missing. */
export const settingsFiles = {
  tokenizer: 'tokenizer.json',
  tokenizerConfig: 'tokenizer_config.json',
  sentence: 'sentence_bert_config.json',
  modules: 'modules.json',
} as const

/** Taken where no file says how many tokens the model reads. */
const usualTokens = 512
/** Some tokenizers write "no limit" as a number of thirty digits. */
const absurdTokens = 1_000_000

const sentenceConfig = z.object({
  max_seq_length: z.number().int().min(4).nullish(),
  do_lower_case: z.boolean().nullish(),
})
const tokenizerConfig = z.object({ model_max_length: z.number().nullish() })
const modules = z.array(z.object({ type: z.string(), path: z.string() }))
const poolingConfig = z.record(z.string(), z.unknown())

export async function readSettings(readFile: ReadFile): Promise<FolderSettings> {
  const sentence = await optionalJson(readFile, settingsFiles.sentence, sentenceConfig)
  const tokenizer = await optionalJson(readFile, settingsFiles.tokenizerConfig, tokenizerConfig)
  const limit = sentence?.max_seq_length ?? tokenizer?.model_max_length ?? usualTokens
  return {
    maxTokens: limit < absurdTokens ? limit : usualTokens,
    lowerCase: sentence?.do_lower_case ?? false,
    pooling: await readPooling(readFile),
  }
}

/** The file of the pooling module, when modules.json names one. */
export async function poolingFile(readFile: ReadFile): Promise<string | undefined> {
  const list = await optionalJson(readFile, settingsFiles.modules, modules)
  const pooling = list?.find(({ type }) => type.endsWith('.Pooling'))
  return pooling && `${pooling.path}/config.json`
}

async function readPooling(readFile: ReadFile): Promise<Pooling> {
  const list = await optionalJson(readFile, settingsFiles.modules, modules)
  const unknown = list?.find(({ type }) => !/\.(Transformer|Pooling|Normalize)$/.test(type))
  if (unknown) throw unsupported(settingsFiles.modules, `the module ${unknown.type}`)
  const file = await poolingFile(readFile)
  const config = file && (await optionalJson(readFile, file, poolingConfig))
  return file && config ? poolingOf(config, file) : 'mean'
}

/** Mean divided by the root of the length points the same way as the mean, and vectors are made unit length anyway. */
const poolings: Readonly<Record<string, Pooling>> = {
  mean: 'mean',
  mean_tokens: 'mean',
  mean_sqrt_len_tokens: 'mean',
  cls: 'cls',
  cls_token: 'cls',
  max: 'max',
  max_tokens: 'max',
}

function poolingOf(config: Readonly<Record<string, unknown>>, file: string): Pooling {
  const flags = Object.keys(config).filter(
    (key) => key.startsWith('pooling_mode_') && config[key] === true,
  )
  const named = typeof config['pooling_mode'] === 'string' ? [config['pooling_mode']] : []
  const modes = [...named, ...flags.map((key) => key.slice('pooling_mode_'.length))]
  if (modes.length === 0) return 'mean'
  const pooling = modes.length === 1 ? poolings[modes[0]] : undefined
  if (pooling === undefined) throw unsupported(file, `pooling by ${modes.join(' and ')}`)
  return pooling
}

const unsupported = (file: string, what: string) =>
  new ProductError('ENCODER_MODEL_UNSUPPORTED', {
    message: `The text encoder's file ${file} asks for ${what}, which Millrace does not do.`,
    hint: 'Export the model with pooling inside the graph, so that it has an output "sentence_embedding", and remove modules.json.',
  })
