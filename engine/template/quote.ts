import { quoteText } from '../../contracts/sql-text.ts'

/** A value that has an SQL literal. */
export type Scalar = string | number | boolean

/** A typed SQL literal, or why there is none. Negative numbers come in parentheses, so that "-" before them starts no comment. */
export function quoteLiteral(
  value: Scalar,
): { readonly sql: string } | { readonly problem: string } {
  switch (typeof value) {
    case 'string':
      if (value.includes('\0')) return { problem: 'holds a NUL character' }
      if (!value.isWellFormed()) return { problem: 'holds half of a surrogate pair' }
      return { sql: quoteText(value) }
    case 'number':
      if (!Number.isFinite(value)) return { problem: `is ${value}, which is no finite number` }
      return { sql: value < 0 ? `(${digits(value)})` : digits(value) }
    case 'boolean':
      return { sql: String(value) }
  }
}

/** With an exponent it is a DOUBLE at once. Without one it is a DECIMAL first, and its last digit may be lost when it becomes a DOUBLE. */
const digits = (value: number): string =>
  Number.isInteger(value) || String(value).replace(/[^0-9]/g, '').length <= 15
    ? String(value)
    : value.toExponential()
