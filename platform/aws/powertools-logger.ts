import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger'
import type { LogFields, Logger } from '../../contracts/ports/logger.ts'

type Level = 'debug' | 'info' | 'warn' | 'error'

export interface PowertoolsLoggerOptions {
  /** Lines below this are left out. @default the environment variable POWERTOOLS_LOG_LEVEL, else INFO */
  readonly level?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'
  /** Fields of every line. @default none */
  readonly fields?: LogFields
}

/** Names that a line has of its own; a field of such a name is written as `field.<name>`. */
const own = new Set(['level', 'message', 'timestamp', 'service', 'sampling_rate'])

/** Lines as CloudWatch Logs Insights reads them: one JSON object each, with the fields at its top. */
export class LambdaLogger implements Logger {
  readonly #writer: PowertoolsLogger
  readonly #fields: LogFields

  constructor({ level, fields = {} }: PowertoolsLoggerOptions = {}, writer?: PowertoolsLogger) {
    this.#writer = writer ?? new PowertoolsLogger({ serviceName: 'millrace', logLevel: level })
    this.#fields = fields
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
    return new LambdaLogger({ fields: { ...this.#fields, ...fields } }, this.#writer)
  }

  #line(level: Level, message: string, fields: LogFields | undefined): void {
    try {
      this.#writer[level](message, renamed({ ...this.#fields, ...fields }))
    } catch (error) {
      // A log line must never stop the work: what cannot be written is told in words.
      this.#writer[level](message, { fields: `left out: ${String(error)}` })
    }
  }
}

const renamed = (fields: LogFields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [own.has(name) ? `field.${name}` : name, value]),
  )
