import { toJson } from './json.ts'

/** Rows as CSV (RFC 4180, "\n" line ends): null is empty, empty text is quoted, nested values are JSON. */
export function toCsv(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string {
  const lines = [
    columns.map(field),
    ...rows.map((row) => columns.map((column) => field(row[column]))),
  ]
  return lines.map((line) => line.join(',')).join('\n')
}

function field(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text =
    typeof value === 'string' ? value : typeof value === 'object' ? toJson(value, 0) : String(value)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
