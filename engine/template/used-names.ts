import type { Expression, Hash, Program, Statement } from './template.ts'

/** Names that a macro takes: those it uses in `{{arg "…"}}` and `{{ident "…"}}`. */
export const macroArguments = (program: Program): ReadonlySet<string> =>
  usedNames(program, ['arg', 'ident'])

/** Variables that a template names, in branches that are not taken too. */
export const variablesNamed = (program: Program): ReadonlySet<string> => usedNames(program, ['var'])

/** Names that a template gives to some helpers. */
function usedNames(program: Program, helpers: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>()
  const inExpression = (expression: Expression): void => {
    if (expression.type === 'SubExpression')
      inCall(expression.path, expression.params, expression.hash)
  }
  const inCall = (path: Expression, params: readonly Expression[], hash?: Hash): void => {
    const [first] = params
    const takes = path.type === 'PathExpression' && helpers.includes(path.original)
    if (takes && first?.type === 'StringLiteral') names.add(String(first.value))
    params.forEach(inExpression)
    hash?.pairs.forEach(({ value }) => {
      inExpression(value)
    })
  }
  const inStatement = (statement: Statement): void => {
    if (statement.type === 'PartialStatement')
      inCall(statement.name, statement.params, statement.hash)
    if (statement.type === 'MustacheStatement')
      inCall(statement.path, statement.params, statement.hash)
    if (statement.type === 'BlockStatement') {
      inCall(statement.path, statement.params, statement.hash)
      statement.program?.body.forEach(inStatement)
      statement.inverse?.body.forEach(inStatement)
    }
  }
  program.body.forEach(inStatement)
  return names
}
