import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import type { z } from 'zod'
import { commands } from '../../../cli/commands.ts'
import { landingPrefix, registryPrefix, stagingPrefix } from '../../../contracts/lake-layout.ts'
import {
  columnTest,
  modelConfig,
  modelFile,
  tableTest,
  testConfig,
} from '../../../contracts/project/model-file.ts'
import { pipelineFile } from '../../../contracts/project/pipeline-file.ts'
import { projectFile } from '../../../contracts/project/project-file.ts'
import { sourcesFile } from '../../../contracts/project/sources-file.ts'
import { checkProject, loadProject } from '../../../engine/index.ts'
import { readableLayers } from '../../../engine/layers.ts'
import { rejectTitles } from '../../../engine/sources/index.ts'
import { emitterNames } from '../../../engine/template/helpers.ts'
import { parseTemplate } from '../../../engine/template/parse-template.ts'
import { renderTemplate } from '../../../engine/template/render-template.ts'
import { predictionColumns } from '../../../pipeline/prediction-columns.ts'
import { registryRelations } from '../../../registry/tables.ts'
import { MemoryObjectStore } from '../../fakes/memory-object-store.ts'
import { projectFiles } from '../../fakes/project-files.ts'
import { faults, openSession, type Texts } from '../engine/engine-project.ts'
import { keysOf } from './schema-keys.ts'

const docs = fileURLToPath(new URL('../../../docs', import.meta.url))
const page = (name: string) => readFile(join(docs, name), 'utf8')
const sqlModels = await page('sql-models.md')
const pipelineYml = await page('pipeline-yml.md')
const lake = await page('lake.md')
const guides = { 'sql-models.md': sqlModels, 'pipeline-yml.md': pipelineYml, 'lake.md': lake }

/** Files of the project that a page shows in blocks marked with its name. */
const exampleProject = (name: string): Texts =>
  Object.fromEntries(
    [...sqlModels.matchAll(/<!-- project: (\w+), file: (\S+) -->\n```\w+\n(.*?)```/gs)]
      .filter(([, project]) => project === name)
      .map(([, , file, text]) => [file, text]),
  )

const shop = exampleProject('shop')

/** Cells of the table rows of a page that begin with code. */
const tableRows = (text: string): readonly (readonly string[])[] =>
  [...text.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) => row.split(' | '))

/** A part of a page: from its heading to the next of that level. */
const section = (text: string, heading: string): string =>
  text.split(/^(?=## )/m).find((part) => part.startsWith(`${heading}\n`)) ?? ''

/** Whether a page names a key: in code, or as it stands in YAML. */
const names = (text: string, key: string): boolean =>
  new RegExp(`[\`.]${key}\`|(^|[ {])${key}:`, 'm').test(text)

describe('sql-models.md', () => {
  it.each([
    ['project.yml', projectFile],
    ['sources.yml', sourcesFile],
    ['<model>.yml', modelFile],
    ['the settings of a model', modelConfig],
    ['the settings of a test', testConfig],
  ] as const)('names every key of %s', (_, schema) => {
    const missing = keysOf(schema).filter(
      ({ path }) => !names(sqlModels, path.split('.').at(-1) ?? ''),
    )
    expect(missing).toEqual([])
  })

  it('names every helper, block and data test', () => {
    const tests = [columnTest, tableTest].flatMap((schema) => keysOf(schema as z.ZodType))
    const testNames = tests.map(({ path }) => path.split('.')[0])
    for (const name of new Set(testNames)) expect(sqlModels).toContain(`\n| \`${name}\` |`)
    for (const name of [...emitterNames, 'list', 'is_incremental', '@index', '@first', '@last'])
      expect(sqlModels, name).toMatch(new RegExp(`[\`{("]${name}[\`} ]`))
    for (const block of ['#if', '#unless', '#each', '{{> ', '{{!--', '{{else}}'])
      expect(sqlModels).toContain(block)
  })

  it('names every reason for which a row is rejected', () => {
    for (const [code, title] of Object.entries(rejectTitles))
      expect(sqlModels).toContain(`| \`${code}\` | ${title} |`)
  })

  it('says of each layer what it may read', () => {
    for (const layer of ['raw', 'intermediate', 'primary', 'feature'] as const) {
      const row = tableRows(section(sqlModels, '## Layers')).find(
        ([name]) => name === `\`${layer}\``,
      )
      expect(row?.[2]?.replace(/, (\w+)$/, ' and $1')).toBe(readableLayers(layer))
    }
  })

  it.each(['shop', 'till'])('shows a project "%s" that compiles', async (name) => {
    const texts = exampleProject(name)
    expect(Object.keys(texts).length).toBeGreaterThan(2)
    expect(await faults(texts)).toEqual([])
  })

  it('says truly what each helper gives', async () => {
    const project = await loadProject(projectFiles(shop), 'p')
    const macros = new Map(project.macros.map((file) => [file.name, parseTemplate(file)]))
    const owner = project.models.find(({ name }) => name === 'int_orders')
    const rows = tableRows(section(sqlModels, '## Templates'))
    expect(rows.length).toBeGreaterThan(10)
    for (const [written, given] of rows) {
      const text = written.slice(1, -1)
      const template = parseTemplate({ name: 'int_orders', path: '', file: '', ...owner, text })
      const { sql } = renderTemplate(template, { vars: project.vars, macros })
      expect(`\`${sql.trim()}\``, text).toBe(given === 'nothing' ? '``' : given)
    }
  })

  it('shows an error as it is', async () => {
    const text = shop['primary/pri_customers.sql'].replace('customer,', 'custmer,')
    const project = await loadProject(
      projectFiles({ ...shop, 'primary/pri_customers.sql': text }),
      'p',
    )
    const [error, ...others] = await checkProject(project, { session: await openSession() })
    expect(others).toEqual([])
    const shown = section(sqlModels, '## What an error looks like')
    for (const part of [error.code, error.message, error.hint]) expect(shown).toContain(part)
    expect(shown).toContain(`pri_customers.sql:${error.at?.line}:${error.at?.column}`)
  })
})

describe('pipeline.yml on pipeline-yml.md', () => {
  const rows = new Map(tableRows(pipelineYml).map((row) => [row[0].slice(1, -1), row]))
  const leaves = keysOf(pipelineFile).filter(({ leaf }) => leaf)

  it('has a row for every key, with the default that counts', () => {
    for (const { path, fallback } of leaves) {
      const row = rows.get(path)
      expect(row, path).toBeDefined()
      if (fallback === undefined) continue
      const shown = String(row?.[1]).replaceAll('`', '')
      expect([path, parseYaml(shown)]).toEqual([path, fallback])
    }
  })

  it('has no row for a key that there is not', () => {
    const known = new Set(keysOf(pipelineFile).map(({ path }) => path))
    const dotted = [...rows.keys()].filter((path) => /^[a-z_]+\.[a-z_.]+$/.test(path))
    expect(dotted.filter((path) => !known.has(path))).toEqual([])
  })

  it('has examples that are taken as they are', () => {
    const example = (name: string) =>
      parseYaml(
        new RegExp(`<!-- pipeline: ${name} -->\n\`\`\`yaml\n(.*?)\`\`\``, 's').exec(
          pipelineYml,
        )?.[1] ?? '',
      )
    expect(pipelineFile.safeParse(example('least')).error).toBeUndefined()
    expect(
      pipelineFile.safeParse({ ...example('least'), ...example('onnx') }).error,
    ).toBeUndefined()
  })

  it('explains every verdict', () => {
    for (const verdict of ['fine', 'look', 'retrain'])
      expect(pipelineYml).toContain(`\n| \`${verdict}\` |`)
  })
})

describe('lake.md', () => {
  const described = (columns: readonly { name: string; type: string; description?: string }[]) =>
    columns.map(({ name, type, description }) => `| \`${name}\` | ${type} | ${description} |`)

  it('lists the tables of the registry with their columns, and no others', async () => {
    const relations = await registryRelations(new MemoryObjectStore())
    const shown = section(lake, '## The registry as tables')
    expect([...shown.matchAll(/^### (\w+)$/gm)].map(([, name]) => name)).toEqual(
      relations.map(({ name }) => name),
    )
    for (const { name, columns } of relations) {
      const own = shown.split(`### ${name}\n`)[1].split('\n### ')[0]
      expect(own.match(/^\| `.*$/gm)).toEqual(described(columns))
    }
  })

  it('lists the columns of a prediction', () => {
    const shown = section(lake, '## Predictions')
    expect(shown.match(/^\| `.*$/gm)).toEqual(described(predictionColumns('review_id')))
  })

  it('names every part of the lake', () => {
    const first = (key: string) => `${key.split('/')[0]}/`
    const parts = [landingPrefix('p', 's'), registryPrefix('runs'), stagingPrefix].map(first)
    const others = ['tables/', 'quarantine/', 'encoders/', 'vectors/', 'ml/', 'predictions/']
    for (const part of [...parts, ...others, 'catalog/', '.generations/', '.tmp/'])
      expect(section(lake, '## What lies where')).toContain(part)
  })
})

describe.each(Object.entries(guides))('%s', (name, text) => {
  it('names only commands that there are', () => {
    const entries = commands.flatMap((group) => group.entries)
    const known = entries.flatMap((entry) =>
      'commands' in entry ? entry.commands.map((leaf) => `${entry.name} ${leaf.name}`) : entry.name,
    )
    const named = [...text.matchAll(/(?<=[`\n] ?(?:\$ )?)millrace ([a-z]+(?: [a-z]+)?)/g)]
    expect(named.length).toBeGreaterThan(2)
    for (const [, words] of named)
      expect(
        known.some((command) => `${words} `.startsWith(`${command} `)),
        words,
      ).toBe(true)
  })

  it('links to pages and headings that there are', async () => {
    for (const [, path, anchor] of text.matchAll(/\]\(([\w./-]*)(?:#([\w-]+))?\)/g)) {
      const target = path === '' ? name : path
      expect(await readdir(join(docs, dirname(target)))).toContain(target.split('/').at(-1))
      if (anchor === undefined) continue
      expect(anchors(await page(target)), `${target}#${anchor}`).toContain(anchor)
    }
  })
})

/** Anchors that the headings of a page get. */
const anchors = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
