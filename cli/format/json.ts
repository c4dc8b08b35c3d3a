/** JSON for programs, indented by two. Integers beyond 2^53 are written out in full; what is no number is null. */
export function toJson(value: unknown, indent: 0 | 2 = 2): string {
  return JSON.stringify(value, plainValue, indent) ?? 'null'
}

function plainValue(_key: string, value: unknown): unknown {
  // `rawJSON` keeps every digit; a reader that can hold them is not misled by a rounded number.
  if (typeof value === 'bigint') return rawJson(String(value))
  if (value instanceof Map) return Object.fromEntries(value)
  if (value instanceof Set) return [...value]
  return value
}

const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON
