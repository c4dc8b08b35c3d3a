import { expect, it } from 'vitest'
import { codeFrame, placeOf } from '../../../../cli/format/code-frame.ts'
import { plain } from '../../../../cli/format/style.ts'

const text = 'select\n    stars,\n\ttxet\nfrom reviews\n'

it('shows the line between its neighbours with a caret below the column', () => {
  expect(codeFrame({ file: 'a.sql', line: 2, column: 5, text }, plain)).toBe(
    ['  1 │ select', '> 2 │     stars,', '    │     ^', '  3 │     txet'].join('\n'),
  )
})

it('points below the right character after a tab and after wide characters', () => {
  expect(codeFrame({ file: 'a.sql', line: 3, column: 2, text }, plain)).toContain('    │     ^\n')
  expect(codeFrame({ file: 'a.sql', line: 1, column: 3, text: '日本x' }, plain)).toContain(
    '\n    │     ^',
  )
})

it('shows a very long line around its column', () => {
  const long = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`
  const frame = codeFrame({ file: 'a.sql', line: 1, column: 501, text: long }, plain)
  const [line, caret] = frame.split('\n')
  expect(line.length).toBeLessThan(170)
  expect(line.slice(caret.indexOf('^'), caret.indexOf('^') + 4)).toBe('HERE')
})

it('is empty where the text or the line is not known', () => {
  expect(codeFrame({ file: 'a.sql' }, plain)).toBe('')
  expect(codeFrame({ file: 'a.sql', line: 9, text: 'one' }, plain)).toBe('')
})

it('writes places as editors link them', () => {
  expect(placeOf({ file: 'a.sql', line: 3, column: 7 })).toBe('a.sql:3:7')
  expect(placeOf({ file: 'a.sql', line: 3 })).toBe('a.sql:3')
  expect(placeOf({ file: 'a.sql' })).toBe('a.sql')
})
