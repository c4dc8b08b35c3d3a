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
  const folder = `${platform.projects}/${name}`
  const project = await loadProject(platform.files, folder, report)
  // A project without a name has told its own error.
  if (project.name !== '' && project.name !== name) tell(nameDiffers(project, name), report)
  return project
}

function tell(error: ProductError, report: ((error: ProductError) => void) | undefined): void {
  if (report === undefined) throw error
  report(error)
}

/** A copied project that kept its name would share the tables of the one it was copied from. */
const nameDiffers = ({ name, folder }: Project, wanted: string) =>
  new ProductError('PROJECT_NAME_DIFFERS', {
    message: `${folder}/project.yml gives the name "${name}", but the folder is "${wanted}". Nothing was changed.`,
    at: { file: `${folder}/project.yml` },
  })

/** The error of a model name that the project does not have. */
export const unknownModel = (project: string, model: string, names: Iterable<string>) =>
  new ProductError('MODEL_UNKNOWN', {
    message: `Project "${project}" has no model "${model}".${didYouMean(model, names)}`,
    hint: `Run \`millrace ls ${project}\` to see its models.`,
  })
