import { didYouMean } from '../../contracts/nearest.ts'
import type { VarValue } from '../../contracts/project/project-file.ts'
import type { Scalar } from './quote.ts'
import { failure, type Scope } from './scope.ts'
import type { Call, Expression, PathExpression } from './template.ts'

/** Helpers that give a value: `{{#if (var "x")}}`, `name=(arg "y")`. */
const valueHelpers = ['var', 'arg', 'list']
const values = ['this', 'is_incremental', '@index', '@first', '@last']

/** The value of an argument. Throws MODEL_… errors with the place of the expression. */
export function evaluate(expression: Expression, scope: Scope): VarValue {
  switch (expression.type) {
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return expression.value
    case 'PathExpression':
      return evaluatePath(expression, scope)
    case 'SubExpression':
      return evaluateCall(expression, scope)
    default:
      throw failure(
        'MODEL_TEMPLATE_UNSUPPORTED',
        scope,
        expression.loc,
        'null and undefined are no values here.',
      )
  }
}

export function evaluatePath(path: PathExpression, scope: Scope): Scalar {
  const { item } = scope
  switch (path.original) {
    case 'is_incremental':
      // No materialization builds on its own earlier rows yet.
      return false
    case 'this':
    case '@index':
    case '@first':
    case '@last':
      if (item === undefined)
        throw failure(
          'MODEL_HELPER_MISUSED',
          scope,
          path.loc,
          `"${path.original}" is a value only inside {{#each}}.`,
        )
      return itemValue(path.original, item)
    default:
      throw unknownValue(path, scope)
  }
}

const itemValue = (name: string, { value, index, length }: NonNullable<Scope['item']>): Scalar =>
  name === 'this'
    ? value
    : name === '@index'
      ? index
      : name === '@first'
        ? index === 0
        : index === length - 1

function unknownValue(path: PathExpression, scope: Scope) {
  const name = path.original
  const isVar = Object.hasOwn(scope.vars, name)
  const message = `"${name}" is not a value.${isVar ? '' : didYouMean(name, values)}`
  const hint = isVar
    ? `Write (var "${name}").`
    : `Text is written in quotes: "${name}". Variables are written (var "name").`
  return failure('MODEL_HELPER_UNKNOWN', scope, path.loc, message, hint)
}

export function evaluateCall(call: Call, scope: Scope): VarValue {
  const name = call.path.type === 'PathExpression' ? call.path.original : ''
  switch (name) {
    case 'var':
      return variable(call, scope)
    case 'arg':
      return argument(call, scope)
    case 'list':
      return call.params.map((param) => evaluateScalar(param, scope))
    default: {
      const message = `"${name}" is not a helper that gives a value.${didYouMean(name, valueHelpers)}`
      throw failure(
        'MODEL_HELPER_UNKNOWN',
        scope,
        call.loc,
        message,
        'Values come from (var "name"), (arg "name") and (list "a" "b").',
      )
    }
  }
}

export function evaluateScalar(expression: Expression, scope: Scope): Scalar {
  const value = evaluate(expression, scope)
  if (typeof value !== 'object') return value
  throw failure(
    'MODEL_HELPER_MISUSED',
    scope,
    expression.loc,
    'A list cannot stand here.',
    'Walk it: {{#each (var "name")}} … {{this}} … {{/each}}.',
  )
}

/** The one quoted name that `{{helper "name"}}` takes. */
export function onlyName(call: Call, scope: Scope, form: string): string {
  const value =
    call.params.length === 1 && call.hash === undefined
      ? evaluate(call.params[0], scope)
      : undefined
  if (typeof value === 'string') return value
  throw failure(
    'MODEL_HELPER_MISUSED',
    scope,
    call.loc,
    `This helper takes one name: write ${form}.`,
  )
}

function variable(call: Call, scope: Scope): VarValue {
  const name = onlyName(call, scope, '{{var "name"}}')
  if (Object.hasOwn(scope.vars, name)) return scope.vars[name]
  const message = `The variable "${name}" has no value.${didYouMean(name, Object.keys(scope.vars))}`
  throw failure('MODEL_VAR_UNKNOWN', scope, call.loc, message)
}

export function argument(call: Call, scope: Scope): VarValue {
  const name = onlyName(call, scope, '{{arg "name"}}')
  if (scope.args === undefined) {
    throw failure(
      'MODEL_HELPER_MISUSED',
      scope,
      call.loc,
      '"arg" has a meaning only inside a macro.',
      'Use {{var "name"}} for a variable of the project.',
    )
  }
  const value = scope.args.get(name)
  if (value !== undefined) return value
  throw failure('MODEL_MACRO_ARGUMENTS', scope, call.loc, `The argument "${name}" was not given.`)
}
