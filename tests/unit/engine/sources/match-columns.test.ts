import { describe, expect, it } from 'vitest'
import { sourceColumn } from '../../../../contracts/project/sources-file.ts'
import { matchColumns } from '../../../../engine/sources/match-columns.ts'

const columns = (...given: (string | { name: string; aliases: string[] })[]) =>
  given.map((one) =>
    sourceColumn.parse({ type: 'VARCHAR', ...(typeof one === 'string' ? { name: one } : one) }),
  )
const indexes = (...[declared, names]: Parameters<typeof matchColumns>) =>
  matchColumns(declared, names).map(({ index }) => index)

describe('matching columns', () => {
  it('takes the same name before one that differs in case', () => {
    expect(indexes(columns('id', 'Text'), ['ID', 'id', 'text'])).toEqual([1, 2])
  })

  it('passes over blanks around a name', () => {
    expect(indexes(columns('id', 'text'), [' id ', 'Text '])).toEqual([0, 1])
  })

  it('takes an alias when the name itself is not there', () => {
    const declared = columns({ name: 'id', aliases: ['review id', 'key'] })
    expect(indexes(declared, ['key', 'Review ID'])).toEqual([1])
    expect(indexes(declared, ['key', 'id'])).toEqual([1])
  })

  it('gives no column of the file to two declared ones', () => {
    const declared = columns({ name: 'a', aliases: ['b'] }, 'b')
    expect(indexes(declared, ['b'])).toEqual([undefined, 0])
  })

  it('takes the first of two equal names', () => {
    expect(indexes(columns('a'), ['a', 'a'])).toEqual([0])
  })
})
