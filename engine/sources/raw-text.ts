import { limits } from './limits.ts'

/** Start of a rejected record as text; NUL and bytes that are not UTF-8 become U+FFFD. */
export function rawText(bytes: Buffer, from: number, to: number): string {
  const end = Math.min(to, from + limits.rawBytes)
  const text = bytes.toString('utf8', from, end).replaceAll('\0', '\uFFFD')
  // The limit may have cut a character in two.
  return end < to && text.endsWith('\uFFFD') ? text.slice(0, -1) : text
}
