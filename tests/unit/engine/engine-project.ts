import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import type { ProductError } from '../../../contracts/errors/product-error.ts'
import type { SqlSession } from '../../../contracts/ports/sql-engine.ts'
import type { CompiledProject, Project } from '../../../engine/index.ts'
import { checkProject, compileProject, loadProject } from '../../../engine/index.ts'
import { DuckDbSqlEngine } from '../../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { projectFiles } from '../../fakes/project-files.ts'

export type Texts = Readonly<Record<string, string>>

/** A small project of three layers on one source, to be changed by each test. */
export const reviews: Texts = {
  'project.yml': 'name: reviews\nvars:\n  floor: 2\n  who: "O\'Hara"\n  kinds: [a, b]\n',
  'sources.yml': `sources:
  - name: review
    columns:
      - {name: review_id, type: VARCHAR, required: true}
      - {name: stars, type: BIGINT}
      - {name: text, type: VARCHAR}
      - {name: date, type: TIMESTAMP}
`,
  'raw/raw_review.sql': 'select * from {{source "review"}}\n',
  'intermediate/int_reviews.sql': `with

reviews as (

    select * from {{ref "raw_review"}}

)

select review_id, stars, text, date from reviews where stars >= {{var "floor"}}
`,
  'feature/feat_reviews.sql':
    '{{config unique_key="review_id"}}\nselect review_id, text, length(text) as text_length, stars from {{ref "int_reviews"}}\n',
}

/** A lake in a temporary folder and an engine over it, gone when the test is over. */
export async function openLake() {
  const root = await mkdtemp(join(tmpdir(), 'millrace-engine-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const store = new FsObjectStore(root)
  return { root, store, engine: new DuckDbSqlEngine(store) }
}

let shared: Promise<SqlSession> | undefined

/** A session for compiling, which leaves nothing in it; one for all tests of a file. */
export function openSession(): Promise<SqlSession> {
  shared ??= (async () => {
    const engine = new DuckDbSqlEngine(new FsObjectStore(join(tmpdir(), 'millrace-no-lake')))
    return engine.open({ readable: [], threads: 2 })
  })()
  return shared
}

afterAll(async () => {
  await (await shared)?.close()
  shared = undefined
})

export const load = (texts: Texts): Promise<Project> => loadProject(projectFiles(texts), 'p')

export async function compile(
  texts: Texts,
  vars: Readonly<Record<string, string | number | boolean>> = {},
): Promise<CompiledProject> {
  return compileProject(await load(texts), { session: await openSession(), vars })
}

/** Every error of a project, those of its files first. */
export async function faults(texts: Texts): Promise<readonly ProductError[]> {
  const errors: ProductError[] = []
  const project = await loadProject(projectFiles(texts), 'p', (error) => errors.push(error))
  return errors.length > 0 ? errors : checkProject(project, { session: await openSession() })
}

/** `CODE file:line:column` of every error. */
export const places = async (texts: Texts): Promise<readonly string[]> =>
  (await faults(texts)).map(({ code, at }) => `${code} ${at?.file}:${at?.line}:${at?.column}`)
