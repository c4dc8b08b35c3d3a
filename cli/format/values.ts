import { toJson } from './json.ts'

/** A value of a result as a person reads it in a table: null as "∅", fractions to six digits, nested values as JSON. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return '∅'
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : shortFraction(value)
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) {
    return `[${value.map(shortFraction).join(', ')}]`
  }
  return typeof value === 'object' ? toJson(value, 0) : String(value)
}

const shortFraction = (value: number) => String(Number(value.toPrecision(6)))

/** Types whose values stand at the right of their column. */
export const isNumeric = (type: string): boolean =>
  /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL.*)$/.test(type)
