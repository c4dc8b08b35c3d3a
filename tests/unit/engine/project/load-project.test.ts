import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadProject } from '../../../../engine/index.ts'
import { LocalFiles } from '../../../../platform/local/local-files.ts'
import { faults, load, places, reviews } from '../engine-project.ts'

test('models come by layer, then by name, with what stands beside them', async () => {
  const project = await load({
    ...reviews,
    'raw/deeper/raw_user.sql': 'select 1 as one',
    'raw/raw_review.yml': 'description: as landed\ncolumns: [{name: review_id, tests: [unique]}]\n',
    'macros/clean.sql': '1',
    'tests/no_stars.sql': 'select 1',
  })
  expect(project.models.map(({ layer, name }) => `${layer} ${name}`)).toEqual([
    'raw raw_review',
    'raw raw_user',
    'intermediate int_reviews',
    'feature feat_reviews',
  ])
  expect(project.models[0].described?.value.columns[0]).toMatchObject({
    name: 'review_id',
    tests: ['unique'],
  })
  expect(project).toMatchObject({
    name: 'reviews',
    vars: { floor: 2, kinds: ['a', 'b'] },
    macros: [{ name: 'clean' }],
    tests: [{ name: 'no_stars' }],
    pipeline: undefined,
  })
})

test('what was loaded cannot be changed', async () => {
  const project = await load(reviews)
  expect(() => Object.assign(project.sources[0].columns[0], { type: 'X' })).toThrow(TypeError)
})

test('line ends of Windows and a byte-order mark make no difference', async () => {
  const project = await load({ ...reviews, 'raw/raw_review.sql': '\uFEFFselect 1\r\nfrom x\r\n' })
  expect(project.models[0].text).toBe('select 1\nfrom x\n')
})

test('the key null of a source is written like any other', async () => {
  const sources = reviews['sources.yml'].replace('columns:', 'csv: {null: [n/a, ""]}\n    columns:')
  const project = await load({ ...reviews, 'sources.yml': sources })
  expect(project.sources[0].csv).toEqual({ null: ['n/a', ''] })
})

test('a folder without project.yml is no project', async () => {
  await expect(loadProject(new LocalFiles(), '/nowhere/at/all')).rejects.toMatchObject({
    code: 'PROJECT_FILE_MISSING',
  })
})

describe('files that are not read, or cannot be, are errors', () => {
  test.each([
    ['raw/Raw Review.sql', 'PROJECT_NAME_INVALID'],
    ['raw/x"; drop table y; --.sql', 'PROJECT_NAME_INVALID'],
    ['raw/source_x.sql', 'PROJECT_NAME_INVALID'],
    ['raw/predictions.sql', 'PROJECT_NAME_INVALID'],
    ['raw/raw_review.yaml', 'PROJECT_NAME_INVALID'],
    ['raw/raw_reviews.yml', 'PROJECT_SQL_MISSING'],
    ['feature/raw_review.sql', 'PROJECT_NAME_TAKEN'],
    ['primry/pri.sql', 'PROJECT_FOLDER_UNKNOWN'],
    ['stray.sql', 'PROJECT_FOLDER_UNKNOWN'],
    ['source.yml', 'PROJECT_FOLDER_UNKNOWN'],
  ])('%s: %s', async (path, code) => {
    const errors = await faults({ ...reviews, [path]: 'select 1' })
    expect(errors.map((error) => error.code)).toContain(code)
  })

  test.each([
    ['raw/raw_review.sql', 1_000_001],
    ['raw/raw_review.yml', 1_000_001],
  ])('%s of %d characters', async (path, length) => {
    const errors = await faults({ ...reviews, [path]: 'x'.repeat(length) })
    expect(errors[0]).toMatchObject({ code: 'PROJECT_FILE_TOO_LARGE', at: { file: `p/${path}` } })
  })

  test('bytes that are no UTF-8', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-project-'))
    await writeFile(join(folder, 'project.yml'), Buffer.from([0x6e, 0xff, 0xfe]))
    await expect(loadProject(new LocalFiles(), folder)).rejects.toMatchObject({
      code: 'PROJECT_FILE_UNREADABLE',
      at: { file: `${folder}/project.yml` },
    })
  })

  test('a NUL character', async () => {
    expect(await places({ ...reviews, 'raw/raw_review.sql': 'select\n a\0b' })).toEqual([
      'PROJECT_FILE_UNREADABLE p/raw/raw_review.sql:2:3',
    ])
  })
})

describe('YAML files are checked with a place and the nearest name', () => {
  const yml = (text: string) => ({ ...reviews, 'raw/raw_review.yml': `description: x\n${text}` })
  const source = (rest: string) => ({
    ...reviews,
    'sources.yml': `sources:\n  - name: review\n${rest}`,
  })

  test.each([
    ['tag: [a]', '2:1', 'Did you mean "tags"?'],
    ['columns:\n  - nme: a', '3:5', 'Did you mean "name"?'],
    ['columns:\n  - name: a\n    tests: [uniqe]', '4:13', 'Did you mean "unique"?'],
    ['columns:\n  - name: a\n    tests:\n      - rnge: {min: 1}', '5:9', 'Did you mean "range"?'],
    ['columns:\n  - name: a\n    tests:\n      - range: {mn: 1}', '5:17', 'Did you mean "min"?'],
    ['columns:\n  - name: a\n    tests:\n      - range: {min: [1]}', '5:22', 'range.min'],
    ['contract: maybe', '2:11', 'must be a boolean, not "maybe"'],
    ['columns: 5', '2:10', 'must be a list, not 5'],
  ])('%s', async (text, place, words) => {
    const [error] = await faults(yml(text))
    expect(`${error.at?.line}:${error.at?.column}`).toBe(place)
    expect(error.message).toContain(words)
  })

  test.each([
    ['    columns: [{name: a, type: INT}, {name: A, type: INT}]', 'twice'],
    ['    columns: [{name: _source_row, type: INT}]', 'by itself'],
    ['    columns: [{name: a, type: INT}]\n    key: [b]', 'no column "b"'],
    [
      '    columns: [{name: a, type: INT}]\n  - name: review\n    columns: [{name: a, type: INT}]',
      'declared twice',
    ],
  ])('%s', async (rest, words) => {
    const errors = await faults(source(rest))
    expect(errors.map(({ message }) => message).join()).toContain(words)
  })

  test('text that is not YAML', async () => {
    expect(await places(yml('columns: [a'))).toEqual([
      'PROJECT_YAML_SYNTAX p/raw/raw_review.yml:2:12',
    ])
  })

  test('aliases that multiply without end', async () => {
    const levels = 'bcdefghi'.split('').map((name, level) => {
      const tens = Array(10).fill(`*${'abcdefgh'[level]}`).join(', ')
      return `${name}: &${name} [${tens}]`
    })
    const errors = await faults(yml(['a: &a [x]', ...levels].join('\n')))
    expect(errors[0]).toMatchObject({
      code: 'PROJECT_YAML_SYNTAX',
      message: expect.stringContaining('multiply without end'),
    })
  })

  test('brackets without end', async () => {
    const errors = await faults(yml(`tags: ${'['.repeat(50_000)}`))
    expect(errors[0]).toMatchObject({ code: 'PROJECT_YAML_SYNTAX' })
  })

  test('a map of twenty thousand keys does not take ten seconds', async () => {
    const vars = Array.from({ length: 20_000 }, (_, i) => `  k${i}: ${i}\n`).join('')
    const project = await load({ ...reviews, 'project.yml': `name: reviews\nvars:\n${vars}` })
    expect(Object.keys(project.vars)).toHaveLength(20_000)
  }, 10_000)

  test('a key that is given twice', async () => {
    expect(await places(yml('tags: [a]\ntags: [b]'))).toEqual([
      'PROJECT_YAML_SYNTAX p/raw/raw_review.yml:3:1',
    ])
  })
})

test('all errors of a project are found at once', async () => {
  const codes = (
    await faults({
      ...reviews,
      'project.yml': 'name: reviews\n',
      'raw/raw_review.yml': 'description: 5\nextra: 1\n',
      'stray.sql': 'select 1',
    })
  ).map(({ code }) => code)
  expect(codes.toSorted()).toEqual([
    'PROJECT_FOLDER_UNKNOWN',
    'PROJECT_KEY_UNKNOWN',
    'PROJECT_YAML_INVALID',
  ])
})
