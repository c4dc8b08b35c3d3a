import { ProductError } from '../contracts/errors/product-error.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { MonitorRecord } from '../contracts/records/monitoring.ts'
import { listPredictionSets } from '../registry/index.ts'
import { requirePipeline } from './feature-view.ts'
import { monitorRun } from './monitor.ts'
import { openProject } from './open-project.ts'

/** The verdict on a run's predictions: of the newest run that scored any rows, unless one is named. */
export async function monitorProject(
  platform: Platform,
  request: { readonly project: string; readonly runId?: string },
): Promise<MonitorRecord> {
  const project = await openProject(platform, request.project)
  const settings = requirePipeline(project).monitoring
  const runId = request.runId ?? (await newestRun(platform, project.name))
  return monitorRun(platform, { project: project.name, env: platform.env, runId, settings })
}

async function newestRun(platform: Platform, project: string): Promise<string> {
  const sets = await listPredictionSets(platform.store, project, platform.env)
  const newest = sets.find((set) => set.rows > 0)
  if (newest !== undefined) return newest.run_id
  throw new ProductError('REGISTRY_PREDICTIONS_UNKNOWN', {
    message: `Nothing of project "${project}" was scored in environment "${platform.env}" yet, so there is nothing to watch.`,
  })
}
