import { isProductError } from '../contracts/errors/product-error.ts'
import { type StepEvent, stepEvent } from '../contracts/events.ts'
import { performMetered, stopNamedRun } from '../pipeline/index.ts'
import { composeTask, type Task } from '../platform/compose-task.ts'

/** Seconds between two signs of life. */
const beatSeconds = 60

/** The process of the task on Fargate: performs the step of MILLRACE_EVENT and ends, with 0 when it is done and 1 when not. */
async function main(): Promise<number> {
  let task: Task | undefined
  let event: StepEvent | undefined
  try {
    task = await composeTask()
    event = stepEvent.parse(JSON.parse(task.event))
    stopWhenAsked(task, event)
    const beating = showLife(task, event)
    const answer = await performMetered(task.platform, task.meter, event)
    clearInterval(beating)
    task.logger.info('done', { ...event, answer })
    return 0
  } catch (error) {
    const message = textOf(error)
    task?.logger.error('failed', { ...event, error })
    process.stderr.write(`${message}\n`)
    if (task !== undefined && event !== undefined) await note(task, event, message)
    return 1
  }
}

/** Fargate asks with SIGTERM, and kills half a minute later. What was written stands; the next attempt goes on from there. */
function stopWhenAsked(task: Task, event: StepEvent): void {
  process.once('SIGTERM', () => {
    const message = `The task of step "${event.step}" was stopped from outside. The same run goes on where it stopped.`
    process.stderr.write(`${message}\n`)
    void note(task, event, message).then(() => process.exit(1))
  })
}

function showLife({ platform }: Task, { task_token }: StepEvent): NodeJS.Timeout | undefined {
  if (task_token === undefined) return undefined
  const beat = () => void platform.orchestrator.beat(task_token).catch(() => {})
  return setInterval(beat, beatSeconds * 1000).unref()
}

/** The state machine sees an exit code only: why it stopped stands with the run. */
const note = ({ platform }: Task, { project, run_id }: StepEvent, message: string) =>
  stopNamedRun(platform, { project, run_id, message }).catch(() => {})

const textOf = (error: unknown): string => {
  if (isProductError(error)) return `${error.code}: ${error.message} ${error.hint}`
  return error instanceof Error ? error.message : String(error)
}

process.exit(await main())
