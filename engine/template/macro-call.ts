import { didYouMean } from '../../contracts/nearest.ts'
import type { VarValue } from '../../contracts/project/project-file.ts'
import type { Branch } from './blocks.ts'
import { evaluate } from './evaluate.ts'
import { failure, type Scope } from './scope.ts'
import type { Partial, Template } from './template.ts'
import { macroArguments } from './used-names.ts'

/** The macro that `{{> name key=value}}` calls, with its arguments in scope. */
export function enterMacro(call: Partial, scope: Scope): Branch {
  const name = call.name.type === 'PathExpression' ? call.name.original : '(…)'
  const macro = scope.macros.get(name)
  if (macro === undefined) {
    const message = `There is no macro "${name}".${didYouMean(name, scope.macros.keys())}`
    throw failure('MODEL_MACRO_UNKNOWN', scope, call.loc, message)
  }
  if (scope.calls.includes(name)) {
    const circle = [...scope.calls.slice(scope.calls.indexOf(name)), name].join(' → ')
    throw failure(
      'MODEL_MACRO_CYCLE',
      scope,
      call.loc,
      `Macros call each other in a circle: ${circle}.`,
    )
  }
  const args = argumentsOf(name, macro, call, scope)
  const calls = [...scope.calls, name]
  return {
    program: macro.program,
    scope: {
      ...scope,
      file: macro.file,
      part: bodyOf(macro.file.text),
      args,
      item: undefined,
      calls,
    },
  }
}

/** A macro is put into the middle of a line: the line ends and template comments around it are left out. */
function bodyOf(text: string): Scope['part'] {
  const start = /^(?:\s|\{\{!--[\s\S]*?--\}\}|\{\{!(?!--)[\s\S]*?\}\})*/.exec(text)?.[0].length ?? 0
  return { start, end: text.trimEnd().length }
}

/** The macro takes exactly the names that it uses. */
function argumentsOf(
  name: string,
  { program }: Template,
  call: Partial,
  scope: Scope,
): ReadonlyMap<string, VarValue> {
  if (call.params.length > 0) {
    const message = `Arguments of a macro have names: {{> ${name} column="text"}}.`
    throw failure('MODEL_MACRO_ARGUMENTS', scope, call.loc, message)
  }
  const taken = macroArguments(program)
  const given = new Map<string, VarValue>()
  for (const { key, value, loc } of call.hash?.pairs ?? []) {
    if (!taken.has(key)) {
      const message = `The macro "${name}" takes no argument "${key}".${didYouMean(key, taken)}`
      throw failure('MODEL_MACRO_ARGUMENTS', scope, loc, message)
    }
    given.set(key, evaluate(value, scope))
  }
  const missing = [...taken].filter((argument) => !given.has(argument))
  if (missing.length === 0) return given
  const names = missing.map((argument) => `"${argument}"`).join(', ')
  throw failure(
    'MODEL_MACRO_ARGUMENTS',
    scope,
    call.loc,
    `The macro "${name}" is called without ${names}.`,
  )
}
