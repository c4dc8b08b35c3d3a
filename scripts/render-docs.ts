// Writes the pages of docs/ that are made from the product itself: errors, the reviews data, access, portability of SQL, the state machine.
// node scripts/render-docs.ts           writes them
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { errorCatalogue } from '../contracts/errors/catalogue.ts'
import type { Project } from '../engine/index.ts'
import { loadProject } from '../engine/index.ts'
import { rejectTitles } from '../engine/sources/index.ts'
import { LocalFiles } from '../platform/local/local-files.ts'
import { accessPage } from '../stacks/render-access.ts'
import { portabilityPage } from './portability-page.ts'
import { stateMachinePage } from './state-machine-page.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const made =
  '<!-- Made by scripts/render-docs.ts. Change what it is made from, then run it again. -->'

const areas: Readonly<Record<string, string>> = {
  LAKE: 'The lake',
  SOURCE: 'Sources and landed files',
  PROJECT: 'Project files',
  MODEL: 'SQL models',
  TEST: 'Data tests',
  ENGINE: 'SQL engines',
  ENCODER: 'Text encoders',
  FEATURE: 'Features',
  LEARNING: 'Learning',
  REGISTRY: 'The registry',
  SCORE: 'Scoring',
  CATALOG: 'The catalog',
  ARRIVAL: 'Arrivals',
  FUNCTION: 'Functions and tasks',
  NOTICE: 'Notices',
  ORCHESTRATOR: 'The state machine',
  COMMAND: 'Commands',
}

/** docs/errors.md: every code, what it says and what to do. */
export function errorsPage(): string {
  const entries = Object.entries(errorCatalogue)
  const sections = Object.entries(areas).map(([prefix, title]) => {
    const rows = entries
      .filter(([code]) => code.startsWith(`${prefix}_`))
      .map(
        ([code, error]) =>
          `| \`${code}\` | ${cell(error.title)} | ${cell(error.hint)} | ${error.exit} |`,
      )
    return [
      `## ${title}`,
      '',
      '| code | meaning | what to do | exit |',
      '|---|---|---|---:|',
      ...rows,
      '',
    ].join('\n')
  })
  return [
    '# Error codes',
    '',
    made,
    '',
    'A code never changes its meaning. The message that comes with it names your things: the file, the column, the model. Exit 1: a check, test, gate',
    'or limit said no. Exit 2: wrong use or a fault.',
    '',
    ...sections,
    '## Why a row is in quarantine',
    '',
    'Each rejected row carries one of these, with its file, line, column and text. They stop a run only when there are more of them than the source allows.',
    '',
    '| code | meaning |',
    '|---|---|',
    ...Object.entries(rejectTitles).map(([code, title]) => `| \`${code}\` | ${cell(title)} |`),
    '',
  ].join('\n')
}

/** docs/reviews-data.md: the data dictionary of the reviews project. */
export async function reviewsPage(): Promise<string> {
  const project = await loadProject(new LocalFiles(), `${root}models_sql/reviews`)
  return [
    '# The data of the reviews project',
    '',
    made,
    '',
    'Three sources land, in the layout of the Yelp Open Dataset; SQL models make features of them.',
    '',
    '## Sources',
    '',
    ...project.sources.flatMap((source) => [
      `### ${source.name}`,
      '',
      ...(source.description === undefined ? [] : [source.description, '']),
      '| column | type | meaning | |',
      '|---|---|---|---|',
      ...source.columns.map(
        (column) =>
          `| ${column.name} | ${column.type} | ${cell(column.description ?? '')} | ${[
            ...(column.required ? ['required'] : []),
            ...(column.pii ? ['personal'] : []),
          ].join(', ')} |`,
      ),
      '',
    ]),
    '## Models',
    '',
    ...project.models.flatMap((model) => modelSection(model)),
  ].join('\n')
}

function modelSection(model: Project['models'][number]): string[] {
  const described = model.described?.value
  const columns = (described?.columns ?? []).map(
    (column) => `| ${column.name} | ${cell(column.description ?? '')} |`,
  )
  return [
    `### ${model.name}`,
    '',
    `Layer ${model.layer}. ${described?.description ?? ''}${described?.grain === undefined ? '' : ` Grain: ${described.grain}.`}`,
    '',
    ...(columns.length === 0 ? [] : ['| column | meaning |', '|---|---|', ...columns, '']),
  ]
}

const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim()

/** The pages with the path each belongs at. */
export const pages = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([
    [`${root}docs/aws/access.md`, accessPage(made)],
    [`${root}docs/aws/sql-portability.md`, portabilityPage(made)],
    [`${root}docs/aws/state-machine.md`, stateMachinePage(made)],
    [`${root}docs/errors.md`, errorsPage()],
    [`${root}docs/reviews-data.md`, await reviewsPage()],
  ])

if (import.meta.main) {
  for (const [path, text] of await pages()) {
    const before = await readFile(path, 'utf8').catch(() => '')
    await writeFile(path, text)
    console.log(`${path.slice(root.length)} ${before === text ? 'was up to date' : 'written'}`)
  }
}
