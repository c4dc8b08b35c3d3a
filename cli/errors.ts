import { errorDefinition } from '../contracts/errors/catalogue.ts'
import type { ProductError } from '../contracts/errors/product-error.ts'
import type { Page } from './command.ts'
import { codeFrame, placeOf } from './format/code-frame.ts'
import { printable } from './format/visible.ts'
import { wrap } from './format/width.ts'

/** An error for a person: what it is, what happened, where, and what to do. */
export function errorText(error: ProductError, { style, width }: Page): string {
  const { title } = errorDefinition(error.code)
  const parts = [
    `${style.red(style.bold('Error'))} ${style.bold(title)} ${style.dim(error.code)}`,
    '',
  ]
  parts.push(...indented(error.message, width))
  if (error.at !== undefined) {
    parts.push('', `  ${style.cyan(printable(placeOf(error.at)))}`)
    const frame = codeFrame(error.at, style)
    if (frame !== '') parts.push(...frame.split('\n').map((line) => `  ${line}`))
  }
  if (error.hint !== '') parts.push('', ...indented(`Next: ${error.hint}`, width))
  return parts.join('\n')
}

const indented = (text: string, width: number) =>
  wrap(printable(text), Math.min(100, width) - 2).map((line) => (line === '' ? '' : `  ${line}`))

/** The same for programs. */
export function errorValue(error: ProductError) {
  const { file, line, column } = error.at ?? {}
  return {
    code: error.code,
    title: errorDefinition(error.code).title,
    message: error.message,
    hint: error.hint,
    at: error.at === undefined ? null : { file, line: line ?? null, column: column ?? null },
    data: error.data,
  }
}

/** Anything that is no ProductError is a fault of Millrace: its stack helps whoever mends it. */
export function faultText(error: unknown, { style }: Page): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const cause =
    error instanceof Error && error.cause !== undefined
      ? `\nCaused by: ${stackOf(error.cause)}`
      : ''
  return [
    `${style.red(style.bold('Error'))} ${style.bold('This is a fault in Millrace, not in your project.')}`,
    '',
    stack + cause,
    '',
    'Tables, aliases and predictions that were published before stay as they were.',
  ].join('\n')
}

const stackOf = (cause: unknown) =>
  cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)

export const faultValue = (error: unknown) => ({
  code: 'FAULT',
  title: 'This is a fault in Millrace.',
  message: error instanceof Error ? error.message : String(error),
  hint: 'Report it with the stack.',
  at: null,
  data: { stack: error instanceof Error ? (error.stack ?? null) : null },
})
