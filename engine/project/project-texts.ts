import { isProductError, ProductError } from '../../contracts/errors/product-error.ts'
import type { Files } from '../../contracts/ports/files.ts'
import type { Report } from '../report.ts'

/** The SQL and YAML files of a folder by their path below it. */
export interface ProjectTexts {
  readonly paths: readonly string[]
  get(path: string): string | undefined
  /** The path as messages show it. */
  file(path: string): string
}

/** Characters of a file at most: far more than a person writes, and still quick to check. */
const mostCharacters = 1_000_000

/** Reads every SQL and YAML file below a folder. A file that is too large or no text is reported, and counts as empty. */
export async function readProjectTexts(
  files: Files,
  folder: string,
  report: Report,
): Promise<ProjectTexts> {
  const file = (path: string) => `${folder}/${path}`
  const paths = (await files.tree(folder)).filter((path) => /\.(sql|yml|yaml)$/.test(path))
  const read = async (path: string) => {
    const text = clean((await readText(files, file(path), report)) ?? '')
    if (text.length <= mostCharacters) return [path, text] as const
    report(tooLarge(file(path), text.length))
    return [path, ''] as const
  }
  const texts = new Map(await Promise.all(paths.map(read)))
  for (const [path, text] of texts) {
    if (text.includes('\0')) report(notText(file(path), text))
  }
  return { paths, get: (path) => texts.get(path), file }
}

async function readText(files: Files, path: string, report: Report): Promise<string | undefined> {
  try {
    return await files.text(path)
  } catch (error) {
    if (!isProductError(error, 'SOURCE_FILE_UNREADABLE')) throw error
    const { message, cause } = error
    report(new ProductError('PROJECT_FILE_UNREADABLE', { message, at: { file: path }, cause }))
    return undefined
  }
}

const tooLarge = (file: string, length: number) =>
  new ProductError('PROJECT_FILE_TOO_LARGE', {
    message: `${file} has ${length.toLocaleString('en')} characters; at most ${mostCharacters.toLocaleString('en')} are read.`,
    at: { file },
  })

const clean = (text: string) => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')

function notText(file: string, text: string): ProductError {
  const before = text.slice(0, text.indexOf('\0')).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  return new ProductError('PROJECT_FILE_UNREADABLE', {
    message: `${file} holds a NUL character, so it is not a text file.`,
    at: { file, line: before.length, column },
  })
}
