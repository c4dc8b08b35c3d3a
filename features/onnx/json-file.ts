import type { z } from 'zod'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { ReadFile } from '../saved-encoder.ts'

/** A JSON file of the expected form, or undefined when there is none. Throws ENCODER_FILES_INVALID. */
export async function optionalJson<T>(
  readFile: ReadFile,
  name: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const bytes = await readFile(name)
  if (bytes === undefined) return undefined
  try {
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch (cause) {
    throw new ProductError('ENCODER_FILES_INVALID', {
      message: `The text encoder's file ${name} cannot be used: it does not have the expected form.`,
      cause,
    })
  }
}
