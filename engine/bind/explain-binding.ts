import { nearestName } from '../../contracts/nearest.ts'
import { sentence } from '../inspect-select.ts'

/** What the binder says, in words about the analyst's things. */
export interface Explanation {
  /** column: a column is not there. other: anything else that does not fit. */
  readonly kind: 'column' | 'other'
  /** The end of a sentence about the model or test. */
  readonly what: string
  readonly hint: string | undefined
}

/** Reads what the engine's binder says; `columns` are those that the SQL can read. */
export function explainBinding(words: string, columns: readonly string[]): Explanation {
  const column = /^Referenced column "(.+?)" (?:was )?not found/.exec(words)?.[1]
  const [, table, field] = /^\S.* "(.+?)" does not have a column named "(.+?)"/.exec(words) ?? []
  const wanted = column ?? field
  if (wanted !== undefined) {
    const what =
      table === undefined
        ? `uses the column "${wanted}", which nothing it selects from has.`
        : `uses the column "${wanted}", which "${table}" does not have.`
    return { kind: 'column', what, hint: nearHint(wanted, [...offered(words), ...columns]) }
  }
  const alias = /^Referenced table "(.+?)" not found/.exec(words)?.[1]
  if (alias !== undefined) {
    const what = `names "${alias}", but nothing in its FROM is called so.`
    return { kind: 'other', what, hint: nearHint(alias, offered(words)) }
  }
  return {
    kind: 'other',
    what: `does not fit what it reads: ${sentence(words)}`,
    hint: advice(words),
  }
}

function nearHint(wanted: string, names: readonly string[]): string | undefined {
  const near = nearestName(wanted, names)
  if (near !== undefined) return `Did you mean "${near}"?`
  const shown = [...new Set(names)].slice(0, 12)
  return shown.length === 0 ? undefined : `There are: ${shown.join(', ')}.`
}

/** Names that the engine offers: `Candidate bindings: "a", "b"`. */
const offered = (words: string): readonly string[] =>
  [...(/Candidate (?:bindings|tables)\W*:(.*)/.exec(words)?.[1] ?? '').matchAll(/"(.+?)"/g)].map(
    ([, name]) => name.slice(name.lastIndexOf('.') + 1),
  )

/** The engine's own advice: a second line that is neither a list of candidates nor a code frame. */
const advice = (words: string): string | undefined =>
  words
    .split('\n')
    .slice(1)
    .find((line) => /^[A-Z]/.test(line) && !/^(Candidate|LINE)/.test(line))
