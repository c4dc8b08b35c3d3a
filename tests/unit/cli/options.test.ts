import { describe, expect, it } from 'vitest'
import { readCount, readVars } from '../../../cli/options.ts'

describe('--vars', () => {
  it('takes name=value, adds up, and reads numbers and truth values', () => {
    const vars = readVars('b=true', readVars('a=3.5', readVars('name=New York')))
    expect(vars).toEqual({ name: 'New York', a: 3.5, b: true })
  })

  it('keeps as text what is quoted, and what is no plain number', () => {
    expect(readVars('zip="02139"')).toEqual({ zip: '02139' })
    expect(readVars('zip=02139')).toEqual({ zip: '02139' })
    expect(readVars('empty=')).toEqual({ empty: '' })
    expect(readVars('formula=a=b')).toEqual({ formula: 'a=b' })
  })

  it('takes a JSON object', () => {
    expect(readVars('{"a": 1, "b": "x"}', { a: 0, c: true })).toEqual({ a: 1, b: 'x', c: true })
  })

  it.each(['novalue', '=x', '{"a": {}}', '{"a": null}', '{broken'])('refuses %s', (given) => {
    expect(() => readVars(given)).toThrow('is not a value for --vars')
  })
})

it.each(['0', '-1', '1.5', 'ten', '1e3', ''])('refuses %j as a count', (given) => {
  expect(() => readCount(given)).toThrow('is not a whole number from 1')
})
