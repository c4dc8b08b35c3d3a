import { expect, test } from 'vitest'
import type { TableVersion } from '../../../contracts/records/table-version.ts'
import { compile, reviews, type Texts } from './engine-project.ts'
import { planOf, reviewSource } from './versions.ts'

/** What an environment shows after a build of these texts. */
async function environment(texts: Texts): Promise<ReadonlyMap<string, TableVersion>> {
  const { models } = await planOf(await compile(texts))
  return new Map(
    models.map(({ model, version, inputs, fingerprint }) => [
      model.name,
      {
        ...reviewSource(),
        model: model.name,
        version,
        inputs: [...inputs],
        fingerprint: { ...fingerprint },
      },
    ]),
  )
}

const planned = async (texts: Texts, options: Parameters<typeof planOf>[1] = {}) =>
  (await planOf(await compile(texts), options)).models.map(
    ({ model, action, reasons }) => `${action} ${model.name}: ${reasons.join(', ')}`,
  )

test('in an empty lake everything is new', async () => {
  expect(await planned(reviews)).toEqual([
    'build raw_review: new',
    'build int_reviews: new',
    'build feat_reviews: new',
  ])
})

test('what the environment shows is not built again', async () => {
  expect(await planned(reviews, { current: await environment(reviews) })).toEqual([
    'reuse raw_review: unchanged',
    'reuse int_reviews: unchanged',
    'reuse feat_reviews: unchanged',
  ])
})

test('a version that another environment made is reused', async () => {
  const made = await environment(reviews)
  expect(await planned(reviews, { known: async (model) => made.get(model.name) })).toEqual([
    'reuse raw_review: new',
    'reuse int_reviews: new',
    'reuse feat_reviews: new',
  ])
})

test('what the environment shows is built again where its file is gone', async () => {
  const current = await environment(reviews)
  const known = async (model: { name: string }) =>
    model.name === 'int_reviews' ? undefined : current.get(model.name)
  expect(await planned(reviews, { current, known })).toEqual([
    'reuse raw_review: unchanged',
    'build int_reviews: file gone',
    'reuse feat_reviews: unchanged',
  ])
})

test('the reasons say what changed', async () => {
  const current = await environment(reviews)
  const sql = '{{config materialized="view"}}select * from {{ref "raw_review"}}'
  expect(await planned({ ...reviews, 'intermediate/int_reviews.sql': sql }, { current })).toEqual([
    'reuse raw_review: unchanged',
    'build int_reviews: sql changed, config changed',
    'build feat_reviews: input int_reviews changed',
  ])
})

test('inputs that come and go are told', async () => {
  const current = await environment(reviews)
  const texts = {
    ...reviews,
    'raw/raw_other.sql': 'select * from {{source "review"}}',
    'intermediate/int_reviews.sql': 'select * from {{ref "raw_other"}}',
  }
  expect(await planned(texts, { current })).toContain(
    'build int_reviews: sql changed, input raw_other added, input raw_review removed',
  )
})
