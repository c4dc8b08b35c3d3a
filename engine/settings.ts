import type { z } from 'zod'
import { type ErrorPlace, ProductError } from '../contracts/errors/product-error.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { Setting } from './template/helpers.ts'

/** Checks the settings of `{{config …}}`. Throws MODEL_CONFIG_INVALID with the place of the setting. */
export function readSettings<S extends z.ZodObject>(
  settings: readonly Setting[],
  schema: S,
): { readonly config: z.output<S>; readonly places: ReadonlyMap<string, ErrorPlace> } {
  const places = new Map<string, ErrorPlace>()
  for (const { key, at } of settings) {
    if (!Object.hasOwn(schema.shape, key)) throw unknown(key, Object.keys(schema.shape), at)
    if (places.has(key)) throw invalid(`The setting "${key}" is given twice.`, at)
    places.set(key, at)
  }
  const parsed = schema.safeParse(
    Object.fromEntries(settings.map(({ key, value }) => [key, value])),
  )
  if (parsed.success) return { config: parsed.data, places }
  const issue = parsed.error.issues[0]
  const wrong = settings.find(({ key }) => key === issue?.path[0])
  const message = `The setting "${wrong?.key}" cannot be ${JSON.stringify(wrong?.value)}: ${reason(issue, wrong)}`
  throw invalid(message, wrong?.at)
}

function reason(issue: z.core.$ZodIssue | undefined, wrong: Setting | undefined): string {
  if (issue?.code === 'invalid_value') {
    const options = issue.values.map((value) => JSON.stringify(value)).join(', ')
    return `it is one of ${options}.${didYouMean(String(wrong?.value), issue.values.map(String))}`
  }
  if (issue?.code === 'invalid_type') {
    return issue.expected === 'boolean'
      ? 'it is true or false, without quotes.'
      : `it is a ${issue.expected}.`
  }
  return `${issue?.message}.`
}

const unknown = (key: string, known: readonly string[], at: ErrorPlace) =>
  new ProductError('MODEL_CONFIG_INVALID', {
    message: `There is no setting "${key}".${didYouMean(key, known)}`,
    hint: `Settings here are ${known.join(', ')}.`,
    at,
  })

const invalid = (message: string, at: ErrorPlace | undefined) =>
  new ProductError('MODEL_CONFIG_INVALID', { message, ...(at === undefined ? {} : { at }) })
