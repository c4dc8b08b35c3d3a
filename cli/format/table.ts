import { plain, type Style } from './style.ts'
import { oneLine } from './visible.ts'
import { displayWidth, padEnd, padStart, truncate } from './width.ts'

export interface TableColumn {
  readonly title: string
  /** @default "left" */
  readonly align?: 'left' | 'right'
  /** Columns of the terminal it keeps when the table is too wide for it. @default 6 */
  readonly least?: number
}

export interface TableLook {
  /** Columns of the terminal. */
  readonly width: number
  readonly style?: Style
  /** Sets off a cell after it was padded, e.g. with a colour. */
  readonly paint?: (cell: string, row: number, column: number) => string
}

const gap = '  '

/** Rows under titles in columns that line up. What is too wide ends in "…". */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  look: TableLook,
): string {
  const cells = rows.map((row) => row.map(oneLine))
  const style = look.style ?? plain
  const widths = fit(columns, naturalWidths(columns, cells), look.width)
  const line = (row: readonly string[], paint: (cell: string, column: number) => string) =>
    columns
      .map(({ align }, i) => {
        const cell = truncate(row[i] ?? '', widths[i])
        const isLast = i === columns.length - 1
        return paint(
          align === 'right' ? padStart(cell, widths[i]) : isLast ? cell : padEnd(cell, widths[i]),
          i,
        )
      })
      .join(gap)
      .trimEnd()
  const titles = line(
    columns.map(({ title }) => title),
    (cell) => style.dim(cell),
  )
  const paint = look.paint ?? ((cell: string) => cell)
  return [titles, ...cells.map((row, r) => line(row, (cell, c) => paint(cell, r, c)))].join('\n')
}

/** Whether the columns can stand beside each other at all. */
export function tableFits(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): boolean {
  const natural = naturalWidths(
    columns,
    rows.map((row) => row.map(oneLine)),
  )
  const least = columns.map((column, i) =>
    Math.min(natural[i], Math.max(column.least ?? 6, displayWidth(column.title))),
  )
  return total(least) <= width
}

const naturalWidths = (columns: readonly TableColumn[], cells: readonly (readonly string[])[]) =>
  columns.map(({ title }, i) =>
    cells.reduce(
      (widest, row) => Math.max(widest, displayWidth(row[i] ?? '')),
      displayWidth(title),
    ),
  )

const total = (widths: readonly number[]) =>
  widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1)

/** Takes from the widest column until the table fits. */
function fit(columns: readonly TableColumn[], natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  const least = columns.map(({ least = 6 }, i) => Math.min(natural[i], least))
  for (let over = total(widths) - width; over > 0; over--) {
    const widest = widths.reduce(
      (best, candidate, i) =>
        candidate > least[i] && (best === -1 || candidate > widths[best]) ? i : best,
      -1,
    )
    if (widest === -1) break
    widths[widest]--
  }
  return widths
}
