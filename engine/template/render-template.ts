import { ProductError } from '../../contracts/errors/product-error.ts'
import { didYouMean } from '../../contracts/nearest.ts'
import type { VarValue } from '../../contracts/project/project-file.ts'
import type { SqlFile } from '../project/project.ts'
import { branches } from './blocks.ts'
import { emitterNames, emitters, type Reference, type Rendering, type Setting } from './helpers.ts'
import { enterMacro } from './macro-call.ts'
import { placeIn } from './place.ts'
import { endOf, failure, type Scope, startOf } from './scope.ts'
import type { SourceMap } from './source-map.ts'
import { SqlOutput } from './sql-output.ts'
import type { Mustache, Partial, Program, Statement, Template } from './template.ts'

export interface RenderInput {
  readonly vars: Readonly<Record<string, VarValue>>
  readonly macros: ReadonlyMap<string, Template>
}

/** A template evaluated: SQL of the same lines, what it refers to, how it is configured. */
export interface Rendered {
  readonly sql: string
  readonly map: SourceMap
  readonly references: readonly Reference[]
  readonly settings: readonly Setting[]
}

/**
 * Evaluates a template by walking its syntax tree; nothing of it is ever compiled or run. Helpers give quoted names and
 * literals, refused wherever these would not stand whole. Throws MODEL_… errors with the place in the file.
 */
export function renderTemplate(template: Template, { vars, macros }: RenderInput): Rendered {
  const rendering: Rendering = { output: new SqlOutput(), references: [], settings: [], walked: 0 }
  const { file, program } = template
  const none = {
    part: { start: 0, end: file.text.length },
    args: undefined,
    item: undefined,
    calls: [],
  }
  renderProgram(program, { owner: file, file, vars, macros, ...none }, rendering)
  const { references, settings } = rendering
  return { ...rendering.output.finish(file), references, settings }
}

function renderProgram(program: Program, scope: Scope, rendering: Rendering): void {
  for (const statement of program.body) renderStatement(statement, scope, rendering)
}

/** Far beyond any model, and reached in seconds. */
const most = { statements: 200_000, characters: 4_000_000, depth: 100 }

function renderStatement(statement: Statement, scope: Scope, rendering: Rendering): void {
  rendering.walked++
  if (rendering.walked > most.statements || rendering.output.length > most.characters) {
    const message = `"${scope.owner.name}" gives more SQL than any engine should take: it was stopped here, after ${rendering.output.length.toLocaleString('en')} characters.`
    throw failure('MODEL_TEMPLATE_TOO_LARGE', scope, statement.loc, message)
  }
  switch (statement.type) {
    case 'ContentStatement':
      copy(statement.value, startOf(scope, statement.loc), scope, rendering)
      break
    case 'CommentStatement':
      break
    case 'MustacheStatement':
      if (rendering.output.inComment) leave(statement, scope, rendering)
      else renderMustache(statement, scope, rendering)
      break
    case 'PartialStatement':
      if (rendering.output.inComment) leave(statement, scope, rendering)
      else renderMacro(statement, scope, rendering)
      break
    case 'BlockStatement':
      for (const branch of branches(statement, scope))
        renderProgram(branch.program, branch.scope, rendering)
      break
    default: {
      const message = 'Decorators and partial blocks are not part of SQL templates.'
      throw failure('MODEL_TEMPLATE_UNSUPPORTED', scope, statement.loc, message)
    }
  }
}

function copy(text: string, from: number, { file, part }: Scope, { output }: Rendering): void {
  const skipped = Math.max(0, part.start - from)
  const hit = output.copy(text.slice(skipped, part.end - from), file, from + skipped)
  if (hit === undefined) return
  throw misplaced('is followed by a word or a quote without a space', hit.file, hit.from)
}

/** A helper inside an SQL comment is part of the comment: it stays as written and does nothing. */
function leave({ loc }: Mustache | Partial, scope: Scope, rendering: Rendering): void {
  const start = startOf(scope, loc)
  copy(scope.file.text.slice(start, endOf(scope, loc)), start, scope, rendering)
}

function misplaced(problem: string, file: SqlFile, from: number): ProductError {
  const written = file.text.slice(from, file.text.indexOf('}}', from) + 2)
  return new ProductError('MODEL_TEMPLATE_PLACE', {
    message: `${written} ${problem}.`,
    at: placeIn(file, from),
  })
}

function renderMustache(mustache: Mustache, scope: Scope, rendering: Rendering): void {
  if (!mustache.escaped) {
    const message = 'There is no raw output: write two braces, {{…}}.'
    throw failure('MODEL_TEMPLATE_UNSUPPORTED', scope, mustache.loc, message)
  }
  const name = mustache.path.type === 'PathExpression' ? mustache.path.original : ''
  const emitter = emitters.get(name)
  if (emitter === undefined) throw unknownHelper(mustache, scope)
  const emission = emitter(mustache, scope, rendering)
  if (emission === undefined) return
  const at = startOf(scope, mustache.loc)
  const problem = rendering.output.problem(emission.kind)
  if (problem !== undefined) throw misplaced(problem, scope.file, at)
  rendering.output.emit(emission.sql, scope.file, at)
}

function unknownHelper({ path, loc }: Mustache, scope: Scope): ProductError {
  const name =
    path.type === 'PathExpression' ? path.original : 'value' in path ? String(path.value) : ''
  const hint = scope.macros.has(name)
    ? `A macro is called with ">": {{> ${name}}}.`
    : Object.hasOwn(scope.vars, name)
      ? `Write {{var "${name}"}}.`
      : undefined
  const near = hint === undefined ? didYouMean(name, emitterNames) : ''
  return failure('MODEL_HELPER_UNKNOWN', scope, loc, `There is no helper "${name}".${near}`, hint)
}

/** A macro begins and ends in code, also when its last line is a comment. */
function renderMacro(call: Partial, scope: Scope, rendering: Rendering): void {
  const { output } = rendering
  const macro = enterMacro(call, scope)
  if (macro.scope.calls.length > most.depth) {
    const message = `More than ${most.depth} macros call each other here.`
    throw failure('MODEL_TEMPLATE_TOO_LARGE', scope, call.loc, message)
  }
  const at = startOf(scope, call.loc)
  if (!output.inCode) throw misplaced('stands inside a string or a quoted name', scope.file, at)
  renderProgram(macro.program, macro.scope, rendering)
  if (output.inLineComment) output.copy('\n', scope.file, at)
  if (output.inCode) return
  const message = `The macro "${macro.scope.calls.at(-1)}" ends inside a string, a quoted name or a comment.`
  throw failure('MODEL_TEMPLATE_PLACE', scope, call.loc, message)
}
