import { ProductError } from './errors/product-error.ts'
import type { Key } from './ports/object-store.ts'

const longestSegment = 255
const longestKey = 1024
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[\u0000-\u001f\u007f\\]/
const bytes = (text: string) => Buffer.byteLength(text, 'utf8')

/** Why a text cannot be the key of an object in any store, or undefined when it can. */
function keyProblem(key: Key): string | undefined {
  if (key === '') return 'it is empty'
  if (bytes(key) > longestKey) return `it is longer than ${longestKey} bytes`
  return prefixProblem(key) ?? key.split('/').map(segmentProblem).find(Boolean)
}

/** Why a text cannot be the beginning of a key, or undefined when it can. */
export function prefixProblem(prefix: string): string | undefined {
  if (!prefix.isWellFormed()) return 'it is not well-formed Unicode'
  if (forbidden.test(prefix)) return 'it has a backslash or a control character'
  return prefix.split('/').slice(0, -1).map(segmentProblem).find(Boolean)
}

function segmentProblem(segment: string): string | undefined {
  if (segment === '') return 'it begins or ends with "/" or has an empty segment'
  if (segment === '.' || segment === '..') return `it has the segment "${segment}"`
  if (bytes(segment) > longestSegment) return `it has a segment over ${longestSegment} bytes`
  return undefined
}

/** Throws LAKE_KEY_INVALID unless the key can be stored everywhere: in a folder and in a bucket. */
export function checkKey(key: Key): void {
  const problem = keyProblem(key)
  if (problem !== undefined) throw keyInvalid(key, problem)
}

/** Throws LAKE_KEY_INVALID unless some key could begin with the prefix. */
export function checkPrefix(prefix: string): void {
  const problem = prefixProblem(prefix)
  if (problem !== undefined) throw keyInvalid(prefix, problem)
}

export const keyInvalid = (key: string, problem: string, cause?: unknown): ProductError =>
  new ProductError('LAKE_KEY_INVALID', {
    message: `${JSON.stringify(key)} cannot be a key of the lake: ${problem}.`,
    cause,
    data: { key },
  })
