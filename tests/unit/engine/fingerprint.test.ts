import { describe, expect, test } from 'vitest'
import { compile, reviews, type Texts } from './engine-project.ts'
import { reviewSource, versionsOf } from './versions.ts'

const changed = async (texts: Texts, vars = {}) => {
  const [before, after] = [
    await versionsOf(await compile(reviews)),
    await versionsOf(await compile(texts, vars)),
  ]
  return Object.keys(before).filter((name) => before[name] !== after[name])
}
const intermediate = 'intermediate/int_reviews.sql'

describe('a version stays when only the writing changes', () => {
  test.each([
    [
      'a comment',
      reviews[intermediate].replace('select review_id', '-- one row a review\nselect review_id'),
    ],
    ['white space', reviews[intermediate].replaceAll(/\s+/g, ' ')],
    [
      'the case of keywords',
      reviews[intermediate].replaceAll(/\b(select|from|where|with|as)\b/g, (word) =>
        word.toUpperCase(),
      ),
    ],
    ['a template comment', `{{! note }}\n${reviews[intermediate]}`],
    ['a macro with the same SQL', reviews[intermediate].replace('stars >=', '{{> stars}} >=')],
  ])('%s', async (_, sql) => {
    expect(await changed({ ...reviews, [intermediate]: sql, 'macros/stars.sql': 'stars' })).toEqual(
      [],
    )
  })

  test('descriptions and tests', async () => {
    const yml = 'description: x\ncolumns: [{name: stars, description: y, tests: [not_null]}]\n'
    expect(await changed({ ...reviews, 'raw/raw_review.yml': yml })).toEqual([])
  })

  test('a variable that the SQL does not use', async () => {
    expect(await changed(reviews, { who: 'somebody' })).toEqual([])
  })

  test('the engine that makes it, for it makes the same table', async () => {
    const sql = `{{config engine="athena"}}\n${reviews[intermediate]}`
    expect(await changed({ ...reviews, [intermediate]: sql })).toEqual([])
  })

  test('the file of a model', async () => {
    const { [intermediate]: sql, ...rest } = reviews
    expect(await changed({ ...rest, 'intermediate/deeper/int_reviews.sql': sql })).toEqual([])
  })
})

describe('a version changes, and with it those of what follows', () => {
  test.each([
    ['other SQL', { ...reviews, [intermediate]: reviews[intermediate].replace('>=', '>') }, {}],
    [
      'another constant',
      { ...reviews, [intermediate]: reviews[intermediate].replace('{{var "floor"}}', '2.0') },
      {},
    ],
    ['a variable that it uses', reviews, { floor: 3 }],
    ['a variable of another type', reviews, { floor: '2' }],
    [
      'its materialization',
      { ...reviews, [intermediate]: `{{config materialized="view"}}${reviews[intermediate]}` },
      {},
    ],
    [
      'its contract',
      {
        ...reviews,
        'intermediate/int_reviews.yml': 'description: x\ncolumns: [{name: stars, type: BIGINT}]',
      },
      {},
    ],
  ])('%s', async (_, texts, vars) => {
    expect(await changed(texts, vars)).toEqual(['int_reviews', 'feat_reviews'])
  })

  test('a new version of a source', async () => {
    const compiled = await compile(reviews)
    const file = { key: 'k', bytes: 1, rows: 1, sha256: 'f'.repeat(64) }
    const [before, after] = [
      await versionsOf(compiled),
      await versionsOf(compiled, { sources: [reviewSource([file])] }),
    ]
    expect(Object.keys(before).filter((name) => before[name] === after[name])).toEqual([])
  })

  test('another engine', async () => {
    const compiled = await compile(reviews)
    const [before, after] = [
      await versionsOf(compiled),
      await versionsOf(compiled, { engine: { name: 'duckdb', version: '2' } }),
    ]
    expect(Object.keys(before).filter((name) => before[name] === after[name])).toEqual([])
  })
})

test('a version does not depend on the process or the day', async () => {
  expect(await versionsOf(await compile(reviews))).toMatchInlineSnapshot(`
    {
      "feat_reviews": "6a20f94d4f850bf369aa",
      "int_reviews": "577b9db7309e056b473e",
      "raw_review": "1f2737b0dcaef2eb3b99",
    }
  `)
})
