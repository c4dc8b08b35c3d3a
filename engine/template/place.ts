import type { ErrorPlace } from '../../contracts/errors/product-error.ts'
import type { SqlFile } from '../project/project.ts'

/** Line and column (from 1) of an offset in a file. */
export function placeIn(
  { file, text }: Pick<SqlFile, 'file' | 'text'>,
  offset: number,
): ErrorPlace {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { file, line, column: offset - (before.lastIndexOf('\n') + 1) + 1, text }
}

/** Offset at which a line (from 1) begins; the end of the text when there are fewer lines. */
export function lineStart(text: string, line: number): number {
  let start = 0
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf('\n', start)
    if (end < 0) return text.length
    start = end + 1
  }
  return start
}
