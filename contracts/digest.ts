import { createHash } from 'node:crypto'

/** Lower-case hexadecimal SHA-256 of text (UTF-8) or bytes. */
export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex')

/** JSON with sorted keys and no white space: equal values give equal text (in the spirit of RFC 8785). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** Identity of a value: the first 20 hexadecimal digits (80 bits) of the SHA-256 of its canonical JSON. */
export const identify = (value: unknown): string => sha256(canonicalJson(value)).slice(0, 20)
