import type { Column, Row } from '../../contracts/ports/sql-engine.ts'
import type { Page } from '../command.ts'
import { facts } from '../format/facts.ts'
import { count, counted } from '../format/numbers.ts'
import { type TableColumn, table, tableFits } from '../format/table.ts'
import { cell, isNumeric } from '../format/values.ts'
import { oneLine } from '../format/visible.ts'
import { truncate } from '../format/width.ts'

/** Rows of a query: beside each other as a table, below each other when there are too many columns for the page. */
export function resultText(columns: readonly Column[], rows: readonly Row[], page: Page): string {
  if (rows.length === 0)
    return page.style.dim(`no rows (${columns.map(({ name }) => name).join(', ')})`)
  const titles = columns.map(
    ({ name, type }, i): TableColumn => ({
      title: name,
      align: isNumeric(type) ? 'right' : 'left',
      // The first column is most often the key, which is of no use in part.
      least: i === 0 ? 24 : 8,
    }),
  )
  const cells = rows.map((row) => columns.map(({ name }) => cell(row[name])))
  return tableFits(titles, cells, page.width)
    ? table(titles, cells, page)
    : cells.map((row, i) => recordText(columns, row, i, page)).join('\n\n')
}

function recordText(
  columns: readonly Column[],
  row: readonly string[],
  index: number,
  page: Page,
): string {
  const widest = Math.max(...columns.map(({ name }) => name.length))
  const pairs = columns.map(
    ({ name }, i) => [name, truncate(oneLine(row[i]), page.width - widest - 4)] as const,
  )
  return `${page.style.bold(`row ${index + 1}`)}\n${facts(pairs, page.style, '  ')}`
}

/** "10 of 5,000 rows", "1 row". */
export const rowsShown = (shown: number, total: number): string =>
  shown === total ? counted(total, 'row') : `${count(shown)} of ${counted(total, 'row')}`
