import type { ErrorCode } from '../../contracts/errors/catalogue.ts'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { SqlFailure } from '../../contracts/ports/sql-engine.ts'

/** The refusal of a whole file. `message` is a sentence that names the file. */
export const refusal = (
  code: ErrorCode,
  message: string,
  more: { hint?: string; cause?: unknown } = {},
): ProductError =>
  new ProductError(code, { message: `${message} Nothing of it was taken in.`, ...more })

/** What a failure of the engine on a file means to the person who handed it over; anything else comes back as it is. */
export function engineRefusal(file: string, error: unknown): unknown {
  if (!(error instanceof SqlFailure)) return error
  const words = firstSentence(error.message)
  switch (error.kind) {
    case 'timeout':
      return refusal('SOURCE_FILE_TOO_LARGE', `${file} could not be read within the time limit.`, {
        cause: error,
      })
    case 'memory':
      return refusal(
        'SOURCE_FILE_TOO_LARGE',
        `${file} needs more memory than a session may use: ${words}.`,
        { cause: error },
      )
    case 'disk':
      return new ProductError('LAKE_NOT_WRITABLE', {
        message: `${file} could not be taken in because the disk refused a write: ${words}. Nothing of it was taken in.`,
        cause: error,
      })
    default:
      return error
  }
}

/** The first line of an engine's message, without its full stop. */
export const firstSentence = (message: string): string => {
  const line = message
    .split('\n')[0]
    .trim()
    .replace(/[.\s]+$/, '')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}

/** Names from a file as a message may show them: few, short, without control characters. */
export function listNames(names: readonly string[], most = 12): string {
  if (names.length === 0) return 'none'
  const shown = names.slice(0, most).map((name) => `"${tidy(name)}"`)
  return names.length > most
    ? `${shown.join(', ')} and ${names.length - most} more`
    : shown.join(', ')
}

const tidy = (name: string): string => {
  const text = name.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '\uFFFD').toWellFormed()
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
