import { expect, test } from 'vitest'
import { compile, faults } from './engine-project.ts'

const empty = { 'project.yml': 'name: p\n' }
const ref = (name: string) => `select * from {{ref "${name}"}}`

test('models follow their inputs: by layer, then by depth, then by name', async () => {
  const { models } = await compile({
    ...empty,
    'intermediate/a.sql': ref('z'),
    'intermediate/b.sql': ref('raw_1'),
    'intermediate/z.sql': ref('b'),
    'raw/raw_2.sql': 'select 1 as x',
    'raw/raw_1.sql': 'select 1 as x',
    'feature/c.sql': ref('a'),
  })
  expect(models.map(({ name }) => name)).toEqual(['raw_1', 'raw_2', 'b', 'z', 'a', 'c'])
})

test('a cycle is told once, with its models and files, and what depends on it is left out', async () => {
  const errors = await faults({
    ...empty,
    'intermediate/c.sql': ref('a'),
    'intermediate/b.sql': ref('c'),
    'intermediate/a.sql': ref('b'),
    'feature/d.sql': ref('c'),
  })
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatchObject({
    code: 'MODEL_CYCLE',
    at: { file: 'p/intermediate/a.sql', line: 1, column: 15 },
  })
  expect(errors[0].message).toContain('a → b → c → a')
  expect(errors[0].message).toContain('p/intermediate/b.sql')
})
