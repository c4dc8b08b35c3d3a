import { ProductError } from '../../contracts/errors/product-error.ts'
import type { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import type { ResolvedModel, ResolvedTest } from '../stages.ts'
import { explainBinding } from './explain-binding.ts'

/** What the binder says of a model or singular test, told with the analyst's names and the place in the analyst's file. */
export function bindError(
  { file, sql, map }: ResolvedModel | ResolvedTest,
  failure: SqlFailure,
  inputColumns: readonly string[],
): ProductError {
  const { kind, what, hint } = explainBinding(failure.message, inputColumns)
  return new ProductError(kind === 'column' ? 'MODEL_COLUMN_UNKNOWN' : 'MODEL_SQL_INVALID', {
    message: kind === 'column' ? `"${file.name}" ${what}` : `The SQL of "${file.name}" ${what}`,
    ...(hint === undefined ? {} : { hint }),
    at: map(failure.at ?? Math.max(0, sql.search(/\S/))),
    cause: failure,
  })
}
