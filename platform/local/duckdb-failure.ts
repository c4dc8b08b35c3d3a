import { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { fromBytes, fromCodePoints } from './duckdb-text.ts'

/** What DuckDB reports with `errors_as_json`. */
interface EngineError {
  readonly exception_type: string
  readonly exception_message: string
  /** Offset into the statement, as text. */
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
  const at = placeOf(told, statement)
  const inside = at !== undefined && at >= prefix ? at - prefix : undefined
  return new SqlFailure(kindOf(told), wordsOf(told), inside, error)
}

/** Without DuckDB's advice to change settings, which are locked. */
const wordsOf = ({ exception_message: message }: EngineError): string =>
  message.split(/\n\nPossible solutions:|\nThis limit was set by/)[0]!.trim()

function placeOf(told: EngineError, statement: string): number | undefined {
  if (told.position === undefined) return undefined
  const count = told.exception_type === 'Parser' ? fromCodePoints : fromBytes
  return count(statement, Number(told.position))
}

/** Errors come as JSON, some after their type in words; those of the binding itself are plain text. */
function parse(error: unknown): EngineError {
  const message = error instanceof Error ? error.message : String(error)
  const start = message.indexOf('{"exception_type"')
  if (start < 0) return { exception_type: '', exception_message: message }
  try {
    return JSON.parse(message.slice(start)) as EngineError
  } catch {
    return { exception_type: '', exception_message: message }
  }
}

function kindOf({ exception_type: type, exception_message: message }: EngineError) {
  if (diskTrouble.test(message)) return 'disk'
  if (/configuration has been locked|disabled (by|through) configuration/.test(message))
    return 'forbidden'
  return kinds[type] ?? 'other'
}
