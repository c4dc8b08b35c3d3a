import { nearestName } from '../../contracts/nearest.ts'
import type { ColumnMatch } from './match-columns.ts'
import { listNames, refusal } from './refuse.ts'

/**
 * Refuses a file that has no declared column, or lacks a required one. `found` are the file's own names. Returns notes on what
 * else differs.
 */
export function checkColumns(
  file: string,
  source: string,
  matches: readonly ColumnMatch[],
  found: readonly string[],
  hint?: string,
): readonly string[] {
  const missing = matches.filter(({ index }) => index === undefined).map(({ column }) => column)
  if (missing.length === matches.length)
    throw noColumns(
      file,
      source,
      matches.map(({ column }) => column.name),
      found,
      hint,
    )
  const required = missing.filter((column) => column.required)
  if (required.length > 0) {
    const names = required.map(({ name }) => name)
    throw refusal(
      'SOURCE_COLUMNS_MISSING',
      `${file} lacks ${names.length === 1 ? 'the required column' : 'the required columns'} ${listNames(names)} of source "${source}".${nearest(names, found)} It has ${listNames(found)}.`,
      { hint },
    )
  }
  const used = new Set(matches.map(({ index }) => index))
  const extra = found.filter((_, index) => !used.has(index))
  return [
    ...(missing.length > 0
      ? [`No such column in the file, so NULL: ${listNames(missing.map(({ name }) => name))}.`]
      : []),
    ...(extra.length > 0 ? [`Not declared, so left out: ${listNames(extra)}.`] : []),
  ]
}

/** The refusal of a file that has none of the declared columns. */
export const noColumns = (
  file: string,
  source: string,
  declared: readonly string[],
  found: readonly string[],
  hint?: string,
) =>
  refusal(
    'SOURCE_COLUMNS_UNKNOWN',
    `${file} has no column of source "${source}", which declares ${listNames(declared)}. It has ${listNames(found)}.`,
    { hint },
  )

function nearest(wanted: readonly string[], found: readonly string[]): string {
  const pairs = wanted.flatMap((name) => {
    const near = nearestName(name, found)
    return near === undefined ? [] : [`"${near}" for "${name}"`]
  })
  return pairs.length === 0 ? '' : ` Did you mean ${pairs.join(', ')}? Then declare it as an alias.`
}
