import { ProductError } from '../contracts/errors/product-error.ts'
import type { Logger } from '../contracts/ports/logger.ts'
import type { Meter } from '../contracts/ports/meter.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import { EmfMeter } from './aws/powertools-meter.ts'
import { compose } from './compose.ts'
import { environment } from './environment.ts'
import { JsonLogger } from './local/json-logger.ts'
import { systemClock } from './local/system-clock.ts'

/** What a task works with. */
export interface Task {
  readonly platform: Platform
  readonly logger: Logger
  readonly meter: Meter
  /** The event as it was handed over: JSON. */
  readonly event: string
}

/** The outside world of a task. Throws FUNCTION_NOT_CONFIGURED. */
export async function composeTask(): Promise<Task> {
  const { MILLRACE_LAKE, MILLRACE_ENV, MILLRACE_PROJECTS, MILLRACE_EVENT, MILLRACE_STAGE } =
    environment()
  const lake = need(MILLRACE_LAKE, 'MILLRACE_LAKE')
  const event = need(MILLRACE_EVENT, 'MILLRACE_EVENT')
  const write = (line: string) => void process.stdout.write(line)
  const logger = new JsonLogger({ write, clock: systemClock })
  const composed = await compose({ lake, env: MILLRACE_ENV, projects: MILLRACE_PROJECTS, logger })
  const meter = new EmfMeter(MILLRACE_STAGE ?? 'local')
  return { platform: { ...composed, who: 'task' }, logger, meter, event }
}

function need(value: string | undefined, name: string): string {
  if (value !== undefined) return value
  throw new ProductError('FUNCTION_NOT_CONFIGURED', {
    message: `The environment variable ${name} is not set, so the task cannot work. Nothing was changed.`,
  })
}
