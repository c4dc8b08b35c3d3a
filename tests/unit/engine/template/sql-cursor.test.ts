import { describe, expect, test } from 'vitest'
import { SqlCursor } from '../../../../engine/template/sql-cursor.ts'

const after = (...chunks: readonly string[]) => {
  const cursor = new SqlCursor()
  for (const chunk of chunks) cursor.push(chunk)
  return cursor
}

describe('a value cannot stand', () => {
  test.each([
    ["select '", 'stands inside a string'],
    ["select 'it''s ", 'stands inside a string'],
    ["select e'a\\'", 'stands inside a string'],
    ['select $$ ', 'stands inside a string'],
    ['select $tag$ $$ ', 'stands inside a string'],
    ['select "', 'stands inside a quoted name'],
    ['select "a"" ', 'stands inside a quoted name'],
    ['select e', 'follows a word without a space'],
    ['select 1', 'follows a word without a space'],
    ['select $', 'follows a word without a space'],
    ['select U&', 'follows a word without a space'],
    ["select 'a'", 'follows a quote without a space'],
    ['select "a"', 'follows a quote without a space'],
    ["select 'a' ", 'follows a string without an operator between'],
    ["select e'a'\n", 'follows a string without an operator between'],
    ["select 'a' -- b\n", 'follows a string without an operator between'],
    ["select 'a' /* b */", 'follows a string without an operator between'],
    ['select $$a$$ ', 'follows a string without an operator between'],
  ])('after %j: it %s', (sql, problem) => {
    expect(after(sql).problem('value')).toBe(problem)
  })
})

describe('a value can stand', () => {
  test.each([
    'select ',
    "select 'a' || ",
    "select 'it''s' = ",
    "select e'a\\'' = ",
    "select 'a\\' = ",
    "select e'\\\\' = ",
    'select $$a$$ || ',
    'select $t$ $$ $t$ || ',
    'select a$b$ = ',
    'select (',
    'select -',
    'select /* a /* b */ c */ ',
    'select /*/ a */ ',
    "select 1 -- it's\n + ",
    'select "a""b" = ',
    'select 4 / ',
  ])('after %j', (sql) => {
    expect(after(sql).problem('value')).toBeUndefined()
    expect(after(sql).inComment).toBe(false)
  })
})

test('where the text is cut into chunks does not matter', () => {
  for (const sql of [
    "select 'a''b",
    'select 1 -- a',
    'select $t$ a $t',
    "e'\\'",
    'a /* b */ c "d',
  ]) {
    const whole = after(sql)
    const cut = after(...sql.split(''))
    expect([cut.problem('value'), cut.inComment]).toEqual([whole.problem('value'), whole.inComment])
  }
})

test.each(['select 1 -- ', 'select 1 --- a', 'select /* ', 'select /* /* */ '])(
  'the end of %j is a comment',
  (sql) => {
    expect(after(sql).inComment).toBe(true)
  },
)

test('a table name may follow a string, a value may not', () => {
  expect(after("select 'a' ").problem('name')).toBeUndefined()
})

test.each([
  ['select 1;', 8],
  ['select 1; -- done\n', 8],
  ["select ';'", undefined],
  ['select 1 -- ;', undefined],
  ['select 1 /* a */;\n/* ; */ -- ;\n', 16],
])('the semicolon that ends %j is found', (sql, at) => {
  expect(after(sql).semicolon).toBe(at)
})
