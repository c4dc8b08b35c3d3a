import { ProductError } from '../contracts/errors/product-error.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import { loadProject, type Project } from '../engine/index.ts'

/** Names of the projects in the projects folder: its subfolders that hold a `project.yml`. */
export async function listProjects(platform: Platform): Promise<readonly string[]> {
  const paths = await platform.files.tree(platform.projects)
  return paths.flatMap((path) => (/^[^/]+\/project\.yml$/.test(path) ? [path.split('/')[0]] : []))
}

/**
 * Reads a project by name. Throws PROJECT_UNKNOWN with the names there are; a fault in a file goes to `report`, which throws
 * it unless told otherwise.
 */
export async function openProject(
  platform: Platform,
  name: string,
  report?: (error: ProductError) => void,
): Promise<Project> {
  const names = await listProjects(platform)
  if (!names.includes(name)) {
    throw new ProductError('PROJECT_UNKNOWN', {
      message: `There is no project "${name}" in ${platform.projects}.${didYouMean(name, names)}`,
      hint:
        names.length === 0
          ? 'Name the folder of your projects with --projects.'
          : `Projects: ${names.join(', ')}.`,
    })
  }
  return loadProject(platform.files, `${platform.projects}/${name}`, report)
}

/** The error of a model name that the project does not have. */
export const unknownModel = (project: string, model: string, names: Iterable<string>) =>
  new ProductError('MODEL_UNKNOWN', {
    message: `Project "${project}" has no model "${model}".${didYouMean(model, names)}`,
    hint: `Run \`millrace ls ${project}\` to see its models.`,
  })
