import { coerced } from '../casts.ts'
import type { Expr } from '../expression.ts'
import { type Regex, RegexRefusal, translateRegex, translateReplacement } from '../regex.ts'
import type { Scope } from '../scope.ts'
import { child, children, type Node, refuse, text } from '../syntax.ts'
import type { Translator } from '../translator.ts'
import { isText, type SqlType, VARCHAR } from '../types.ts'

/** A call with its arguments. */
export interface Call {
  readonly node: Node
  readonly name: string
  readonly args: readonly Expr[]
  /** The argument in this type. Throws Refusal when it is missing. */
  arg(index: number, type?: SqlType): Expr
  /** The value of a literal text. Throws Refusal for anything else. */
  constantText(index: number): string
  constantInteger(index: number): bigint
  /** The lambda at `index` over an item of this type. */
  lambda(index: number, item: SqlType): { readonly sql: string; readonly body: Expr }
  no(reason: string): Error
}

/** Makes one call's Trino. */
export type Rule = (call: Call) => Expr

export function callOf(node: Node, scope: Scope, t: Translator): Call {
  const nodes = children(node)
  const name = text(node, 'function_name').toLowerCase()
  const args = nodes.map((part) =>
    text(part, 'class') === 'LAMBDA' ? { sql: '', type: VARCHAR } : t.expression(part, scope),
  )
  const no = (reason: string): Error => refuse(`${name}(): ${reason}`, node)
  const arg = (index: number, type?: SqlType): Expr => {
    const found = args[index]
    if (found === undefined) throw no('too few arguments')
    return type === undefined ? found : coerced(found, type, node)
  }
  const literal = (index: number) => arg(index).literal
  return {
    node,
    name,
    args,
    arg,
    no,
    constantText: (index) => {
      const value = literal(index)
      if (typeof value === 'string' && isText(arg(index).type)) return value
      throw no(`argument ${index + 1} must be a literal text`)
    },
    constantInteger: (index) => {
      const value = literal(index)
      if (typeof value === 'bigint') return value
      throw no(`argument ${index + 1} must be a literal integer`)
    },
    lambda: (index, item) => lambdaOf(nodes[index], item, scope, t, no),
  }
}

function lambdaOf(
  node: Node | undefined,
  item: SqlType,
  scope: Scope,
  t: Translator,
  no: (reason: string) => Error,
): { readonly sql: string; readonly body: Expr } {
  if (node === undefined || text(node, 'class') !== 'LAMBDA') throw no('a lambda is expected')
  const [parameter, ...more] = (child(node, 'lhs')?.['column_names'] ?? []) as readonly string[]
  if (parameter === undefined || more.length > 0) throw no('a lambda with more than one parameter')
  const name = `x${scope.parameters.size + 1}`
  const parameters = new Map([
    ...scope.parameters,
    [parameter.toLowerCase(), { sql: name, type: item }],
  ])
  const body = t.expression(child(node, 'expr')!, { ...scope, parameters })
  return { sql: `${name} -> ${body.sql}`, body }
}

/** A literal pattern in Trino's syntax. */
export function regexOf(call: Call, index: number, part: 'any' | 'filled' = 'any'): Regex {
  try {
    const regex = translateRegex(call.constantText(index))
    if (part === 'filled' && regex.matchesEmpty)
      throw new RegexRefusal('it can match the empty text, where the engines go on differently')
    return regex
  } catch (error) {
    if (error instanceof RegexRefusal)
      throw call.no(`the pattern cannot be carried over: ${error.message}`)
    throw error
  }
}

export function replacementOf(call: Call, index: number, groups: number, shift = 0): string {
  try {
    return translateReplacement(call.constantText(index), groups, shift)
  } catch (error) {
    if (error instanceof RegexRefusal)
      throw call.no(`the replacement cannot be carried over: ${error.message}`)
    throw error
  }
}
