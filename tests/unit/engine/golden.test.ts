import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isProductError, type ProductError } from '../../../contracts/errors/product-error.ts'
import type { TableVersion } from '../../../contracts/records/table-version.ts'
import {
  type CompiledProject,
  checkProject,
  compileProject,
  loadProject,
} from '../../../engine/index.ts'
import type { CompiledModel } from '../../../engine/stages.ts'
import { LocalFiles } from '../../../platform/local/local-files.ts'
import { openSession } from './engine-project.ts'
import { planOf, reviewSource } from './versions.ts'

/**
 * Every folder of tests/golden/engine is a case: a project in `input/`, and what the compiler says of it in `expected/`. A file that
 * `before` names another case by makes the plan start from that case. What is missing in `expected/` is written, but fails in CI.
 */
const golden = join(import.meta.dirname, '../../golden/engine')

type Texts = Readonly<Record<string, string>>

describe.each((await readdir(golden)).toSorted())('%s', async (name) => {
  const said = await outcome(name)

  test.each(Object.entries(said))('%s', async (path, text) => {
    const file = join(golden, name, 'expected', path)
    const expected = await readFile(file, 'utf8').catch(() => undefined)
    if (expected === undefined && process.env['CI'] === undefined) {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
      return
    }
    expect(text).toBe(expected)
  })

  test('nothing is expected that is no longer said', async () => {
    const paths = await readdir(join(golden, name, 'expected'), {
      recursive: true,
      withFileTypes: true,
    })
    const files = paths
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    expect(files.toSorted()).toEqual(
      Object.keys(said)
        .map((path) => join(golden, name, 'expected', path))
        .toSorted(),
    )
  })
})

async function outcome(name: string): Promise<Texts> {
  const compiled = await compileCase(name)
  if (!('project' in compiled)) return { 'errors.txt': compiled.map(printed(name)).join('\n') }
  const before = await readFile(join(golden, name, 'before'), 'utf8').catch(() => undefined)
  const start = before === undefined ? undefined : await compileCase(before.trim())
  const current = start !== undefined && 'project' in start ? await environment(start) : new Map()
  const { models } = await plan(compiled, current)
  return {
    ...Object.fromEntries(
      compiled.models.map((model) => [`compiled/${model.name}.sql`, model.sql]),
    ),
    'plan.txt': lines(
      models.map(
        ({ action, model, version, reasons }) =>
          `${action} ${model.name} ${version}: ${reasons.join(', ')}`,
      ),
    ),
    'models.txt': lines(compiled.models.flatMap(described)),
    'tests.txt': lines(
      [...compiled.models.flatMap(({ tests }) => tests), ...compiled.singularTests].map(
        (t) => `${t.model} ${t.name} (${t.severity}): ${t.sql.trim()}`,
      ),
    ),
    'lineage.txt': lines(
      compiled.models.flatMap(({ name, inputs }) =>
        inputs.map(({ relation }) => `${relation} → ${name}`),
      ),
    ),
  }
}

const lines = (items: readonly string[]) => `${items.join('\n')}\n`

async function compileCase(name: string): Promise<CompiledProject | readonly ProductError[]> {
  const errors: ProductError[] = []
  const session = await openSession()
  try {
    const project = await loadProject(new LocalFiles(), join(golden, name, 'input'), (error) =>
      errors.push(error),
    )
    if (errors.length === 0) errors.push(...(await checkProject(project, { session })))
    return errors.length > 0 ? errors : compileProject(project, { session })
  } catch (error) {
    if (isProductError(error)) return [...errors, error]
    throw error
  }
}

const plan = (
  { project, models, singularTests }: CompiledProject,
  current: ReadonlyMap<string, TableVersion>,
) =>
  planOf(
    { project, models, singularTests },
    {
      current,
      sources: project.sources.map((source) => ({
        ...reviewSource(),
        model: source.name,
        relation: `source_${source.name}`,
      })),
    },
  )

async function environment(compiled: CompiledProject): Promise<ReadonlyMap<string, TableVersion>> {
  const { models } = await plan(compiled, new Map())
  return new Map(
    models.map(({ model, version, inputs, fingerprint }) => [
      model.name,
      { ...reviewSource(), version, inputs: [...inputs], fingerprint: { ...fingerprint } },
    ]),
  )
}

const described = ({ name, file, config, columns }: CompiledModel) => [
  `${file.layer} ${name} (${config.materialized})`,
  ...columns.map((column) => `    ${column.name} ${column.type}`),
]

/** An error as a person reads it. */
const printed =
  (name: string) =>
  ({ code, message, hint, at }: ProductError): string => {
    const inside = (text: string) => text.replaceAll(`${join(golden, name, 'input')}`, name)
    const place =
      at === undefined
        ? ''
        : `  at ${inside(at.file)}${at.line === undefined ? '' : `:${at.line}:${at.column}`}\n`
    const line = at?.text?.split('\n')[(at.line ?? 1) - 1]
    const frame =
      line === undefined ? '' : `    ${line}\n    ${' '.repeat((at?.column ?? 1) - 1)}^\n`
    return `${code}\n  ${inside(message)}\n  ${inside(hint)}\n${place}${frame}`
  }
