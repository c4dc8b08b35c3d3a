import type { Platform } from '../contracts/ports/platform.ts'
import { openProject } from './open-project.ts'
import { publishRelations } from './publish.ts'

/** What the catalog tells of model versions and of their names. */
const relations = ['model_versions', 'model_aliases']

/**
 * Shows a decision about a model in the catalog: a few small tables of the registry, whatever the project holds. The decision
 * stands also when that fails; then the reason is given, and `millrace publish` shows it.
 */
export async function showDecision(platform: Platform, project: string): Promise<string | null> {
  try {
    await publishRelations(platform, await openProject(platform, project), relations)
    return null
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return `The decision stands, but the catalog does not show it yet: ${why.replace(/\.$/, '')}. Next: millrace publish ${project}`
  }
}
