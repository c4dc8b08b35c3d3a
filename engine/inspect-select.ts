import { ProductError } from '../contracts/errors/product-error.ts'
import type { SqlInspection, SqlSession } from '../contracts/ports/sql-engine.ts'
import type { SourceMap } from './template/source-map.ts'

/** What the parser says of a text that is one SELECT. */
export type Select = Extract<SqlInspection, { kind: 'select' }>

export interface SqlText {
  readonly file: { readonly name: string }
  readonly sql: string
  readonly map: SourceMap
}

/** Has the engine parse a compiled text. Throws MODEL_SQL_SYNTAX, MODEL_SQL_REFUSED or MODEL_FUNCTION_FORBIDDEN with the place. */
export async function inspectSelect(
  { file, sql, map }: SqlText,
  session: SqlSession,
): Promise<Select> {
  const found = await session.inspect(sql)
  if (found.kind === 'select') return found
  const { reason, at } = found
  const syntax = /^(syntax error|unterminated)/i.test(reason)
  const code = syntax
    ? 'MODEL_SQL_SYNTAX'
    : /table function/.test(reason)
      ? 'MODEL_FUNCTION_FORBIDDEN'
      : 'MODEL_SQL_REFUSED'
  throw new ProductError(code, {
    message: `The SQL of "${file.name}" ${syntax ? 'cannot be parsed' : 'is refused'}: ${sentence(reason)}`,
    ...(syntax && sql.includes('{%')
      ? { hint: 'This looks like Jinja. Blocks are written {{#if …}} … {{/if}}.' }
      : {}),
    at: map(at ?? Math.max(0, sql.search(/\S/))),
  })
}

/** The first line of what the engine says, as the end of a sentence. */
export const sentence = (words: string): string => {
  const [line] = words.trim().split('\n')
  const first = /^[A-Z][a-z]/.test(line) ? line.charAt(0).toLowerCase() + line.slice(1) : line
  return first.replace(/[.!]?$/, '.')
}
