import { ProductError } from '../contracts/errors/product-error.ts'

/** Options that every command takes. */
export interface CommonOptions {
  readonly lake: string
  readonly env: string
  readonly vars: Readonly<Record<string, string | number | boolean>>
  readonly projects: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

export type Vars = CommonOptions['vars']

/** One `--vars`: `name=value` or a JSON object. Repeating the option adds to what came before. */
export function readVars(given: string, before: Vars = {}): Vars {
  return { ...before, ...(given.trimStart().startsWith('{') ? fromJson(given) : fromPair(given)) }
}

function fromPair(given: string): Vars {
  const at = given.indexOf('=')
  if (at < 1) throw misused(given)
  return { [given.slice(0, at).trim()]: scalar(given.slice(at + 1)) }
}

/** `true`, `false` and numbers are taken as such; quotes keep them text: `--vars zip="02139"`. */
function scalar(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return Number(text)
  const quoted = /^"(.*)"$/s.exec(text)
  return quoted === null ? text : quoted[1]
}

function fromJson(given: string): Vars {
  let parsed: unknown
  try {
    parsed = JSON.parse(given)
  } catch (error) {
    throw misused(given, error)
  }
  const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
  if (!Object.values(parsed as object).every(isPlain)) throw misused(given)
  return parsed as Vars
}

const misused = (given: string, cause?: unknown) =>
  new ProductError('COMMAND_USAGE', {
    message: `"${given}" is not a value for --vars.`,
    hint: `Write --vars name=value, once for each variable, or --vars '{"name": "value"}' with texts, numbers, true and false.`,
    cause,
  })

/** A whole number of at least 1. */
export function readCount(given: string): number {
  const value = Number(given)
  if (/^\d+$/.test(given) && value >= 1 && Number.isSafeInteger(value)) return value
  throw new ProductError('COMMAND_USAGE', { message: `"${given}" is not a whole number from 1.` })
}
