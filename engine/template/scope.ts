import type { ErrorCode } from '../../contracts/errors/catalogue.ts'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { VarValue } from '../../contracts/project/project-file.ts'
import type { SqlFile } from '../project/project.ts'
import { lineStart, placeIn } from './place.ts'
import type { Scalar } from './quote.ts'
import type { Location, Template } from './template.ts'

/** What names stand for at one point of a template. */
export interface Scope {
  /** The model or test that is being rendered. */
  readonly owner: SqlFile
  /** The file that is being walked: the owner, or a macro. */
  readonly file: SqlFile
  readonly vars: Readonly<Record<string, VarValue>>
  readonly macros: ReadonlyMap<string, Template>
  /** The part of the file that counts: of a macro, without the space and the note around it. */
  readonly part: { readonly start: number; readonly end: number }
  /** Inside a macro: its arguments. */
  readonly args: ReadonlyMap<string, VarValue> | undefined
  /** Inside `{{#each}}`: the item, its place in the list, and the list's length. */
  readonly item:
    | { readonly value: Scalar; readonly index: number; readonly length: number }
    | undefined
  /** Names of the macros that are under way, outermost first. */
  readonly calls: readonly string[]
}

export const startOf = (scope: Scope, loc: Location): number =>
  lineStart(scope.file.text, loc.start.line) + loc.start.column

export const endOf = (scope: Scope, loc: Location): number =>
  lineStart(scope.file.text, loc.end.line) + loc.end.column

/** An error at a place of the file that is being walked. */
export function failure(
  code: ErrorCode,
  scope: Scope,
  loc: Location,
  message: string,
  hint?: string,
): ProductError {
  const inMacro =
    scope.calls.length === 0
      ? ''
      : ` (in the macro "${scope.calls.at(-1)}", called from ${scope.owner.file})`
  return new ProductError(code, {
    message: message.replace(/\.( Did you mean .*)?$/, `${inMacro}.$1`),
    ...(hint === undefined ? {} : { hint }),
    at: placeIn(scope.file, startOf(scope, loc)),
  })
}
