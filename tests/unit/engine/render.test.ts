import { expect, test } from 'vitest'
import { compile, reviews } from './engine-project.ts'

const threshold = (vars: Readonly<Record<string, string | number | boolean>>) =>
  compile(reviews, vars).then(
    ({ models }) => models.find(({ name }) => name === 'int_reviews')?.sql,
  )

test('a given value takes the place of the default', async () => {
  expect(await threshold({})).toContain('stars >= 2')
  expect(await threshold({ floor: 4 })).toContain('stars >= 4')
})

test.each([
  ['flor', 'Did you mean "floor"?'],
  ['__proto__', '"__proto__"'],
  ['constructor', '"constructor"'],
])('a value for "%s", which nothing reads, is an error', async (name, words) => {
  await expect(threshold({ [name]: 4 })).rejects.toMatchObject({
    code: 'MODEL_VAR_UNKNOWN',
    message: expect.stringContaining(words),
    hint: 'Its variables: floor, kinds, who.',
  })
})

test('a variable needs no default where a template names it, even in a branch that is not taken', async () => {
  const texts = {
    ...reviews,
    'intermediate/int_reviews.sql':
      'select review_id, text, stars from {{ref "raw_review"}} {{#if is_incremental}}where {{var "since"}}{{/if}}',
  }
  await expect(compile(texts, { since: 1 })).resolves.toBeDefined()
})
