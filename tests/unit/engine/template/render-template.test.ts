import { describe, expect, test } from 'vitest'
import { isProductError } from '../../../../contracts/errors/product-error.ts'
import type { SqlFile } from '../../../../engine/project/project.ts'
import { parseTemplate } from '../../../../engine/template/parse-template.ts'
import { renderTemplate } from '../../../../engine/template/render-template.ts'

const file = (text: string, name = 'm'): SqlFile => ({
  name,
  path: `${name}.sql`,
  file: `${name}.sql`,
  text,
})

const vars = {
  n: 3,
  neg: -1,
  s: "it's",
  on: true,
  off: false,
  zero: 0,
  none: [],
  list: ['x', 'y"z'],
}

function render(text: string, macros: Readonly<Record<string, string>> = {}) {
  const parsed = Object.entries(macros).map(
    ([name, body]) => [name, parseTemplate(file(body, name))] as const,
  )
  return renderTemplate(parseTemplate(file(text)), { vars, macros: new Map(parsed) })
}

function failure(text: string, macros: Readonly<Record<string, string>> = {}): string {
  try {
    render(text, macros)
  } catch (error) {
    if (isProductError(error))
      return `${error.code} ${error.at?.file}:${error.at?.line}:${error.at?.column}`
    throw error
  }
  return 'no error'
}

describe('what helpers become', () => {
  test.each([
    ['{{ref "a"}}', '"a"'],
    ['{{source "a"}}', '"source_a"'],
    ['{{this}}', '"m"'],
    ['{{config materialized="view"}}x', 'x'],
    ['{{var "s"}}', "'it''s'"],
    ['{{var "n"}} {{var "on"}}', '3 true'],
    ['1 -{{var "neg"}}', '1 -(-1)'],
    ['{{! a note }}x', 'x'],
    ['\\{{x}}', '{{x}}'],
    ['{{#if (var "on")}}a{{else}}b{{/if}}', 'a'],
    ['{{#if (var "off")}}a{{else if (var "on")}}b{{else}}c{{/if}}', 'b'],
    ['{{#if (var "zero")}}a{{/if}}{{#if (var "none")}}b{{/if}}', ''],
    ['{{#unless is_incremental}}a{{/unless}}', 'a'],
    [
      '{{#each (var "list")}}{{this}} as {{ident this}}{{#unless @last}}, {{/unless}}{{/each}}',
      `'x' as "x", 'y"z' as "y""z"`,
    ],
    ['{{#each (list 1 2)}}{{@index}}:{{@first}} {{/each}}', '0:true 1:false '],
    ['{{#each (var "none")}}a{{else}}b{{/each}}', 'b'],
    ['select 1;\n', 'select 1 \n'],
  ])('%s', (text, sql) => {
    expect(render(text).sql).toBe(sql)
  })

  test('lines keep their numbers', () => {
    const text =
      '{{config materialized="view"}}\nselect\n{{#if (var "on")}}\n  1\n{{/if}}\nfrom {{ref "a"}}'
    expect(render(text).sql).toBe('\nselect\n\n  1\n\nfrom "a"')
  })

  test('a helper in a comment does nothing', () => {
    const rendered = render('select 1 -- {{ref "gone"}}\n/* {{config x=1}} {{> nothing}} */')
    expect(rendered.sql).toBe('select 1 -- {{ref "gone"}}\n/* {{config x=1}} {{> nothing}} */')
    expect(rendered).toMatchObject({ references: [], settings: [] })
  })
})

describe('macros', () => {
  test('take names and values by argument', () => {
    const macros = { clip: 'left({{ident "column"}}, {{arg "length"}}) -- cut' }
    expect(render('select {{> clip column="te\'xt" length=5}} as t', macros).sql).toBe(
      'select left("te\'xt", 5) -- cut\n as t',
    )
  })

  test('fit into a line, whatever stands around them in their file', () => {
    const macros = { up: '{{! loud }}\n\n{{!-- and {{more}} --}}\nupper({{ident "c"}})\n\n' }
    expect(render('select {{> up c="a"}} as b', macros).sql).toBe('select upper("a") as b')
  })

  test('may call each other', () => {
    const macros = { a: 'a({{> b x=(arg "y")}})', b: '{{arg "x"}}' }
    expect(render('{{> a y="1"}}', macros).sql).toBe("a('1')")
  })

  test.each([
    ['{{> b}}', { a: '1' }, 'MODEL_MACRO_UNKNOWN m.sql:1:1'],
    ['x {{> a y=1}}', { a: '1' }, 'MODEL_MACRO_ARGUMENTS m.sql:1:9'],
    ['{{> a}}', { a: '{{arg "y"}}' }, 'MODEL_MACRO_ARGUMENTS m.sql:1:1'],
    ['{{> a "x"}}', { a: '1' }, 'MODEL_MACRO_ARGUMENTS m.sql:1:1'],
    ['{{> a}}', { a: '\n {{> b}}', b: '{{> a}}' }, 'MODEL_MACRO_CYCLE b.sql:1:1'],
    ['{{> a}}', { a: "it's" }, 'MODEL_TEMPLATE_PLACE m.sql:1:1'],
    ['{{> a}}', { a: '{{config x=1}}' }, 'MODEL_HELPER_MISUSED a.sql:1:1'],
    ['{{> a}}', { a: ' {{var "x"}}' }, 'MODEL_VAR_UNKNOWN a.sql:1:2'],
    ["'{{> a}}'", { a: '1' }, 'MODEL_TEMPLATE_PLACE m.sql:1:2'],
  ])('%s with %j is %s', (text, macros, expected) => {
    expect(failure(text, macros)).toBe(expected)
  })
})

describe('refusals', () => {
  test.each([
    ['{{{var "s"}}}', 'MODEL_TEMPLATE_UNSUPPORTED m.sql:1:1'],
    ['{{&var "s"}}', 'MODEL_TEMPLATE_UNSUPPORTED m.sql:1:1'],
    ['{{#> layout}}{{/layout}}', 'MODEL_TEMPLATE_UNSUPPORTED m.sql:1:1'],
    ['{{#*inline "x"}}{{/inline}}', 'MODEL_TEMPLATE_UNSUPPORTED m.sql:1:1'],
    ['{{#each (list 1) as |x|}}{{/each}}', 'MODEL_TEMPLATE_UNSUPPORTED m.sql:1:1'],
    ['{{lookup this "constructor"}}', 'MODEL_HELPER_UNKNOWN m.sql:1:1'],
    ['{{constructor}}', 'MODEL_HELPER_UNKNOWN m.sql:1:1'],
    ['{{__proto__}}', 'MODEL_HELPER_UNKNOWN m.sql:1:1'],
    ['{{this.constructor}}', 'MODEL_HELPER_UNKNOWN m.sql:1:1'],
    ['{{../x}}', 'MODEL_HELPER_UNKNOWN m.sql:1:1'],
    ['{{#with x}}{{/with}}', 'MODEL_HELPER_UNKNOWN m.sql:1:1'],
    ['{{var "constructor"}}', 'MODEL_VAR_UNKNOWN m.sql:1:1'],
    ['{{var "toString"}}', 'MODEL_VAR_UNKNOWN m.sql:1:1'],
    ['{{#if x}}{{/if}}', 'MODEL_HELPER_UNKNOWN m.sql:1:7'],
    ['{{#if}}{{/if}}', 'MODEL_HELPER_MISUSED m.sql:1:1'],
    ['{{#each (var "n")}}{{/each}}', 'MODEL_HELPER_MISUSED m.sql:1:1'],
    ['{{ref a}}', 'MODEL_HELPER_MISUSED m.sql:1:7'],
    ['{{ref "a" "b"}}', 'MODEL_HELPER_MISUSED m.sql:1:1'],
    ['{{ref 1}}', 'MODEL_HELPER_MISUSED m.sql:1:1'],
    ['{{config "x"}}', 'MODEL_HELPER_MISUSED m.sql:1:1'],
    ['{{arg "x"}}', 'MODEL_HELPER_MISUSED m.sql:1:1'],
    ['{{var "list"}}', 'MODEL_VAR_INVALID m.sql:1:1'],
    ['{{"a"}}', 'MODEL_HELPER_UNKNOWN m.sql:1:1'],
    ['\n\'{{var "s"}}\'', 'MODEL_TEMPLATE_PLACE m.sql:2:2'],
    ['"{{ref "a"}}"', 'MODEL_TEMPLATE_PLACE m.sql:1:2'],
    ['e{{var "s"}}', 'MODEL_TEMPLATE_PLACE m.sql:1:2'],
    ['{{var "n"}}5', 'MODEL_TEMPLATE_PLACE m.sql:1:1'],
    ['{{ref "a"}}{{#if (var "on")}}b{{/if}}', 'MODEL_TEMPLATE_PLACE m.sql:1:1'],
    ['{{ref "a"}}{{ref "b"}}', 'MODEL_TEMPLATE_PLACE m.sql:1:12'],
  ])('%s is %s', (text, expected) => {
    expect(failure(text)).toBe(expected)
  })
})

describe('templates made to exhaust are stopped', () => {
  test('macros that double thirty times', () => {
    const macros = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`m${i}`, `{{> m${i + 1}}}{{> m${i + 1}}}`]),
    )
    expect(failure('{{> m0}}', { ...macros, m30: '' })).toMatch(/^MODEL_TEMPLATE_TOO_LARGE/)
    expect(failure('{{> m0}}', { ...macros, m30: ' 1 +' })).toMatch(/^MODEL_TEMPLATE_TOO_LARGE/)
  })

  test('a macro of some size, again and again', () => {
    const lists = `{{#each (list ${'1 '.repeat(300)})}}`
    const text = `${lists}{{> big}}{{/each}}`
    expect(failure(text, { big: `'${'x'.repeat(50_000)}'` })).toMatch(/^MODEL_TEMPLATE_TOO_LARGE/)
  })

  test('a long chain of macros', () => {
    const macros = Object.fromEntries(
      Array.from({ length: 150 }, (_, i) => [`m${i}`, `{{> m${i + 1}}}`]),
    )
    expect(failure('{{> m0}}', { ...macros, m150: '1' })).toBe(
      'MODEL_TEMPLATE_TOO_LARGE m99.sql:1:1',
    )
  })

  test('blocks inside blocks', () => {
    const nested = (depth: number) =>
      `${'{{#if (var "on")}}'.repeat(depth)}1${'{{/if}}'.repeat(depth)}`
    expect(failure(nested(100))).toBe('no error')
    expect(failure(nested(101))).toBe('MODEL_TEMPLATE_TOO_LARGE m.sql:1:1801')
    expect(failure(nested(40_000))).toBe('MODEL_TEMPLATE_TOO_LARGE m.sql:1:1801')
    expect(failure('{{#if (var "on")}}1{{/if}} '.repeat(300))).toBe('no error')
  })
})

test.each([
  ['select\n{{ ref("a") }}', 'MODEL_TEMPLATE_SYNTAX m.sql:2:4'],
  ['a {{#if (var "on")}}\n b {{#each (list 1)}}{{/each}}', 'MODEL_TEMPLATE_SYNTAX m.sql:1:3'],
  ['{{#if (var "on")}}\n{{/each}}', 'MODEL_TEMPLATE_SYNTAX m.sql:1:4'],
  ['a\n {{/if}}', 'MODEL_TEMPLATE_SYNTAX m.sql:2:2'],
  ['a\nb {{ref "x}}\nc', 'MODEL_TEMPLATE_SYNTAX m.sql:2:9'],
  ['a {{}} b', 'MODEL_TEMPLATE_SYNTAX m.sql:1:5'],
  [
    '-- a long comment before the place\n-- and another\nselect {{ref x=}}',
    'MODEL_TEMPLATE_SYNTAX m.sql:3:16',
  ],
])('%j is %s', (text, expected) => {
  expect(failure(text)).toBe(expected)
})

test('an offset of the SQL leads back to the file, also through a macro', () => {
  const { sql, map } = render('select\n  {{> up c="a"}},\n  wrong\nfrom {{ref "t"}} as t', {
    up: '{{! note }}\nupper({{ident "c"}})',
  })
  const place = (word: string) => {
    const { file: name, line, column } = map(sql.indexOf(word))
    return `${name}:${line}:${column}`
  }
  expect(place('upper')).toBe('up.sql:2:1')
  expect(place('"a"')).toBe('up.sql:2:7')
  expect(place('wrong')).toBe('m.sql:3:3')
  expect(place('"t"')).toBe('m.sql:4:6')
  expect(place('as t')).toBe('m.sql:4:18')
})
