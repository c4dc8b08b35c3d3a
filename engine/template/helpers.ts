import type { ErrorPlace } from '../../contracts/errors/product-error.ts'
import { sourceRelation } from '../../contracts/project/names.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import { argument, evaluateCall, evaluatePath, evaluateScalar, onlyName } from './evaluate.ts'
import { placeIn } from './place.ts'
import { quoteLiteral, type Scalar } from './quote.ts'
import { failure, type Scope, startOf } from './scope.ts'
import type { SqlOutput } from './sql-output.ts'
import type { Call, Mustache } from './template.ts'

/** A model or source that a template names. */
export interface Reference {
  readonly kind: 'ref' | 'source'
  readonly name: string
  readonly at: ErrorPlace
}

/** One `key=value` of `{{config …}}`. */
export interface Setting {
  readonly key: string
  readonly value: Scalar
  readonly at: ErrorPlace
}

/** What rendering gathers on its way. */
export interface Rendering {
  readonly output: SqlOutput
  readonly references: Reference[]
  readonly settings: Setting[]
  /** Statements of templates walked so far. */
  walked: number
}

/** SQL that is one whole value or one whole name. */
export interface Emission {
  readonly kind: 'value' | 'name'
  readonly sql: string
}

type Emitter = (call: Mustache, scope: Scope, rendering: Rendering) => Emission | undefined

/** Everything that may stand alone between two braces. */
export const emitters: ReadonlyMap<string, Emitter> = new Map<string, Emitter>([
  ['ref', (call, scope, rendering) => refer('ref', call, scope, rendering)],
  ['source', (call, scope, rendering) => refer('source', call, scope, rendering)],
  ['config', configure],
  ['var', (call, scope) => literal(evaluateCall(call, scope), call, scope)],
  ['arg', (call, scope) => literal(argument(call, scope), call, scope)],
  ['ident', identify],
  ['this', self],
  ['@index', item],
  ['@first', item],
  ['@last', item],
])

export const emitterNames = [...emitters.keys()].filter((name) => !name.startsWith('@'))

function refer(
  kind: Reference['kind'],
  call: Mustache,
  scope: Scope,
  { references }: Rendering,
): Emission {
  const name = onlyNameOf(call, scope, kind)
  references.push({ kind, name, at: placeIn(scope.file, startOf(scope, call.loc)) })
  return { kind: 'name', sql: quoteIdentifier(kind === 'ref' ? name : sourceRelation(name)) }
}

function onlyNameOf(call: Call, scope: Scope, helper: string): string {
  const [first] = call.params
  if (first?.type === 'PathExpression') {
    throw failure(
      'MODEL_HELPER_MISUSED',
      scope,
      first.loc,
      `Names stand in quotes: write {{${helper} "${first.original}"}}.`,
    )
  }
  return onlyName(call, scope, `{{${helper} "name"}}`)
}

function configure(call: Mustache, scope: Scope, { settings }: Rendering): undefined {
  if (call.params.length > 0 || call.hash === undefined) {
    throw failure(
      'MODEL_HELPER_MISUSED',
      scope,
      call.loc,
      'config takes settings with names: {{config materialized="view"}}.',
    )
  }
  if (scope.calls.length > 0) {
    throw failure(
      'MODEL_HELPER_MISUSED',
      scope,
      call.loc,
      'config stands in models and tests, not in macros.',
    )
  }
  for (const { key, value, loc } of call.hash.pairs) {
    settings.push({
      key,
      value: evaluateScalar(value, scope),
      at: placeIn(scope.file, startOf(scope, loc)),
    })
  }
}

/** A quoted name: of a macro's argument, `{{ident "column"}}`, or of the item of a list, `{{ident this}}`. */
function identify(call: Mustache, scope: Scope): Emission {
  const [first] = call.params
  const isItem = first?.type === 'PathExpression' && first.original === 'this'
  const value = isItem ? evaluatePath(first, scope) : argument(call, scope)
  const problem = typeof value === 'string' ? nameProblem(value) : 'is not text'
  if (problem === undefined) return { kind: 'name', sql: quoteIdentifier(String(value)) }
  throw failure(
    'MODEL_VAR_INVALID',
    scope,
    call.loc,
    `The value ${JSON.stringify(value)} ${problem}, so it cannot be a name.`,
  )
}

const nameProblem = (name: string) => {
  const literal = quoteLiteral(name)
  if (name === '') return 'is empty'
  return 'problem' in literal ? literal.problem : undefined
}

/** Inside `{{#each}}` the item; elsewhere the model itself. */
function self(call: Mustache, scope: Scope): Emission {
  if (scope.item !== undefined) return literal(scope.item.value, call, scope)
  return { kind: 'name', sql: quoteIdentifier(scope.owner.name) }
}

function item(call: Mustache, scope: Scope): Emission {
  if (call.path.type !== 'PathExpression')
    throw failure('MODEL_HELPER_MISUSED', scope, call.loc, 'This is no helper.')
  return literal(evaluatePath(call.path, scope), call, scope)
}

function literal(value: Scalar | readonly Scalar[], call: Call, scope: Scope): Emission {
  if (typeof value === 'object') {
    throw failure(
      'MODEL_VAR_INVALID',
      scope,
      call.loc,
      'A list has no literal.',
      'Walk it: {{#each (var "name")}} … {{this}} … {{/each}}.',
    )
  }
  const quoted = quoteLiteral(value)
  if ('sql' in quoted) return { kind: 'value', sql: quoted.sql }
  throw failure(
    'MODEL_VAR_INVALID',
    scope,
    call.loc,
    `A value cannot be written in SQL: it ${quoted.problem}.`,
  )
}
