import { sha256 } from '../contracts/digest.ts'

/** What a text is known by: the first 32 hexadecimal digits of the SHA-256 of its UTF-8 bytes. */
export const textDigest = (text: string): string => sha256(text).slice(0, 32)

/** A SQL expression as it is encoded; NULL counts as the empty text. */
export const textSql = (expression: string): string =>
  `coalesce(cast(${expression} as varchar), '')`

/** The digest of a text, of a SQL expression. */
export const textDigestSql = (expression: string): string =>
  `substr(sha256(${textSql(expression)}), 1, 32)`

export const emptyTextDigest = textDigest('')
