import { Tokenizer } from '@huggingface/tokenizers'
import { z } from 'zod'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { ReadFile } from '../saved-encoder.ts'
import { type FolderSettings, settingsFiles } from './folder-settings.ts'
import { optionalJson } from './json-file.ts'

/** Characters read of a text, a token of the limit each; what lies beyond could not be seen by the model anyway. */
const charactersPerToken = 200

/** Turns a text into the ids of its tokens, special ones included, cut to what the model reads. */
export interface TextTokenizer {
  ids(text: string): readonly number[]
}

const anyObject = z.record(z.string(), z.unknown())

export async function readTokenizer(
  readFile: ReadFile,
  settings: FolderSettings,
): Promise<TextTokenizer> {
  const json = await optionalJson(readFile, settingsFiles.tokenizer, anyObject)
  if (json === undefined) throw invalid('it is missing')
  const config = (await optionalJson(readFile, settingsFiles.tokenizerConfig, anyObject)) ?? {}
  try {
    return limited(new Tokenizer(json, config), settings)
  } catch (cause) {
    throw invalid('it does not describe a tokenizer', cause)
  }
}

function limited(tokenizer: Tokenizer, { maxTokens, lowerCase }: FolderSettings): TextTokenizer {
  const closing = closingTokens(tokenizer)
  const limit = maxTokens * charactersPerToken
  return {
    ids(text) {
      const read = text.slice(0, limit).toWellFormed()
      const { ids } = tokenizer.encode(lowerCase ? read.toLowerCase() : read)
      if (ids.length <= maxTokens) return ids
      return [...ids.slice(0, maxTokens - closing), ...ids.slice(ids.length - closing)]
    },
  }
}

/** How many special tokens stand after a text. */
function closingTokens(tokenizer: Tokenizer): number {
  const bare: readonly number[] = tokenizer.encode('a', { add_special_tokens: false }).ids
  const whole: readonly number[] = tokenizer.encode('a').ids
  for (let closing = 0; closing <= whole.length - bare.length; closing++) {
    const start = whole.length - closing - bare.length
    if (bare.every((id, i) => whole[start + i] === id)) return closing
  }
  return 0
}

const invalid = (problem: string, cause?: unknown) =>
  new ProductError('ENCODER_FILES_INVALID', {
    message: `The text encoder's file ${settingsFiles.tokenizer} cannot be used: ${problem}.`,
    hint: 'Take the folder as sentence-transformers saves it; tokenizer.json must be in it.',
    cause,
  })
