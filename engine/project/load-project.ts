import type { z } from 'zod'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { layers } from '../../contracts/lake-layout.ts'
import type { Files } from '../../contracts/ports/files.ts'
import { pipelineFile } from '../../contracts/project/pipeline-file.ts'
import { projectFile } from '../../contracts/project/project-file.ts'
import { sourcesFile } from '../../contracts/project/sources-file.ts'
import { type Report, raise } from '../report.ts'
import { checkFileNames } from './check-file-names.ts'
import { checkSources } from './check-sources.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { ModelLayer, ModelSource, Project, SqlFile } from './project.ts'
import { type ProjectTexts, readProjectTexts } from './project-texts.ts'
import { readModelFile } from './read-model-file.ts'
import { isYamlFile, readYaml, type YamlFile } from './read-yaml.ts'

/**
 * Reads a project folder: project.yml, sources.yml, pipeline.yml, the models of the four layers with the YAML file beside
 * each, macros and tests. Errors go to `report`, which by default throws the first; a project that had any is incomplete.
 */
export async function loadProject(
  files: Files,
  folder: string,
  report: Report = raise,
): Promise<Project> {
  const texts = await readProjectTexts(files, folder, report)
  if (texts.get('project.yml') === undefined) throw missingProjectFile(folder)
  const project = yaml(texts, 'project.yml', projectFile, report)
  const sources = yaml(texts, 'sources.yml', sourcesFile, report)
  const pipeline = yaml(texts, 'pipeline.yml', pipelineFile, report)
  checkFileNames(texts, report)
  if (sources !== undefined) checkSources(sources, report)
  return deepFreeze({
    name: project?.value.name ?? '',
    description: project?.value.description,
    folder,
    vars: project?.value.vars ?? {},
    engines: { layers: project?.value.engines ?? {}, athenaAbove: project?.value.athena_above },
    windowSeconds: project?.value.window_seconds ?? 0,
    sources: sources?.value.sources ?? [],
    pipeline: pipeline?.value,
    models: models(texts, report),
    macros: sqlFiles(texts, 'macros'),
    tests: sqlFiles(texts, 'tests').map((file) => ({ ...file, kind: 'test' as const })),
    places: { sources: sources?.places, pipeline: pipeline?.places },
  })
}

function yaml<S extends z.ZodType>(
  texts: ProjectTexts,
  path: string,
  schema: S,
  report: Report,
): YamlFile<z.output<S>> | undefined {
  const text = texts.get(path)
  if (text === undefined) return undefined
  const read = readYaml(text, texts.file(path), schema)
  if (isYamlFile(read)) return read
  for (const error of read) report(error)
  return undefined
}

const models = (texts: ProjectTexts, report: Report): readonly ModelSource[] =>
  layers.flatMap((layer: ModelLayer) =>
    sqlFiles(texts, layer).map((file) => ({
      ...file,
      kind: 'model' as const,
      layer,
      described: readModelFile(texts, file, report),
    })),
  )

const sqlFiles = (texts: ProjectTexts, folder: string): readonly SqlFile[] =>
  texts.paths
    .filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.sql'))
    .map((path) => ({
      name: path.slice(path.lastIndexOf('/') + 1, -'.sql'.length),
      path,
      file: texts.file(path),
      text: texts.get(path) ?? '',
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const missingProjectFile = (folder: string) =>
  new ProductError('PROJECT_FILE_MISSING', {
    message: `${folder} holds no project.yml, so it is no project.`,
  })
