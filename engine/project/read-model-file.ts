import { modelFile } from '../../contracts/project/model-file.ts'
import type { Report } from '../report.ts'
import type { ModelSource, SqlFile } from './project.ts'
import type { ProjectTexts } from './project-texts.ts'
import { isYamlFile, readYaml } from './read-yaml.ts'

/** The YAML file beside a model, when there is one. */
export function readModelFile(
  texts: ProjectTexts,
  { path }: SqlFile,
  report: Report,
): ModelSource['described'] {
  const beside = path.replace(/\.sql$/, '.yml')
  const text = texts.get(beside)
  if (text === undefined) return undefined
  const read = readYaml(text, texts.file(beside), modelFile)
  if (isYamlFile(read)) return read
  for (const error of read) report(error)
  return undefined
}
