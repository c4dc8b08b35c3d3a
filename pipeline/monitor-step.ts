import { requirePipeline } from './feature-view.ts'
import { monitorRun } from './monitor.ts'
import { type RunContext, runMoment, type Step } from './run-context.ts'

/** What was scored is held against the training data; the verdict is kept with the run. */
export const monitorStep: Step<'monitor'> = {
  name: 'monitor',
  title: 'monitoring',
  async run(context: RunContext) {
    const { platform, project, run, outputs } = context
    if (outputs.score !== undefined && outputs.score.model_version === null)
      return { verdict: null, reasons: [] }
    const record = await monitorRun(platform, {
      project: project.name,
      env: platform.env,
      runId: run.run_id,
      settings: requirePipeline(project).monitoring,
      quality: qualityOf(context),
      at: runMoment(context),
    })
    return { verdict: record.verdict, reasons: record.reasons.map((reason) => reason.message) }
  },
}

function qualityOf({ outputs: { arrive, transform } }: RunContext) {
  if (arrive === undefined || transform === undefined) return undefined
  const { accepted, rejected } = arrive
  return {
    accepted,
    rejected,
    tests_failed: transform.tests.failed,
    tests_warned: transform.tests.warned,
  }
}
