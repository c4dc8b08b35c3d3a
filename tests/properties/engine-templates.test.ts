import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../contracts/digest.ts'
import { isProductError } from '../../contracts/errors/product-error.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import type { SqlFile } from '../../engine/project/project.ts'
import { parseTemplate } from '../../engine/template/parse-template.ts'
import { quoteLiteral } from '../../engine/template/quote.ts'
import { renderTemplate } from '../../engine/template/render-template.ts'
import { openSession } from '../unit/engine/engine-project.ts'

const file = (text: string): SqlFile => ({ name: 'm', path: 'm.sql', file: 'm.sql', text })
const render = (text: string, vars: Readonly<Record<string, string | number | boolean>>) =>
  renderTemplate(parseTemplate(file(text)), { vars, macros: new Map() }).sql

const anyText = fc.string({ unit: 'binary', maxLength: 40 })
/** Texts that try to end the literal they are put into. */
const hostile = fc
  .array(
    fc.constantFrom(
      "'",
      '"',
      '\\',
      '--',
      '/*',
      '*/',
      '$$',
      ';',
      '\n',
      ' ',
      'x',
      "''",
      'e',
      'U&',
      '{{',
      '}}',
      '||',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

test('a variable evaluates to its own text, whatever the text', async () => {
  const session = await openSession()
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyText, hostile), async (text) => {
      fc.pre('sql' in quoteLiteral(text))
      const [row] = await session.rows(render('select {{var "v"}} as v', { v: text }))
      expect(row['v']).toBe(text)
    }),
    { numRuns: 300 },
  )
})

test('a number evaluates to itself', async () => {
  const session = await openSession()
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      async (number) => {
        const [row] = await session.rows(
          render('select 0 -{{var "v"}}::double as v', { v: number }),
        )
        expect(row['v']).toBe(0 - number)
      },
    ),
    { numRuns: 200 },
  )
})

test('a quoted name is one name, whatever is in it', async () => {
  const session = await openSession()
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyText, hostile), async (name) => {
      fc.pre(name !== '' && !name.includes('\0') && name.isWellFormed())
      const columns = await session.describe(`select 1 as ${quoteIdentifier(name)}`)
      expect(columns).toEqual([{ name, type: 'INTEGER' }])
    }),
    { numRuns: 200 },
  )
})

/** Pieces of SQL around a variable, so that it comes to stand in strings, names, comments and code. */
const piece = fc.constantFrom(
  "'",
  '"',
  "e'",
  "''",
  '--',
  '/*',
  '*/',
  '$$',
  '$t$',
  '\n',
  ' ',
  'a',
  '=',
  ',',
  '(',
  ')',
  '1',
  '-',
  'U&',
  ';',
  '\\',
  'x',
  '||',
  '{{var "v"}}',
)

test('wherever a variable stands, its text never changes what the statement is', async () => {
  const session = await openSession()
  const shape = async (template: string, value: string) => {
    const found = await session.inspect(render(template, { v: value }))
    return found.kind === 'refused'
      ? 'refused'
      : canonicalJson(found.tree).replaceAll(canonicalText(value), '"V"')
  }
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 10 }), hostile, async (pieces, text) => {
      const template = `select ${pieces.join('')} {{var "v"}} ${pieces.toReversed().join('')}`
      const plain = await attempt(() => shape(template, 'plain'))
      const attacked = await attempt(() => shape(template, `q${text}q`))
      // An engine may refuse a text that it cannot tell to be one statement; it must not take it for another one.
      expect([plain, 'refused']).toContain(attacked)
    }),
    { numRuns: 500 },
  )
})

const canonicalText = (text: string) => canonicalJson(text)

/** The code of an error that a person gets, in place of a value. */
async function attempt(work: () => Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    if (isProductError(error)) return error.code
    throw error
  }
}
