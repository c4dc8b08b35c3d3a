import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileProject } from '../../engine/index.ts'
import { compile, load, openSession, reviews } from '../unit/engine/engine-project.ts'
import { versionsOf } from '../unit/engine/versions.ts'

const path = 'intermediate/int_reviews.sql'

/** The SQL of a model as tokens that white space and comments may stand between. */
const tokens = [
  'with',
  'reviews',
  'as',
  '(',
  'select',
  'review_id',
  ',',
  'stars',
  ',',
  'text',
  ',',
  "'a  -- b'",
  'as',
  'note',
  'from',
  '{{ref "raw_review"}}',
  ')',
  'select',
  '*',
  'from',
  'reviews',
  'where',
  'stars',
  '>=',
  '{{var "floor"}}',
  'and',
  'text',
  'is',
  'not',
  'null',
]
const keywords = new Set(['with', 'as', 'select', 'from', 'where', 'and', 'is', 'not', 'null'])

const gap = fc.constantFrom(
  ' ',
  '\n',
  '\t  ',
  ' -- a note\n',
  ' /* one; two */ ',
  '\n\n-- {{ref "gone"}}\n',
  ' {{! hidden }} ',
)
const rewritten = fc
  .tuple(
    ...tokens.map((token) =>
      fc
        .tuple(gap, fc.boolean())
        .map(
          ([space, upper]) => (upper && keywords.has(token) ? token.toUpperCase() : token) + space,
        ),
    ),
  )
  .map((parts) => parts.join(''))

test('writing the same SQL in another way never changes a version', async () => {
  const texts = { ...reviews, 'feature/feat_reviews.sql': 'select text from {{ref "int_reviews"}}' }
  const expected = await versionsOf(await compile({ ...texts, [path]: tokens.join(' ') }))
  await fc.assert(
    fc.asyncProperty(rewritten, async (sql) => {
      expect(await versionsOf(await compile({ ...texts, [path]: sql }))).toEqual(expected)
    }),
    { numRuns: 25 },
  )
})

test('saying something else always changes the version of the model and of what follows, and of nothing else', async () => {
  const texts = { ...reviews, 'feature/feat_reviews.sql': 'select text from {{ref "int_reviews"}}' }
  const before = await versionsOf(await compile({ ...texts, [path]: tokens.join(' ') }))
  const changes: readonly (readonly [string, string])[] = [
    ['>=', '>'],
    ['{{var "floor"}}', '3'],
    ["'a  -- b'", "'a -- b'"],
    ['and', 'or'],
    ['not null', 'null'],
    ['stars ,', 'stars + 0 as stars ,'],
    ['as note', 'as Note'],
    ['select * from reviews', 'select distinct * from reviews'],
    ["'a  -- b'", "'A  -- b'"],
  ]
  for (const [from, to] of changes) {
    const after = await versionsOf(
      await compile({ ...texts, [path]: tokens.join(' ').replace(from, to) }),
    )
    const changed = Object.keys(before).filter((name) => before[name] !== after[name])
    expect(changed, `${from} → ${to}`).toEqual(['int_reviews', 'feat_reviews'])
  }
})

/** Projects of random shape: every model reads some of those before it, in layers that may be read. */
const project = fc
  .array(
    fc.tuple(
      fc.nat(2),
      fc.array(fc.nat(30), { maxLength: 3 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'z'), minLength: 1, maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 14 },
  )
  .map((models) => {
    const layers = ['raw', 'intermediate', 'primary'] as const
    const named = models
      .toSorted((a, b) => a[0] - b[0])
      .map(([layer, reads, word], index) => ({
        name: `${word}_${index}`,
        layer: layers[layer],
        reads,
      }))
    return named.map(({ name, layer, reads }, index) => {
      const readable = named
        .slice(0, index)
        .filter(
          (other) =>
            layer !== 'raw' &&
            (other.layer === layer ||
              (layer === 'intermediate' ? other.layer === 'raw' : other.layer === 'intermediate')),
        )
      const inputs = [
        ...new Set(reads.flatMap((at) => readable[at % Math.max(1, readable.length)] ?? [])),
      ].map((other) => other.name)
      const sql =
        inputs.length === 0
          ? 'select 1 as x'
          : inputs.map((input) => `select x from {{ref "${input}"}}`).join(' union all ')
      return { name, path: `${layer}/${name}.sql`, inputs, sql }
    })
  })

test('every model comes after those it reads, and compiling twice gives the same', async () => {
  const session = await openSession()
  await fc.assert(
    fc.asyncProperty(project, fc.infiniteStream(fc.nat()), async (models, noise) => {
      const shuffled = models
        .map((model) => ({ model, at: noise.next().value }))
        .toSorted((a, b) => a.at - b.at)
      const texts = {
        'project.yml': 'name: p',
        ...Object.fromEntries(shuffled.map(({ model }) => [model.path, model.sql])),
      }
      const [first, second] = [
        await compileProject(await load(texts), { session }),
        await compileProject(await load(texts), { session }),
      ]
      const names = first.models.map(({ name }) => name)
      expect(names.toSorted()).toEqual(models.map(({ name }) => name).toSorted())
      for (const { name, inputs } of models) {
        for (const input of inputs) expect(names.indexOf(input)).toBeLessThan(names.indexOf(name))
      }
      expect(second.models.map(({ name, sql }) => [name, sql])).toEqual(
        first.models.map(({ name, sql }) => [name, sql]),
      )
      expect(await versionsOf(second, { sources: [] })).toEqual(
        await versionsOf(first, { sources: [] }),
      )
    }),
    { numRuns: 20 },
  )
})
