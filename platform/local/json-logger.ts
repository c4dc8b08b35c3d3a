import type { Clock } from '../../contracts/ports/clock.ts'
import type { LogFields, Logger } from '../../contracts/ports/logger.ts'

const levels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof levels)[number]

export interface JsonLoggerOptions {
  /** Takes one line, its line break included. */
  readonly write: (line: string) => void
  readonly clock: Clock
  /** Lines below this are left out. @default "info" */
  readonly level?: LogLevel
  /** Fields of every line. @default none */
  readonly fields?: LogFields
}

/**
 * One JSON object a line: `at`, `level`, `message`, then the fields. A field of one of those names is written as
 * `field.<name>`, so that a line can always be read by its level and message.
 */
export class JsonLogger implements Logger {
  readonly #options: JsonLoggerOptions

  constructor(options: JsonLoggerOptions) {
    this.#options = options
  }

  debug(message: string, fields?: LogFields): void {
    this.#line('debug', message, fields)
  }
  info(message: string, fields?: LogFields): void {
    this.#line('info', message, fields)
  }
  warn(message: string, fields?: LogFields): void {
    this.#line('warn', message, fields)
  }
  error(message: string, fields?: LogFields): void {
    this.#line('error', message, fields)
  }
  child(fields: LogFields): Logger {
    return new JsonLogger({ ...this.#options, fields: { ...this.#options.fields, ...fields } })
  }

  #line(level: LogLevel, message: string, fields: LogFields | undefined): void {
    const { write, clock, level: lowest = 'info' } = this.#options
    if (levels.indexOf(level) < levels.indexOf(lowest)) return
    const line = { at: clock.now().toISOString(), level, message }
    write(`${toJson({ ...line, ...renamed({ ...this.#options.fields, ...fields }, line) })}\n`)
  }
}

const renamed = (fields: LogFields, line: object): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name in line ? `field.${name}` : name, value]),
  )

/** A log line must never stop the work: what JSON cannot hold is told in words. */
function toJson(line: LogFields): string {
  try {
    return JSON.stringify(line, plain)
  } catch (error) {
    return JSON.stringify({
      at: line['at'],
      level: line['level'],
      message: line['message'],
      fields: `left out: ${String(error)}`,
    })
  }
}

function plain(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Error) return told(value)
  return value
}

const told = (error: Error): LogFields => ({
  ...('code' in error ? { code: error.code } : {}),
  name: error.name,
  message: error.message,
  stack: error.stack,
  ...(error.cause === undefined ? {} : { cause: error.cause }),
})
