/** A file name in which DuckDB sees no pattern: `*`, `?` and `[` stand in brackets. In s3:// addresses it sees none. */
export const literalPath = (path: string): string =>
  path.startsWith('s3://') ? path : path.replace(/[*?[]/g, (sign) => `[${sign}]`)

/** Offset in characters (UTF-16) of an offset in UTF-8 bytes: the binder's way to count. Undefined outside the text. */
export function fromBytes(text: string, bytes: number): number | undefined {
  const encoded = Buffer.from(text)
  if (!Number.isInteger(bytes) || bytes < 0 || bytes > encoded.length) return undefined
  return encoded.subarray(0, bytes).toString().length
}

/** Offset in characters (UTF-16) of an offset in code points: the parser's way to count. Undefined outside the text. */
export function fromCodePoints(text: string, points: number): number | undefined {
  const all = [...text]
  if (!Number.isInteger(points) || points < 0 || points > all.length) return undefined
  return all.slice(0, points).join('').length
}

// One alternative a token that may hide a semicolon, then the semicolon itself.
const tokens =
  /--[^\n]*|\/\*[\s\S]*?\*\/|(?<![\w$])[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$[A-Za-z_0-9\u0080-\uffff]*\$)[\s\S]*?\1|;/g

/** Offset of the first semicolon outside strings, quoted names and comments. */
function firstSemicolon(text: string): number | undefined {
  for (const match of text.matchAll(tokens)) if (match[0] === ';') return match.index
  return undefined
}

const blank = /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/

/** Where white space and comments end, from `start`. */
const skipBlank = (text: string, start = 0): number =>
  start + (blank.exec(text.slice(start))?.[0].length ?? 0)

/** A text without the semicolons and comments that may follow its statement, and where a second statement begins. */
export function firstStatement(text: string): {
  readonly statement: string
  readonly rest?: number
} {
  const end = firstSemicolon(text)
  if (end === undefined) return { statement: text }
  const rest = skipBlank(text, end)
  const statement = text.slice(0, end)
  return rest < text.length ? { statement, rest } : { statement }
}

/** The first word of a statement in upper case: its kind, for messages. */
export const firstWord = (text: string): string =>
  /^[A-Za-z_]+/.exec(text.slice(skipBlank(text)))?.[0].toUpperCase() ?? ''
