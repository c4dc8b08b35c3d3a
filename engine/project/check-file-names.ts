import { ProductError } from '../../contracts/errors/product-error.ts'
import { layers } from '../../contracts/lake-layout.ts'
import { didYouMean } from '../../contracts/nearest.ts'
import { identifier } from '../../contracts/project/names.ts'
import type { Report } from '../report.ts'
import type { ProjectTexts } from './project-texts.ts'

const sqlFolders: readonly string[] = [...layers, 'macros', 'tests']
const topFiles = ['project.yml', 'sources.yml', 'pipeline.yml']
/** Relations that `millrace sql` shows beside the models. */
const reserved = ['predictions']

/** Every SQL and YAML file stands where it is read, has a usable name, and shares it with no other. */
export function checkFileNames(texts: ProjectTexts, report: Report): void {
  const taken = new Map<string, string>()
  for (const path of texts.paths) {
    const problem = topFiles.includes(path) ? undefined : placeProblem(path, texts)
    if (problem !== undefined) report(problem)
    else if (isModel(path)) checkTaken(path, taken, texts, report)
  }
}

const isModel = (path: string) =>
  path.endsWith('.sql') && layers.some((layer) => path.startsWith(`${layer}/`))

function placeProblem(path: string, texts: ProjectTexts): ProductError | undefined {
  const [folder, ...rest] = path.split('/')
  const at = { file: texts.file(path) }
  if (rest.length === 0 || !sqlFolders.includes(folder)) return strayProblem(path, folder, at)
  if (path.endsWith('.sql')) return nameProblem(path, at)
  if (path.endsWith('.yaml')) {
    const message = `${at.file} is not read: the files beside models end in ".yml".`
    return new ProductError('PROJECT_NAME_INVALID', { message, hint: 'Rename the file.', at })
  }
  const sql = path.replace(/\.yml$/, '.sql')
  if (texts.get(sql) !== undefined && folder !== 'macros' && folder !== 'tests') return undefined
  const beside = texts.paths.filter((other) => other.endsWith('.sql')).map(baseName)
  const message = `${at.file} describes a model, but there is no ${texts.file(sql)}.${didYouMean(baseName(path), beside)}`
  return new ProductError('PROJECT_SQL_MISSING', { message, at })
}

function strayProblem(path: string, folder: string, at: { readonly file: string }) {
  const where = path.includes('/') ? `the folder "${folder}"` : 'the project folder itself'
  const near = path.includes('/') ? didYouMean(folder, sqlFolders) : didYouMean(path, topFiles)
  const message = `${at.file} is not read: nothing is read from ${where}.${near}`
  return path.endsWith('.sql') || near !== ''
    ? new ProductError('PROJECT_FOLDER_UNKNOWN', { message, at })
    : undefined
}

function nameProblem(path: string, at: { readonly file: string }): ProductError | undefined {
  const name = baseName(path)
  const valid = identifier.safeParse(name)
  if (!valid.success) {
    const message = `"${name}" cannot be the name of a model, macro or test: it ${valid.error.issues[0]?.message}.`
    return new ProductError('PROJECT_NAME_INVALID', { message, hint: 'Rename the file.', at })
  }
  if (!isModel(path) || !(name.startsWith('source_') || reserved.includes(name))) return undefined
  const why = reserved.includes(name)
    ? 'is the table of predictions'
    : 'would look like a source: "source_" stands before their names'
  return new ProductError('PROJECT_NAME_INVALID', {
    message: `"${name}" cannot be the name of a model: it ${why}.`,
    hint: 'Rename the file.',
    at,
  })
}

function checkTaken(
  path: string,
  taken: Map<string, string>,
  texts: ProjectTexts,
  report: Report,
): void {
  const name = baseName(path)
  const first = taken.get(name)
  if (first !== undefined) {
    const message = `There are two models named "${name}": ${texts.file(first)} and ${texts.file(path)}.`
    report(new ProductError('PROJECT_NAME_TAKEN', { message, at: { file: texts.file(path) } }))
  }
  taken.set(name, path)
}

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\.[a-z]+$/, '')
