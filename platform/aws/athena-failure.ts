import { SqlFailure } from '../../contracts/ports/sql-engine.ts'

const kinds: readonly (readonly [RegExp, SqlFailure['kind']])[] = [
  [/SYNTAX_ERROR|mismatched input|PARSING/i, 'parse'],
  [
    /(?:COLUMN|TABLE|SCHEMA|FUNCTION|TYPE)_NOT_FOUND|TYPE_MISMATCH|AMBIGUOUS|MISSING_|EXPRESSION_NOT/i,
    'bind',
  ],
  [
    /INVALID_CAST|OUT_OF_RANGE|DIVISION_BY_ZERO|INVALID_FUNCTION_ARGUMENT|BAD_DATA|NUMERIC_VALUE/i,
    'conversion',
  ],
  [/MEMORY|exhausted resources/i, 'memory'],
  [/TIME_LIMIT|timed? ?out|cancell?ed/i, 'timeout'],
  [/ACCESS_?DENIED|PERMISSION|not authorized|AccessDenied/i, 'forbidden'],
]

/** What Athena says of a query that failed. Places in it count from the SQL that Athena was given. */
export function athenaFailure(reason: string, cause?: unknown): SqlFailure {
  const limit = /bytes scanned limit/i.test(reason)
  const kind = limit ? 'other' : (kinds.find(([pattern]) => pattern.test(reason))?.[1] ?? 'other')
  const told = limit ? `${reason} The limit is the workgroup's.` : reason
  return new SqlFailure(
    kind,
    `Athena: ${told || 'the query failed without a reason.'}`,
    undefined,
    cause,
  )
}
