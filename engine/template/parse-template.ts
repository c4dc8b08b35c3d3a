import Handlebars from 'handlebars'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { SqlFile } from '../project/project.ts'
import { lineStart, placeIn } from './place.ts'
import type { Program, Template } from './template.ts'

/** Parses a file as a Handlebars template. White space stays as it is, so that lines keep their numbers. Throws MODEL_TEMPLATE_SYNTAX, MODEL_TEMPLATE_TOO_LARGE. */
export function parseTemplate<F extends SqlFile>(file: F): Template<F> {
  checkDepth(file)
  try {
    // The package's types know nodes by their base only; `template.ts` spells out those that occur.
    return { file, program: Handlebars.parseWithoutProcessing(file.text) as unknown as Program }
  } catch (error) {
    throw syntaxError(file, error)
  }
}

function syntaxError(file: SqlFile, error: unknown): ProductError {
  const words = error instanceof Error ? error.message : String(error)
  const mismatch = /^(.+) doesn't match (.+) - (\d+):(\d+)$/.exec(words)
  if (mismatch !== null) {
    const [, open, close, line, column] = mismatch
    return syntax(
      file,
      `{{#${open}}} is closed by {{/${close}}}`,
      lineStart(file.text, Number(line)) + Number(column),
    )
  }
  const open = words.endsWith("got 'EOF'") ? unclosedBlock(file.text) : undefined
  if (open !== undefined) return syntax(file, `{{#${open.name}}} is not closed`, open.at)
  const at = parserOffset(file.text, words)
  return syntax(file, parserProblem(file.text, at), at)
}

/** Blocks inside each other at most. The parser, and whatever walks its tree, goes as deep as they do. */
const deepest = 100

const marks = /\{\{~?([#^/])\s*([^\s}]+)/g

function checkDepth(file: SqlFile): void {
  let depth = 0
  for (const { 1: mark, index } of file.text.matchAll(marks)) {
    depth = Math.max(0, depth + (mark === '/' ? -1 : 1))
    if (depth <= deepest) continue
    throw new ProductError('MODEL_TEMPLATE_TOO_LARGE', {
      message: `More than ${deepest} blocks stand inside each other here.`,
      at: placeIn(file, index),
    })
  }
}

const syntax = (file: SqlFile, problem: string, at: number) => {
  const opening = file.text.lastIndexOf('{{', at)
  const jinja =
    opening >= 0 && /^\{\{-?\s*(ref|source|var|config)\s*\(/.exec(file.text.slice(opening))
  return new ProductError('MODEL_TEMPLATE_SYNTAX', {
    message: `The template cannot be parsed: ${problem}.`,
    ...(jinja ? { hint: `Helpers take no parentheses: write {{${jinja[1]} "name"}}.` } : {}),
    at: placeIn(file, at),
  })
}

function unclosedBlock(text: string): { readonly name: string; readonly at: number } | undefined {
  const open: { name: string; at: number }[] = []
  for (const { 1: mark, 2: name, index } of text.matchAll(marks)) {
    if (mark === '/') open.pop()
    else open.push({ name, at: index })
  }
  return open.at(-1)
}

function parserProblem(text: string, at: number): string {
  const closing = /^\{\{~?\/\s*([^\s}]*)/.exec(text.slice(at))
  if (closing !== null) return `{{/${closing[1]}}} closes a block that is not open`
  if (/^(\{\{)?[\s~]*else\b/.test(text.slice(at))) return '{{else}} stands outside a block'
  return `${JSON.stringify(text.slice(at, at + 12).split('\n')[0])} cannot stand here`
}

/**
 * The parser tells the line, and shows the twenty characters before and after the place with a caret below; line ends are left
 * out of what it shows. The place is the one in that line that looks so.
 */
function parserOffset(text: string, words: string): number {
  const [first, shown = '', caret = ''] = words.split('\n')
  const line = Number(/line (\d+)/.exec(first)?.[1] ?? 1)
  const before = shown.slice(0, caret.length - 1).replace(/^\.\.\./, '')
  const after = shown.slice(caret.length - 1).replace(/\.\.\.$/, '')
  const start = lineStart(text, Math.max(1, line - 1))
  const end = lineStart(text, line + 1)
  for (let at = end; at >= start; at--) {
    const left = text.slice(Math.max(0, at - 20), at).replaceAll('\n', '')
    const right = text.slice(at, at + 20).replaceAll('\n', '')
    if (left.endsWith(before.slice(-left.length)) && right.startsWith(after.slice(0, right.length)))
      return at
  }
  return lineStart(text, line)
}
