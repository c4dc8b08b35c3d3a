import type { ErrorPlace } from '../../contracts/errors/product-error.ts'
import type { Style } from './style.ts'
import { printable } from './visible.ts'
import { displayWidth } from './width.ts'

/** `file:line:column`, as editors and terminals link it. */
export const placeOf = ({ file, line, column }: ErrorPlace): string =>
  [file, line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':')

/** The line of a place with its neighbours and a caret below the column. Empty when the text or the line is not known. */
export function codeFrame({ text, line, column }: ErrorPlace, style: Style): string {
  const lines = text?.split(/\r?\n/)
  if (lines === undefined || line === undefined || line < 1 || line > lines.length) return ''
  const shown = [line - 1, line, line + 1].filter((number) => number >= 1 && number <= lines.length)
  const gutter = String(line + 1).length
  return shown
    .flatMap((number) => {
      const { source, caret } = clip(lines[number - 1], number === line ? column : undefined)
      const mark = number === line ? style.red('>') : ' '
      const row = `${mark} ${style.dim(`${String(number).padStart(gutter)} │`)} ${source}`.trimEnd()
      if (caret === undefined) return [row]
      return [
        row,
        `  ${' '.repeat(gutter)} ${style.dim('│')} ${' '.repeat(caret)}${style.red('^')}`,
      ]
    })
    .join('\n')
}

const widest = 140

/** A long line is shown around its column. */
function clip(
  line: string,
  column: number | undefined,
): { source: string; caret: number | undefined } {
  const at = column === undefined ? 0 : Math.min(Math.max(0, column - 1), line.length)
  const start = line.length > widest && at > widest - 20 ? at - (widest - 40) : 0
  const source = printable(line.slice(start, start + widest))
  if (column === undefined) return { source, caret: undefined }
  return { source, caret: displayWidth(printable(line.slice(start, at))) }
}
