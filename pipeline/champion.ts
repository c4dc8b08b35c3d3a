import { ProductError } from '../contracts/errors/product-error.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { ModelVersion } from '../contracts/records/model-version.ts'
import { readAlias, requireModelVersion } from '../registry/index.ts'

/** The approved model version of a project in the environment, or undefined. */
export async function championOf(
  platform: Platform,
  project: string,
): Promise<ModelVersion | undefined> {
  const alias = await readAlias(platform.store, { project, env: platform.env, alias: 'champion' })
  return alias && requireModelVersion(platform.store, project, alias.version)
}

/** The approved model version. Throws SCORE_CHAMPION_MISSING. */
export async function requireChampion(platform: Platform, project: string): Promise<ModelVersion> {
  const champion = await championOf(platform, project)
  if (champion !== undefined) return champion
  throw new ProductError('SCORE_CHAMPION_MISSING', {
    message: `Project "${project}" has no approved model in environment "${platform.env}". Nothing was scored.`,
  })
}
