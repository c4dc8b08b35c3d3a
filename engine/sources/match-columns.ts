import type { SourceColumn } from '../../contracts/project/sources-file.ts'

/** Which of the file's columns a declared one is, by index; undefined when the file has none. */
export interface ColumnMatch {
  readonly column: SourceColumn
  readonly index: number | undefined
}

/**
 * Matches declared columns to a file's names: the same name, else the same but for case and blanks around it, else one of the
 * aliases. Of two equal names in the file the first counts.
 */
export function matchColumns(
  columns: readonly SourceColumn[],
  names: readonly string[],
): readonly ColumnMatch[] {
  const exact = firstIndex(names, (name) => name)
  const loose = firstIndex(names, plain)
  const taken = new Set<number>()
  const claim = (index: number | undefined) => {
    if (index === undefined || taken.has(index)) return undefined
    taken.add(index)
    return index
  }
  const first = columns.map(({ name }) => claim(exact.get(name)))
  return columns.map((column, position) => {
    const tries = [
      () => first[position],
      ...wanted(column).map((name) => () => claim(exact.get(name) ?? loose.get(plain(name)))),
    ]
    return { column, index: firstDefined(tries) }
  })
}

/** Matches by position, for files without a header. */
export const matchPositions = (columns: readonly SourceColumn[]): readonly ColumnMatch[] =>
  columns.map((column, index) => ({ column, index }))

/** Two names that differ in case or blanks around them only have the same plain form. */
export const plain = (name: string): string => name.trim().toLowerCase()

const wanted = ({ name, aliases }: SourceColumn): readonly string[] => [name, ...aliases]

function firstIndex(names: readonly string[], form: (name: string) => string): Map<string, number> {
  const index = new Map<string, number>()
  names.forEach((name, position) => {
    if (!index.has(form(name))) index.set(form(name), position)
  })
  return index
}

function firstDefined(tries: readonly (() => number | undefined)[]): number | undefined {
  for (const attempt of tries) {
    const found = attempt()
    if (found !== undefined) return found
  }
  return undefined
}
