import { ProductError } from '../../contracts/errors/product-error.ts'
import { nearestName } from '../../contracts/nearest.ts'
import type { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { sentence } from '../inspect-select.ts'
import type { ResolvedModel, ResolvedTest } from '../stages.ts'

/** What the binder says of a model, told with the analyst's names and the place in the analyst's file. */
export function bindError(
  { file, sql, map }: ResolvedModel | ResolvedTest,
  failure: SqlFailure,
  inputColumns: Iterable<string>,
): ProductError {
  const at = map(failure.at ?? Math.max(0, sql.search(/\S/)))
  const words = failure.message
  const column = /^Referenced column "(.+?)" (?:was )?not found/.exec(words)?.[1]
  if (column !== undefined) {
    const message = `"${file.name}" uses the column "${column}", which nothing it selects from has.`
    return unknownColumn(message, column, [...candidates(words), ...inputColumns], at, failure)
  }
  const [, table, field] = /^\S.* "(.+?)" does not have a column named "(.+?)"/.exec(words) ?? []
  if (field !== undefined) {
    const message = `"${table}" has no column "${field}", which "${file.name}" uses.`
    return unknownColumn(message, field, [...candidates(words), ...inputColumns], at, failure)
  }
  const alias = /^Referenced table "(.+?)" not found/.exec(words)?.[1]
  const what = alias === undefined ? sentence(words) : `nothing in its FROM is called "${alias}".`
  const near =
    alias === undefined
      ? words.match(/^Did you mean .*$/m)?.[0]
      : nearHint(alias, candidates(words))
  return new ProductError('MODEL_SQL_INVALID', {
    message: `The SQL of "${file.name}" does not fit what it reads: ${what}`,
    ...(near === undefined ? {} : { hint: near }),
    at,
    cause: failure,
  })
}

const unknownColumn = (
  message: string,
  wanted: string,
  names: readonly string[],
  at: ProductError['at'],
  cause: SqlFailure,
) => {
  const hint = nearHint(wanted, names)
  return new ProductError('MODEL_COLUMN_UNKNOWN', {
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(at === undefined ? {} : { at }),
    cause,
  })
}

function nearHint(wanted: string, names: readonly string[]): string | undefined {
  const near = nearestName(wanted, names)
  if (near !== undefined) return `Did you mean "${near}"?`
  const shown = [...new Set(names)].slice(0, 12)
  return shown.length === 0 ? undefined : `There are: ${shown.join(', ')}.`
}

/** Names that the engine offers: `Candidate bindings: "a", "b"`. */
const candidates = (words: string): readonly string[] =>
  [...(/Candidate (?:bindings|tables)\W*:(.*)/.exec(words)?.[1] ?? '').matchAll(/"(.+?)"/g)].map(
    ([, name]) => name.slice(name.lastIndexOf('.') + 1),
  )
