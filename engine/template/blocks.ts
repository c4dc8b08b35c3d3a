import { didYouMean } from '../../contracts/nearest.ts'
import { evaluate } from './evaluate.ts'
import { failure, type Scope } from './scope.ts'
import type { Block, Program } from './template.ts'

/** A part of a block that is to be rendered, and what names stand for in it. */
export interface Branch {
  readonly program: Program
  readonly scope: Scope
}

/** The parts of `{{#if}}`, `{{#unless}}` or `{{#each}}` that are to be rendered, in order. */
export function branches(block: Block, scope: Scope): readonly Branch[] {
  const name = block.path.type === 'PathExpression' ? block.path.original : ''
  if ((block.program ?? block.inverse)?.blockParams?.length) {
    const message = '"as |name|" is not part of SQL templates: write {{this}}.'
    throw failure('MODEL_TEMPLATE_UNSUPPORTED', scope, block.loc, message)
  }
  switch (name) {
    case 'if':
    case 'unless':
      return branch(
        conditionOf(block, name, scope) === (name === 'if') ? block.program : block.inverse,
        scope,
      )
    case 'each':
      return items(block, scope)
    default: {
      const message = `There is no block "#${name}".${didYouMean(name, ['if', 'unless', 'each'])}`
      throw failure(
        'MODEL_HELPER_UNKNOWN',
        scope,
        block.loc,
        message,
        'Blocks are {{#if}}, {{#unless}} and {{#each}}.',
      )
    }
  }
}

const branch = (program: Program | undefined, scope: Scope): readonly Branch[] =>
  program === undefined ? [] : [{ program, scope }]

/** False, 0, empty text and the empty list do not hold. */
function conditionOf(block: Block, name: string, scope: Scope): boolean {
  if (block.params.length !== 1 || block.hash !== undefined) {
    const message = `{{#${name}}} takes one condition: {{#${name} (var "name")}}.`
    throw failure('MODEL_HELPER_MISUSED', scope, block.loc, message)
  }
  const value = evaluate(block.params[0], scope)
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function items(block: Block, scope: Scope): readonly Branch[] {
  const plain = block.params.length === 1 && block.hash === undefined
  const list = plain ? evaluate(block.params[0], scope) : undefined
  if (!Array.isArray(list)) {
    const message = '{{#each}} takes one list: {{#each (var "name")}} or {{#each (list "a" "b")}}.'
    throw failure('MODEL_HELPER_MISUSED', scope, block.loc, message)
  }
  if (list.length === 0) return branch(block.inverse, scope)
  return list.flatMap((value, index) =>
    branch(block.program, { ...scope, item: { value, index, length: list.length } }),
  )
}
