import type { RunEvent, StepEvent } from '../contracts/events.ts'
import type { MetricValues } from '../contracts/metrics.ts'
import type { Meter } from '../contracts/ports/meter.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import { readOutcome, readRun } from '../registry/index.ts'
import { measureStep } from './measure-step.ts'
import { performEvent, type StepAnswer } from './perform-event.ts'
import { performRunEvent, type RunAnswer } from './perform-run-event.ts'

/** Performs what an event asks of a step, and publishes what is measured of it, in a function as in a task. */
export async function performMetered(
  platform: Platform,
  meter: Meter,
  event: StepEvent,
): Promise<StepAnswer> {
  const dimensions = { project: event.project, step: event.step }
  try {
    const answer = await performEvent(platform, event)
    meter.publish({ StepFailed: 0, ...(await measureStep(platform, event, answer)) }, dimensions)
    return answer
  } catch (error) {
    meter.publish({ StepFailed: 1 }, dimensions)
    throw error
  }
}

/** Takes or gives back a run's turn, and publishes how the run went when it is over. */
export async function performRunMetered(
  platform: Platform,
  meter: Meter,
  event: RunEvent,
): Promise<RunAnswer> {
  const answer = await performRunEvent(platform, event)
  const values = await measureRun(platform, event)
  if (Object.keys(values).length > 0) meter.publish(values, { project: event.project })
  return answer
}

/** How long a run that is done took, from its first moment. A run that failed has no duration: an alarm waits for one that is done. */
async function measureRun({ store }: Platform, event: RunEvent): Promise<MetricValues> {
  if (event.action === 'fail') return { RunFailed: 1 }
  if (event.action !== 'end') return {}
  const { project, run_id } = event
  const [run, outcome] = await Promise.all([
    readRun(store, project, run_id),
    readOutcome(store, project, run_id),
  ])
  if (run === undefined || outcome === undefined) return {}
  const seconds = (Date.parse(outcome.finished_at) - Date.parse(run.started_at)) / 1000
  return { RunDuration: seconds, RunFailed: outcome.status === 'done' ? 0 : 1 }
}
