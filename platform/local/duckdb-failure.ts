import { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { characterOffset } from './duckdb-text.ts'

/** What DuckDB reports with `errors_as_json`. */
interface EngineError {
  readonly exception_type: string
  readonly exception_message: string
  /** Byte offset into the statement, as text. */
  readonly position?: string
}

const kinds: Readonly<Record<string, SqlFailure['kind']>> = {
  Parser: 'parse',
  Syntax: 'parse',
  Binder: 'bind',
  Catalog: 'bind',
  'Parameter Not Resolved': 'bind',
  Permission: 'forbidden',
  Conversion: 'conversion',
  'Out of Range': 'conversion',
  'Mismatch Type': 'conversion',
  'Invalid type': 'conversion',
  'Out of Memory': 'memory',
  INTERRUPT: 'timeout',
}

const diskTrouble =
  /no space left|disk full|disk quota|read-only|permission denied|could not write|failed to write|max_temp_directory_size|cannot open file .* for writing/i

/**
 * Makes a `SqlFailure` of what DuckDB threw. `prefix` is the number of characters that were put before the caller's own
 * text; `at` then counts from the caller's text.
 */
export function toFailure(error: unknown, statement = '', prefix = 0): SqlFailure {
  if (error instanceof SqlFailure) return error
  const told = parse(error)
  const at = told.position === undefined ? undefined : characterOffset(statement, +told.position)
  const inside = at !== undefined && at >= prefix ? at - prefix : undefined
  return new SqlFailure(kindOf(told), told.exception_message.trim(), inside, error)
}

function parse(error: unknown): EngineError {
  const message = error instanceof Error ? error.message : String(error)
  try {
    const told = JSON.parse(message) as EngineError
    if (typeof told?.exception_message === 'string') return told
  } catch {
    // Errors of the binding itself are plain text.
  }
  return { exception_type: '', exception_message: message }
}

function kindOf({ exception_type: type, exception_message: message }: EngineError) {
  if (diskTrouble.test(message)) return 'disk'
  if (/configuration has been locked|disabled (by|through) configuration/.test(message))
    return 'forbidden'
  return kinds[type] ?? 'other'
}
