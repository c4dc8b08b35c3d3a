import { describe, expect, it } from 'vitest'
import { table, tableFits } from '../../../../cli/format/table.ts'
import { displayWidth } from '../../../../cli/format/width.ts'

const columns = [{ title: 'name' }, { title: 'rows', align: 'right' as const }]

describe('a table', () => {
  it('lines up, numbers at the right, whatever alphabet the texts are in', () => {
    const text = table(
      columns,
      [
        ['café', '7'],
        ['日本', '1,200'],
      ],
      { width: 80 },
    )
    expect(text).toBe(['name   rows', 'café      7', '日本  1,200'].join('\n'))
  })

  it('takes from the widest column what does not fit the terminal', () => {
    const text = table(columns, [['a very long name indeed', '12']], { width: 16 })
    expect(text).toBe(['name        rows', 'a very lo…    12'].join('\n'))
    expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(16)
  })

  it('keeps a value with line breaks on its line and lets no escape sequence of the data reach the terminal', () => {
    const text = table(columns, [['two\nlines \u001b[2J\u202e', '1']], { width: 80 })
    expect(text.split('\n')).toHaveLength(2)
    expect(text).not.toContain('\u001b')
    expect(text).not.toContain('\u202e')
  })

  it('says when its columns cannot stand beside each other', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ title: `column_${i}` }))
    expect(tableFits(many, [], 120)).toBe(false)
    expect(tableFits(columns, [['x', '1']], 40)).toBe(true)
  })
})
