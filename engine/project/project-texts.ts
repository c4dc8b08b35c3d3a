import { ProductError } from '../../contracts/errors/product-error.ts'
import type { Files } from '../../contracts/ports/files.ts'
import type { Report } from '../report.ts'

/** The SQL and YAML files of a folder by their path below it. */
export interface ProjectTexts {
  readonly paths: readonly string[]
  get(path: string): string | undefined
  /** The path as messages show it. */
  file(path: string): string
}

/** Reads every SQL and YAML file below a folder. */
export async function readProjectTexts(
  files: Files,
  folder: string,
  report: Report,
): Promise<ProjectTexts> {
  const file = (path: string) => `${folder}/${path}`
  const paths = (await files.tree(folder)).filter((path) => /\.(sql|yml|yaml)$/.test(path))
  const read = async (path: string) => [path, clean((await files.text(file(path))) ?? '')] as const
  const texts = new Map(await Promise.all(paths.map(read)))
  for (const [path, text] of texts) {
    if (text.includes('\0')) report(notText(file(path), text))
  }
  return { paths, get: (path) => texts.get(path), file }
}

const clean = (text: string) => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')

function notText(file: string, text: string): ProductError {
  const before = text.slice(0, text.indexOf('\0')).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  return new ProductError('PROJECT_FILE_UNREADABLE', {
    message: `${file} holds a NUL character, so it is not a text file.`,
    at: { file, line: before.length, column },
  })
}
