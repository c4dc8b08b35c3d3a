import { type ErrorCode, errorDefinition } from './catalogue.ts'

/** Where in the user's own files an error lies. Lines and columns count from 1. */
export interface ErrorPlace {
  readonly file: string
  readonly line?: number
  readonly column?: number
  /** The text of the file, when at hand, so that the CLI can draw a code frame. */
  readonly text?: string
}

export interface ErrorDetails {
  /** What happened and why, in one or two sentences, with the names of the user's things. */
  readonly message: string
  /** The next action. @default the hint of the code's definition */
  readonly hint?: string
  readonly at?: ErrorPlace
  readonly cause?: unknown
  /** Facts for logs and `--json`. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** A failure that the reader can do something about. Anything else that is thrown is a bug. */
export class ProductError extends Error {
  override readonly name = 'ProductError'
  readonly code: ErrorCode
  readonly hint: string
  readonly at: ErrorPlace | undefined
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint ?? errorDefinition(code).hint
    this.at = details.at
    this.data = details.data ?? {}
  }

  get exit(): 1 | 2 {
    return errorDefinition(this.code).exit
  }
}

export const isProductError = (error: unknown, code?: ErrorCode): error is ProductError =>
  error instanceof ProductError && (code === undefined || error.code === code)
