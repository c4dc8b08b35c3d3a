import { isRefused, type PortabilityRow } from '../engine/portability/table/row.ts'
import { portability } from '../engine/portability/table.ts'

/** docs/aws/sql-portability.md: what is translated for Athena, what is refused, and why. */
export function portabilityPage(made: string): string {
  const rows = portability.flatMap((area) => area.rows)
  const refused = rows.filter(isRefused).length
  return [
    '# SQL of DuckDB on Athena',
    '',
    made,
    '',
    `${rows.length} constructs: ${rows.length - refused} are translated, ${refused} are refused with file, line and column. Each example is run by`,
    '`tests/aws/athena/portability.test.ts` on DuckDB and, translated, on Trino 476, over tables full of NULL, NaN, empty texts, accents and moments before 1970:',
    'rows and types are equal, or the refusal points at the place. What is not in these tables (an unknown function, operator or clause) is refused as well.',
    '',
    'Every expression is given the very type that DuckDB gives it, each cast that DuckDB makes by itself is written out, and the columns of the result are held',
    "against those of DuckDB's binder.",
    '',
    ...portability.flatMap((area) => [
      `## ${area.title}`,
      '',
      '| DuckDB | example | on Athena |',
      '|---|---|---|',
      ...area.rows.map(line),
      '',
    ]),
  ].join('\n')
}

const line = (row: PortabilityRow): string =>
  `| ${cell(row.construct)} | ${code(row.sql)} | ${isRefused(row) ? `**Refused.** ${cell(row.refused)}` : cell(row.becomes)} |`

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')

/** A bar would end the cell, also between backticks. */
const code = (sql: string): string =>
  `<code>${cell(sql.replaceAll('&', '&amp;')).replaceAll('*', '&#42;').replaceAll('_', '&#95;')}</code>`
